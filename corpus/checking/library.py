"""A library folder -> its pages, its reference items and its questions, with what could not be read at all.

Layout: ``documents/THEME/ID.md``, ``references.json`` and ``questions/`` (the README of the corpus).
Knows nothing of rules.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.bibliography import Bibliography, reference_from_csl
from corpus.checking.finding import Finding
from corpus.checking.page import Page, read_page
from corpus.checking.questions import QuestionSet, read_questions
from corpus.errors import CorpusError, UnreadableFileError
from corpus.reading.json_values import json_value
from corpus.reading.markdown import read_markdown
from corpus.records import Document
from corpus.sources import discover

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corpus.records import JsonValue
    from corpus.sources import SourceFile

DOCUMENTS = "documents"
REFERENCES = "references.json"


class LibraryNotFoundError(CorpusError):
    """The folder named by the user is no library."""


@dataclass(frozen=True, slots=True)
class ReferenceItem:
    """One item of ``references.json`` as it stands there, and the line on which its id stands."""

    key: str
    line: int
    csl: Mapping[str, JsonValue]

    def text(self, *path: str) -> str:
        """Give a text inside the item, such as ``text("custom", "findings")``; empty where it is missing."""
        value: JsonValue = dict(self.csl)
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, str) else ""

    def finding(self, rule: str, message: str) -> Finding:
        """Report something about this item."""
        return Finding(REFERENCES, self.line, rule, f"{self.key}: {message}")


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that is checked. ``items`` stand in the order of the file, repeated ids included.

    ``questions`` is None where the library has none.
    """

    pages: tuple[Page, ...]
    items: tuple[ReferenceItem, ...]
    questions: QuestionSet | None


def read_library(folder: Path) -> tuple[Library, list[Finding]]:
    """Read a library, and report every file of it that cannot be read.

    Raises:
        LibraryNotFoundError: the folder has no ``documents`` folder or no ``references.json``.
    """
    for needed in (folder / DOCUMENTS, folder / REFERENCES):
        if not needed.exists():
            msg = f"{folder} is no library, because {needed.name} is missing: name the corpus folder with --corpus"
            raise LibraryNotFoundError(msg)
    items, findings = _items(folder / REFERENCES)
    bibliography = Bibliography(reference_from_csl(item.csl) for item in items)
    pages: list[Page] = []
    for file in discover([folder / DOCUMENTS]):
        try:
            pages.extend(_pages(file, bibliography))
        except UnreadableFileError as error:
            findings.append(Finding(file.source, 1, "unreadable", f"the file cannot be read: {error}"))
    questions, unreadable = read_questions(folder)
    return Library(tuple(pages), items, questions), findings + unreadable


def _pages(file: SourceFile, bibliography: Bibliography) -> list[Page]:
    if file.suffix != ".md":
        msg = "it is not Markdown; the library holds .md files only"
        raise UnreadableFileError(msg)
    return [
        read_page(file.source, record) for record in read_markdown(file, bibliography) if isinstance(record, Document)
    ]


def _items(path: Path) -> tuple[tuple[ReferenceItem, ...], list[Finding]]:
    try:
        text = path.read_text(encoding="utf-8")
        parsed = json_value(json.loads(text))
    except (OSError, ValueError) as error:
        return (), [Finding(REFERENCES, 1, "unreadable", f"the references are not JSON: {error}")]
    if not isinstance(parsed, list):
        return (), [Finding(REFERENCES, 1, "unreadable", "the references are not a list of CSL-JSON items")]
    items: list[ReferenceItem] = []
    findings: list[Finding] = []
    reached = 0
    for number, item in enumerate(parsed, 1):
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(key, str):
            line = text.count("\n", 0, reached) + 1
            findings.append(Finding(REFERENCES, line, "reference-schema", f"item {number} has no id"))
            continue
        match = re.compile(rf'"id"\s*:\s*{re.escape(json.dumps(key, ensure_ascii=False))}').search(text, reached)
        reached = match.end() if match else reached
        items.append(ReferenceItem(key, text.count("\n", 0, match.start() if match else 0) + 1, item))
    return tuple(items), findings
