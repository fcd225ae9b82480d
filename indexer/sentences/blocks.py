# ruff: noqa: RUF001  # the signs of many scripts are what this module is about
"""The blocks of a text: paragraphs, headings, list items, table rows, block quotes, lines of code.

Reads the layout that Markdown and plain text share (https://spec.commonmark.org/0.31.2/, and pipe tables).
Knows nothing of sentences: it only says which lines belong together, so that no sentence runs across two blocks.
Every character that is not white space lies in exactly one block. Runs in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from indexer.index.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# A form feed or a vertical tab ends a line and not a paragraph: text taken from a PDF runs on across pages.
# Begun by a set and not by alternatives, it is looked for several times as fast.
_LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029](?:(?<=\r)\n)?+")
_PARAGRAPH_SEPARATOR = "\u2029"

_QUOTE_MARK = re.compile(r"[ \t]*+(?:>[ \t]*+)++")
_ATX_HEADING = re.compile(r"#{1,6}(?:[ \t]++|$)")
_ATX_CLOSING = re.compile(r"(?<=[ \t])#++$")
_UNDERLINE = re.compile(r"(?:=++|-++)\s*+$")
_RULE = re.compile(r"(?:=[ \t]*+){3,}+$|(?:-[ \t]*+){3,}+$|(?:\*[ \t]*+){3,}+$|(?:_[ \t]*+){3,}+$")
_FENCE = re.compile(r"`{3,}+(?=[^`]*+$)|~{3,}+")
_BULLET = re.compile(r"[-*+•‣◦▪●○■□∙·](?=\s|$)")
_ENUMERATOR = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,3}\)|\(?[A-Za-z]\)|\(?[ivx]{1,4}\))(?=\s|$)")
# A number at the start of a wrapped line is most often part of a sentence, so only the first one opens a list there.
_FIRST_ENUMERATOR = re.compile(r"\(?(?:1|[aAi])[.)]")
_TABLE_RULE = frozenset("|-: \t")

_CONTINUATION_INDENT = 2
_TERMINAL = tuple(".!?:;,。！？…")
# A heading line without a blank line below it is told from a wrapped line by its length: less than half of the width.
_HEADING_SHARE = 0.5
_HEADING_MAX_WORDS = 8


class BlockKind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    CODE = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, a half-open range of the text without white space at its ends.

    ``marks`` are the ranges inside it that are syntax and no prose: list and quote marks, the rule below a heading.
    ``quoted`` tells a block quote; ``after_blank`` a block that follows a blank line or begins the text.
    A table's header row and the rule below it are one block.
    """

    kind: BlockKind
    start: int
    end: int
    marks: tuple[Span, ...]
    quoted: bool
    after_blank: bool

    def prose(self, text: str) -> str:
        """Return the block's text with its marks blanked out, of the same length."""
        pieces: list[str] = []
        reached = self.start
        for mark in self.marks:
            pieces.extend((text[reached : mark.start], " " * (mark.end - mark.start)))
            reached = mark.end
        pieces.append(text[reached : self.end])
        return "".join(pieces)


class _Line(NamedTuple):
    """One line without the white space around it; ``content`` is where it begins once quote marks are passed."""

    start: int
    content: int
    end: int
    indent: int
    hard: bool

    @property
    def quoted(self) -> bool:
        return self.content > self.start

    @property
    def blank(self) -> bool:
        return self.content >= self.end


@dataclass(slots=True)
class _Open:
    """The block being read."""

    kind: BlockKind
    after_blank: bool
    lines: list[_Line]
    marks: list[Span] = field(default_factory=list)


def blocks(text: str, start: int, end: int) -> list[Block]:
    """Return the blocks of ``text[start:end]`` in order; offsets count from the beginning of ``text``."""
    reader = _Reader(text)
    lines = list(_lines(text, start, end))
    for number, line in enumerate(lines):
        reader.read(line, lines[number + 1] if number + 1 < len(lines) else None)
    reader.close()
    return reader.done


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """Cut the range at line ends."""
    reached = start
    while reached < end:
        found = _LINE_END.search(text, reached, end)
        stop, following = (found.start(), found.end()) if found else (end, end)
        line = text[reached:stop]
        first = stop - len(line.lstrip())
        last = max(first, reached + len(line.rstrip()))
        quote = _QUOTE_MARK.match(text, first, last)
        yield _Line(
            start=first,
            content=quote.end() if quote else first,
            end=last,
            indent=first - reached,
            hard=found is not None and found.group() == _PARAGRAPH_SEPARATOR,
        )
        reached = following


def _is_table_rule(content: str) -> bool:
    return "|" in content and "-" in content and _TABLE_RULE.issuperset(content)


class _Reader:
    """Takes one line after the other and closes a block when a line cannot belong to it."""

    def __init__(self, text: str) -> None:
        self.done: list[Block] = []
        self._text = text
        self._open: _Open | None = None
        self._after_blank = True
        self._fence = ""
        self._in_table = False

    def read(self, line: _Line, following: _Line | None) -> None:
        """Add ``line`` to the open block, or close that and open another; ``following`` is only looked at."""
        content = self._text[line.content : line.end]
        if line.blank:
            self._blank(line)
        elif self._fence or _FENCE.match(content):
            self._code(line, content)
        elif not self._structure(line, content, following):
            self._prose(line, content)
        if line.hard:
            self.close()
            self._after_blank = True

    def close(self) -> None:
        """Finish the open block."""
        block = self._open
        self._open = None
        if block is None:
            return
        if block.kind is BlockKind.PARAGRAPH and self._begins_with_heading(block.lines):
            heading = _Open(BlockKind.HEADING, block.after_blank, block.lines[:1])
            self._emit(heading)
            block.lines = block.lines[1:]
            block.after_blank = False
        self._emit(block)

    def _emit(self, block: _Open) -> None:
        quote_marks = (Span(line.start, line.content) for line in block.lines if line.quoted)
        self.done.append(
            Block(
                kind=block.kind,
                start=block.lines[0].start,
                end=block.lines[-1].end,
                marks=tuple(sorted((*block.marks, *quote_marks))),
                quoted=block.lines[0].quoted,
                after_blank=block.after_blank,
            )
        )

    def _start(self, kind: BlockKind, line: _Line, *marks: Span) -> None:
        self.close()
        self._open = _Open(kind, self._after_blank, [line], list(marks))
        self._after_blank = False

    def _single(self, kind: BlockKind, line: _Line, *marks: Span) -> None:
        self._start(kind, line, *marks)
        self.close()

    def _blank(self, line: _Line) -> None:
        """End the block; a quote mark alone on its line stays with the block above it."""
        if line.quoted and self._open is not None:
            self._open.lines.append(line)
        elif line.quoted:
            self._single(BlockKind.RULE, line)
        self.close()
        self._in_table = False
        self._after_blank = True

    def _code(self, line: _Line, content: str) -> None:
        """Take a line of fenced code, or the fence itself, as a block of its own."""
        fence = _FENCE.match(content)
        if not self._fence and fence:
            self._fence = fence.group()
        elif fence and fence.group().startswith(self._fence) and fence.end() == len(content):
            self._fence = ""
        self._single(BlockKind.CODE, line)

    def _structure(self, line: _Line, content: str, following: _Line | None) -> bool:
        """Take a heading, a rule, a table row or the first line of a list item; say whether it was one."""
        above = self._open
        if above is not None and self._in_table and _is_table_rule(content):
            above.lines.append(line)
            above.marks.append(Span(line.content, line.end))
        elif heading := _ATX_HEADING.match(content):
            marks = [heading, *_ATX_CLOSING.finditer(content, heading.end())]
            spans = (Span(line.content + mark.start(), line.content + mark.end()) for mark in marks)
            self._single(BlockKind.HEADING, line, *spans)
        elif above is not None and _UNDERLINE.match(content) and self._is_heading_line(above, line):
            above.kind = BlockKind.HEADING
            above.lines.append(line)
            above.marks.append(Span(line.content, line.end))
            self.close()
        elif _RULE.match(content):
            self._single(BlockKind.RULE, line)
        elif self._is_row(content, following):
            self._start(BlockKind.ROW, line)
            self._in_table = True
            return True
        elif marker := self._item_marker(content):
            self._start(BlockKind.ITEM, line, Span(line.content, line.content + marker.end()))
        else:
            self._in_table = False
            return False
        return True

    def _is_heading_line(self, above: _Open, line: _Line) -> bool:
        """Tell whether the open block is one line that a rule below it makes a heading."""
        return (
            above.kind is BlockKind.PARAGRAPH
            and len(above.lines) == 1
            and above.lines[0].quoted == line.quoted
            and self._text[above.lines[0].end - 1] not in ".:;,"
        )

    def _is_row(self, content: str, following: _Line | None) -> bool:
        if content.startswith("|") or (self._in_table and "|" in content):
            return True
        return (
            "|" in content and following is not None and _is_table_rule(self._text[following.content : following.end])
        )

    def _item_marker(self, content: str) -> re.Match[str] | None:
        """Return the marker that opens a list item, unless the line more likely continues a sentence."""
        marker = _BULLET.match(content)
        if marker:
            return marker
        marker = _ENUMERATOR.match(content)
        above = self._open
        if marker is None or above is None or above.kind is not BlockKind.PARAGRAPH:
            return marker
        previous = self._text[above.lines[-1].content : above.lines[-1].end]
        interrupted = previous.endswith(",") or previous.count("(") > previous.count(")")
        return None if interrupted or not _FIRST_ENUMERATOR.match(content) else marker

    def _prose(self, line: _Line, content: str) -> None:
        """Continue the open paragraph or item where the line belongs to it, or begin a paragraph."""
        above = self._open
        if above is not None and self._continues(above, line, content):
            above.lines.append(line)
            return
        indented = self._after_blank and line.indent >= _CONTINUATION_INDENT
        of_item = above is None and indented and bool(self.done) and self.done[-1].kind is BlockKind.ITEM
        self._start(BlockKind.ITEM if of_item else BlockKind.PARAGRAPH, line)

    def _continues(self, above: _Open, line: _Line, content: str) -> bool:
        last = above.lines[-1]
        if above.kind is BlockKind.ROW or last.quoted != line.quoted:
            return False
        if above.kind is BlockKind.ITEM and line.indent == 0:
            # An unindented line continues an item (a "lazy" line of CommonMark) unless it reads like a new beginning.
            return self._text[last.content : last.end].endswith(_TERMINAL) or not content[0].isupper()
        return True

    def _begins_with_heading(self, lines: list[_Line]) -> bool:
        """Tell whether a paragraph's first line is a heading: a short line that was ended long before the margin."""
        if len(lines) == 1:
            return False
        first = self._text[lines[0].content : lines[0].end]
        below = self._text[lines[1].content : lines[1].end]
        width = max(line.end - line.content for line in lines[1:])
        return (
            not first.endswith(_TERMINAL)
            and first[0].isupper()
            and below[:1].isupper()
            and len(first.split(maxsplit=_HEADING_MAX_WORDS)) <= _HEADING_MAX_WORDS
            and len(first) + len(below.split(maxsplit=1)[0]) < _HEADING_SHARE * width
        )
