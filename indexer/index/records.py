"""What an index holds: passages, and where their sentences stand.

Offsets count Unicode code points of the document's canonical text; ranges are half open.
Knows nothing of how passages are cut, stored or ranked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

_ID_HEX_DIGITS = 24


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one section, the unit that is embedded, ranked and cited.

    Invariants: ``document.text[start:end]`` is exactly the passage, without white space at either end;
    it lies in the body of one section; ``sentences`` are in order, disjoint, the first starts at ``start`` and the
    last ends at ``end``; a sentence is cut only where it alone exceeds the encoder's limit.
    ``pages`` is the first and last page for formats that have pages.
    """

    id: str
    document_id: str
    start: int
    end: int
    section_path: tuple[str, ...]
    sentences: tuple[Span, ...]
    pages: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse sentences that do not cover the passage from end to end."""
        reached = self.start
        for sentence in self.sentences:
            if not reached <= sentence.start < sentence.end <= self.end:
                msg = f"passage {self.id} has a sentence outside its range {self.start}-{self.end}: {sentence}"
                raise ValueError(msg)
            reached = sentence.end
        if not self.sentences or self.sentences[0].start != self.start or reached != self.end:
            msg = f"passage {self.id}: its sentences do not reach from {self.start} to {self.end}"
            raise ValueError(msg)


def passage_id(document_id: str, text: str, occurrence: int) -> str:
    """Name a passage by what it says, so that the name survives rebuilds and edits elsewhere in the document.

    ``occurrence`` counts earlier passages of the same document with the same text, from zero.
    The name is the first 24 hexadecimal digits (96 bits) of a SHA-256.
    """
    digest = hashlib.sha256()
    for part in (document_id, text, str(occurrence)):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()[:_ID_HEX_DIGITS]


def text_sha256(text: str) -> str:
    """Give the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
