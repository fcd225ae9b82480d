"""Links between documents: each leads to a file of the library, and to a heading where it names one."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page


def check_links(library: Library) -> Iterator[Finding]:
    """Rule ``dead-link``. Links that leave the library (``https:``, ``mailto:``) are not followed."""
    anchors = {page.path: _anchors(page) for page in library.pages}
    for page in library.pages:
        for line, target in _targets(page):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            folder = PurePosixPath(page.path).parent.as_posix()
            path = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else page.path
            if path not in anchors:
                yield page.finding(line, "dead-link", f"{target} leads to no document of the library")
            elif parts.fragment and parts.fragment not in anchors[path]:
                yield page.finding(line, "dead-link", f"{target} names a heading that {path} does not have")


def _targets(page: Page) -> Iterator[tuple[int, str]]:
    for token in page.tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield page.line_of(token), str(child.attrGet("href"))


def _anchors(page: Page) -> set[str]:
    """Name the headings of a page as GitHub does: lower case, hyphens for spaces, no other punctuation."""
    headings = (
        page.tokens[position + 1].content for position, token in enumerate(page.tokens) if token.type == "heading_open"
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
