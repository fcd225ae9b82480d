"""Plain text -> one document whose text is the file's own, with sections from heading-like lines.

A heading-like line stands alone between blank lines, is short, begins like a title and does not end like a sentence;
or it is underlined with ``=`` or ``-``. "2.1 Dose" is a level below "2 Treatment".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError
from corpus.reading.decoding import decode
from corpus.records import Document, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.bibliography import Bibliography
    from corpus.reading.failed_record import FailedRecord
    from corpus.sources import SourceFile

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?[ \t]+\S")
_MAX_HEADING_CHARACTERS = 80
_MAX_HEADING_WORDS = 12
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*")
_SENTENCE_END = frozenset(".;,!:…")


def read_plain_text(file: SourceFile, _bibliography: Bibliography) -> Iterator[Document | FailedRecord]:
    """Read one plain-text file as one document.

    Raises:
        UnreadableFileError: the file cannot be read or decoded, or holds no text.
    """
    text = decode(file.read_bytes())
    if not text.strip():
        msg = "it holds no text; write something in it or remove it"
        raise UnreadableFileError(msg)
    title, sections = _sections(text)
    yield Document(
        id=file.source,
        title=title or file.path.stem,
        text=text,
        sections=tuple(sections),
        source=file.source,
    )


def _sections(text: str) -> tuple[str | None, list[Section]]:
    """Cut a text at its headings. A heading before any other text is the title, and stands above all others."""
    headings = list(_headings(text))
    title = None
    if headings and not text[: headings[0][0]].strip():
        title = headings[0][3]
    sections = []
    first = headings[0][0] if headings else len(text)
    if text[:first].strip():
        sections.append(Section((), 0, 0, first))
    path: list[tuple[int, str]] = []
    for position, (start, body_start, level, name) in enumerate(headings):
        depth = 0 if title is not None and position == 0 else level
        path = [(above, heading) for above, heading in path if above < depth]
        path.append((depth, name))
        end = headings[position + 1][0] if position + 1 < len(headings) else len(text)
        sections.append(Section(tuple(heading for _, heading in path), start, body_start, end))
    return title, sections


def _headings(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Give start, start of what follows, level and name of each heading."""
    lines = [(match.start(), match.end(), match.group().strip()) for match in _LINE.finditer(text) if match.group()]
    position = 0
    while position < len(lines):
        start, end, line = lines[position]
        blank_before = position == 0 or not lines[position - 1][2]
        below = lines[position + 1][2] if position + 1 < len(lines) else ""
        if blank_before and line and _UNDERLINE.fullmatch(below) and len(line) <= _MAX_HEADING_CHARACTERS:
            yield start, lines[position + 1][1], 1 if below.startswith("=") else 2, line
            position += 2
            continue
        if blank_before and not below and _like_heading(line):
            numbered = _NUMBERED.match(line)
            yield start, end, numbered.group(1).count(".") + 1 if numbered else 1, line
        position += 1


def _like_heading(line: str) -> bool:
    return (
        0 < len(line) <= _MAX_HEADING_CHARACTERS
        and line[-1] not in _SENTENCE_END
        and len(line.split()) <= _MAX_HEADING_WORDS
        and (line[0].isupper() or bool(_NUMBERED.match(line)))
        and any(character.isalpha() for character in line)
    )
