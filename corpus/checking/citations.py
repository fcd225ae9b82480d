"""Citations: every key is known, every reference is used, the front matter lists them, and old work is called old.

Knows nothing of what a reference says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.citations import citation_marks, cited_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page

_AFTER_STOP = re.compile(r"[.!?][\"')*_]*\s*\[@[^\]]*\]$|^\[@")
_SAYS_SO = re.compile(
    r"\b(?:supersed|retract|replac|withdrawn|older|earlier version|out of date|since updated)", re.IGNORECASE
)


def check_keys(library: Library) -> Iterator[Finding]:
    """Rules ``unknown-key`` and ``unused-reference``."""
    known = {item.key for item in library.items}
    cited: set[str] = set()
    for page in library.pages:
        for mark in citation_marks(page.body):
            cited.update(mark.keys)
            for key in mark.keys:
                if key not in known:
                    line = page.line_at(page.body_start + mark.start)
                    yield page.finding(line, "unknown-key", f"{key} is cited, but is not in the references")
    for item in library.items:
        if item.key not in cited:
            yield item.finding("unused-reference", "no document cites it; cite it or take it out")


def check_listed_references(page: Page) -> Iterator[Finding]:
    """Rule ``references-order``: the front matter lists the cited keys in order of first citation, and no other."""
    cited = cited_keys(page.body)
    listed = page.document.metadata.get("references")
    if isinstance(listed, list) and listed != cited:
        line = page.line_of_field("references")
        missing = ", ".join(key for key in cited if key not in listed)
        extra = ", ".join(str(key) for key in listed if key not in cited)
        what = (
            "; ".join(part for part in (missing and f"missing: {missing}", extra and f"not cited: {extra}") if part)
            or f"the order of first citation is: {', '.join(cited)}"
        )
        yield page.finding(line, "references-order", f"the listed references are not those cited ({what})")


def check_placement(page: Page) -> Iterator[Finding]:
    """Rule ``citation-after-stop``: a citation stands before the full stop of the sentence that it supports."""
    for statement in page.statements:
        match = _AFTER_STOP.search(statement.text) if statement.kind == "sentence" else None
        if match:
            message = "a citation behind the full stop; put it before the full stop of the sentence that it supports"
            yield page.finding(page.line_at(statement.start + match.start()), "citation-after-stop", message)


def check_status_is_said(library: Library) -> Iterator[Finding]:
    """Rule ``status-unsaid``: a sentence that cites superseded or retracted work says that it is."""
    statuses = {item.key: item.text("custom", "status") for item in library.items}
    for page in library.pages:
        for statement in page.statements:
            for key in statement.keys:
                if statuses.get(key) in {"superseded", "retracted"} and not _SAYS_SO.search(statement.plain):
                    line = page.line_at(statement.start)
                    yield page.finding(
                        line, "status-unsaid", f"{key} is {statuses[key]}, and the sentence does not say so"
                    )
