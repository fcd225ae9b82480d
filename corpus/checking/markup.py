"""Markup that the library does without: raw HTML, images, footnotes and long tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.page import Page

MAX_TABLE_ROWS = 8
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_WHY = {
    "html_block": ("raw-html", "raw HTML; write Markdown"),
    "html_inline": ("raw-html", "raw HTML; write Markdown"),
    "image": ("image", "an image; say it in words"),
}


def check_markup(page: Page) -> Iterator[Finding]:
    """Rules ``raw-html``, ``image``, ``footnote`` and ``table-rows``."""
    for token in page.tokens:
        for part in (token, *(token.children or ())):
            if part.type in _WHY:
                yield page.finding(page.line_of(token), *_WHY[part.type])
    for match in _FOOTNOTE.finditer(page.body):
        line = page.line_at(page.body_start + match.start())
        yield page.finding(line, "footnote", f"the footnote {match.group()}; cite with [@key]")
    yield from _long_tables(page)


def _long_tables(page: Page) -> Iterator[Finding]:
    rows, table = 0, None
    for token in page.tokens:
        if token.type == "tbody_open":
            rows, table = 0, token
        elif token.type == "tr_open":
            rows += 1
        elif token.type == "tbody_close" and table is not None and rows > MAX_TABLE_ROWS:
            message = f"a table of {rows} rows; {MAX_TABLE_ROWS} are the most"
            yield page.finding(page.line_of(table), "table-rows", message)
