"""One Markdown document as the checks see it: its text, its tokens, and the statements of which it is made.

A statement is what a citation vouches for: a sentence, or one cell of a table. A heading is one too, and cites nothing.
Knows nothing of rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from markdown_it import MarkdownIt

from corpus.checking.finding import Finding, Severity
from corpus.citations import citation_marks, cited_keys
from corpus.reading.markdown import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from corpus.records import Document

Kind: TypeAlias = Literal["sentence", "cell", "heading"]

_KINDS: dict[str, Kind] = {"paragraph_open": "sentence", "tr_open": "cell", "heading_open": "heading"}
_LIST_MARK = re.compile(r"(?:[ \t]*(?:[-*+]|\d{1,9}[.)]|>)[ \t]+)+")
# Where markdown-it-py ends a line.
_LINE_END = re.compile(r"\r\n?|\n")
_LINK_TARGET = re.compile(r"(?<=\])\([^()\s]*\)")
_CELL = re.compile(r"(?:\\.|[^|\\])+")
# A full stop, its closing marks, a space, and what a sentence can begin with.
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)\]*_]*\s+(?=[\"'\u201c\u2018(\[*_]*[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:vs|e\.g|i\.e|approx|cf|al|Dr|Prof|St|No))\.\s*$")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, a table cell or a heading.

    ``text`` is the source's own, and begins at the offset ``start`` of the file.
    ``plain`` has the same length, with citation marks and link targets blanked.
    ``keys`` are the references that it cites.
    """

    start: int
    text: str
    plain: str
    keys: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Page:
    """A document of the library and the place of everything in it.

    ``path`` is the file's path inside the library; ``tokens`` are those of the body, by markdown-it-py.
    """

    path: str
    document: Document
    body_start: int
    tokens: tuple[Token, ...]
    statements: tuple[Statement, ...]

    @property
    def body(self) -> str:
        """The text after the front matter."""
        return self.document.text[self.body_start :]

    def line_at(self, offset: int) -> int:
        """Give the line, from one, of an offset into the file."""
        return sum(1 for _ in _LINE_END.finditer(self.document.text, 0, offset)) + 1

    def line_of(self, token: Token) -> int:
        """Give the line, from one, at which a token of the body begins."""
        return self.line_at(self.body_start) + (token.map[0] if token.map else 0)

    def line_of_field(self, name: str) -> int:
        """Give the line of a field of the front matter; the first line where the field is missing."""
        match = re.search(rf"^{re.escape(name)}[ \t]*:", self.document.text[: self.body_start], re.MULTILINE)
        return self.line_at(match.start()) if match else 1

    def finding(self, line: int, rule: str, message: str, severity: Severity = Severity.ERROR) -> Finding:
        """Report something on a line of this page."""
        return Finding(self.path, line, rule, message, severity)


def read_page(path: str, document: Document) -> Page:
    """Parse a document that has been read."""
    _, body_start = front_matter(document.text)
    tokens = tuple(MarkdownIt("commonmark").enable("table").parse(document.text[body_start:]))
    return Page(path, document, body_start, tokens, tuple(_statements(document.text, tokens, body_start)))


def blanked(text: str) -> str:
    """Put spaces in place of citation marks and link targets, so that offsets stay what they were."""
    for mark in citation_marks(text):
        text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
    return _LINK_TARGET.sub(lambda match: " " * len(match.group()), text)


def sentence_ranges(text: str) -> list[tuple[int, int]]:
    """Cut a paragraph into sentences, as half-open ranges that leave out the space between them.

    A citation behind a full stop goes with the sentence before it.
    """
    plain = blanked(text)
    cuts = [match.end() for match in _SENTENCE_END.finditer(plain) if not _ABBREVIATION.search(plain[: match.end()])]
    return [
        (start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
        for start, end in pairwise([0, *cuts, len(text)])
        if (part := text[start:end]).strip()
    ]


def _statements(text: str, tokens: tuple[Token, ...], body_start: int) -> Iterator[Statement]:
    lines = [body_start, *(match.end() for match in _LINE_END.finditer(text, body_start)), len(text)]
    for token in tokens:
        if token.map is None or token.type not in _KINDS:
            continue
        kind = _KINDS[token.type]
        start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
        if kind == "cell":
            ranges = [match.span() for match in _CELL.finditer(text, start, end)]
        else:
            marker = _LIST_MARK.match(text, start, end)
            start = marker.end() if marker else start
            ranges = [(start + low, start + high) for low, high in sentence_ranges(text[start:end])]
        for low, high in ranges:
            content = text[low:high]
            if content.strip():
                keys = tuple(cited_keys(content))
                yield Statement(low, content, blanked(content), keys, kind)
