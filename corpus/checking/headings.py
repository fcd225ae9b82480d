"""Headings: one title, three sections or more, and text under each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.page import Page

MIN_SECTIONS = 3
_DEEPEST = 3


def check_headings(page: Page) -> Iterator[Finding]:
    """Rules ``one-title``, ``title-is-heading``, ``sections``, ``heading-level`` and ``empty-heading``."""
    first = page.line_at(page.body_start)
    headings = [
        (int(token.tag[1:]), page.tokens[position + 1].content.strip(), page.line_of(token))
        for position, token in enumerate(page.tokens)
        if token.type == "heading_open"
    ]
    titles = [(text, line) for level, text, line in headings if level == 1]
    if len(titles) != 1 or headings[0][0] != 1:
        line = titles[1][1] if len(titles) > 1 else first
        yield page.finding(line, "one-title", f"{len(titles)} level-1 headings; the text opens with one, its title")
    elif titles[0][0] != page.document.metadata.get("title"):
        message = (
            f"the heading is {titles[0][0]!r}, but the front matter's title {page.document.metadata.get('title')!r}"
        )
        yield page.finding(titles[0][1], "title-is-heading", message)
    sections = sum(level == 2 for level, _, _ in headings)  # noqa: PLR2004 - a level-2 heading
    if sections < MIN_SECTIONS:
        yield page.finding(first, "sections", f"{sections} level-2 headings; a document has at least {MIN_SECTIONS}")
    for (above, _, _), (level, text, line) in pairwise([(1, "", 0), *headings]):
        if level > min(above + 1, _DEEPEST):
            yield page.finding(line, "heading-level", f"{text!r} is of level {level}, under one of level {above}")
    yield from _empty(page)


def _empty(page: Page) -> Iterator[Finding]:
    """Find sections that hold nothing. The title may stand directly above the first section."""
    following = [*page.tokens, None]
    for position, token in enumerate(page.tokens):
        after = following[position + 3] if token.type == "heading_open" and token.tag != "h1" else token
        if after is None or (after is not token and after.type == "heading_open"):
            text = page.tokens[position + 1].content
            yield page.finding(page.line_of(token), "empty-heading", f"no text follows the heading {text!r}")
