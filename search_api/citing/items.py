"""What is cited: one passage of one document, and the styles it can be cited in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_KEY_HASH_DIGITS = 8


class CitationStyle(StrEnum):
    """The styles of ``cite``; the values are those of the HTTP parameter ``style``."""

    APA = "apa"
    VANCOUVER = "vancouver"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"

    @property
    def media_type(self) -> str:
        """The media type under which a citation of this style is served."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    CitationStyle.APA: "text/plain; charset=utf-8",
    CitationStyle.VANCOUVER: "text/plain; charset=utf-8",
    CitationStyle.BIBTEX: "application/x-bibtex; charset=utf-8",
    CitationStyle.RIS: "application/x-research-info-systems; charset=utf-8",
    CitationStyle.CSL_JSON: "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True, slots=True)
class CitationItem:
    """A passage to cite.

    ``authors`` are names as the document states them: ``Family, Given`` for a person, anything else is taken whole,
    so that no name is cut apart by guessing.
    ``source`` is the path shown in citations; ``section_path`` runs from the outermost heading to the passage's own.
    ``pages`` is the first and last page; ``start`` and ``end`` are code points of the document's text, half open.
    ``generation`` names the index the passage was read from, ``accessed`` is the day on which it was read.
    """

    document_id: str
    passage_id: str
    title: str
    source: str
    start: int
    end: int
    generation: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    url: str | None = None
    doi: str | None = None
    pmid: str | None = None
    section_path: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None
    accessed: date | None = None

    @property
    def section(self) -> str:
        """The headings above the passage in one line, without the title of the document; empty if there is none."""
        path = self.section_path[1:] if self.section_path[:1] == (self.title,) else self.section_path
        return ": ".join(one_line(heading) for heading in path)

    @property
    def place(self) -> str:
        """Where exactly the passage stands, in words, for a note."""
        return f"characters {self.start} to {self.end} of {one_line(self.source)}, index {one_line(self.generation)}"

    @property
    def key(self) -> str:
        """A key of ASCII letters, digits and hyphens, its own for every passage.

        It is made of the document's id and the passage's start.
        An id that ASCII cannot hold keeps what it can and gains a hash, so that two such ids stay apart.
        """
        folded = unicodedata.normalize("NFKD", self.document_id).encode("ascii", "ignore").decode("ascii")
        slug = re.sub(r"[^A-Za-z0-9]+", "-", folded).strip("-")
        if slug != self.document_id:
            digest = hashlib.sha256(self.document_id.encode("utf-8", "surrogatepass")).hexdigest()
            slug = f"{slug or 'document'}-{digest[:_KEY_HASH_DIGITS]}"
        return f"{slug}-{self.start}"


def one_line(text: str) -> str:
    """Return the text on one line: white space of any kind becomes one space, control characters go."""
    joined = " ".join(text.split())
    # No printable character is of these categories; asking the whole text is some thirty times as fast as each.
    if joined.isprintable():
        return joined
    return "".join(character for character in joined if unicodedata.category(character) not in {"Cc", "Cs"})
