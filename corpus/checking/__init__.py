"""The checks of the shipped library, one module a kind of rule.

A check is a plain function that takes a ``Page`` or the whole ``Library`` and yields a ``Finding`` for each defect.
A new rule is a function in the module of its kind and one line in ``_PAGE_CHECKS`` or ``_LIBRARY_CHECKS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from corpus.checking.citations import check_keys, check_listed_references, check_placement, check_status_is_said
from corpus.checking.duplicates import check_duplicates
from corpus.checking.evidence import check_figures
from corpus.checking.finding import Finding, Severity
from corpus.checking.front_matter import check_front_matter, check_unique_ids
from corpus.checking.headings import check_headings
from corpus.checking.length import check_length
from corpus.checking.library import Library, LibraryNotFoundError, read_library
from corpus.checking.links import check_links
from corpus.checking.locating import Located, locate
from corpus.checking.markup import check_markup
from corpus.checking.question_rules import check_questions
from corpus.checking.references import check_items
from corpus.checking.report import Report, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.checking.page import Page

    PageCheck: TypeAlias = Callable[[Page], Iterator[Finding]]
    LibraryCheck: TypeAlias = Callable[[Library], Iterator[Finding]]

__all__ = ["Finding", "LibraryNotFoundError", "Located", "Report", "Severity", "check_library", "locate"]

_PAGE_CHECKS: tuple[PageCheck, ...] = (
    check_front_matter,
    check_headings,
    check_length,
    check_markup,
    check_listed_references,
    check_placement,
)
_LIBRARY_CHECKS: tuple[LibraryCheck, ...] = (
    check_unique_ids,
    check_keys,
    check_items,
    check_status_is_said,
    check_figures,
    check_links,
    check_duplicates,
    check_questions,
)


def check_library(folder: Path) -> Report:
    """Check the library in a folder against every rule.

    Raises:
        LibraryNotFoundError: the folder has no ``documents`` folder or no ``references.json``.
    """
    library, findings = read_library(folder)
    for page_check in _PAGE_CHECKS:
        for page in library.pages:
            findings.extend(page_check(page))
    for library_check in _LIBRARY_CHECKS:
        findings.extend(library_check(library))
    return report(library, findings)
