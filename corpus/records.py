"""What a document is: the records every other part of the project passes on.

Knows nothing of files, formats, passages or vectors.
Every offset is a count of Unicode code points into ``Document.text``, from zero; ranges are half open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the text that stands directly below it.

    ``path`` holds the headings from the outermost to this one; it is empty for text before any heading.
    ``start`` is where the heading begins, ``body_start`` where its text begins, ``end`` where the next heading begins.

    Invariant: ``0 <= start <= body_start <= end``.
    """

    path: tuple[str, ...]
    start: int
    body_start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards."""
        if not 0 <= self.start <= self.body_start <= self.end:
            msg = f"section {self.path!r} has the impossible range {self.start}, {self.body_start}, {self.end}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Reference:
    """A published work that a document rests on, one item of a CSL-JSON bibliography.

    ``status`` is ``current``, ``superseded``, ``retracted`` or ``unknown``.
    ``csl`` is the whole CSL-JSON item, for export (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
    """

    id: str
    title: str
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    status: str = "unknown"
    csl: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be cited.

    ``text`` is the canonical text: for plain text and Markdown the file's own text, character for character.
    ``source`` is the path shown in citations: the source folder's label and the path inside it, with ``/``.
    ``metadata`` holds JSON values only. ``format`` is ``markdown`` or ``text``: how the text is marked up.

    Invariants: sections stand in order, do not overlap, and end at or before ``len(text)``;
    what stands before the first section (front matter) is never part of a passage.
    """

    id: str
    title: str
    text: str
    sections: tuple[Section, ...]
    source: str
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    format: str = "text"

    def __post_init__(self) -> None:
        """Refuse sections that overlap or run past the text."""
        reached = 0
        for section in self.sections:
            if section.start < reached or section.end > len(self.text):
                msg = f"document {self.id!r}: section {section.path!r} overlaps its neighbour or ends past the text"
                raise ValueError(msg)
            reached = section.end
