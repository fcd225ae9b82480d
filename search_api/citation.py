"""Everything needed to find a passage again and to quote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.identifiers import bare_doi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.records import Document, JsonValue, Reference
    from indexer.index.store import StoredPassage

# Tried in this order; the last three are dates of which the year is taken.
_YEAR_FIELDS = ("year", "issued", "date", "published", "reviewed", "written")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage's place, exactly: ``document.text[start:end]`` has the SHA-256 ``sha256``.

    ``references`` are the works that the passage itself cites, as its document lists them.
    """

    document_id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    source: str
    url: str | None
    doi: str | None
    pmid: str | None
    section: tuple[str, ...]
    pages: tuple[int, int] | None
    start: int
    end: int
    sha256: str
    generation: str
    references: tuple[Reference, ...]


def citation_of(stored: StoredPassage, document: Document, generation: str) -> Citation:
    """Gather the citation of a passage; a field that the document does not give is left empty."""
    metadata = document.metadata
    known = {reference.id: reference for reference in document.references if reference.id in stored.cited}
    return Citation(
        document_id=document.id,
        title=document.title,
        authors=_authors(metadata.get("authors", metadata.get("author"))),
        year=_year(metadata),
        source=document.source,
        url=_text(metadata.get("url")),
        doi=bare_doi(_text(metadata.get("doi"))),
        pmid=_text(metadata.get("pmid")),
        section=stored.passage.section_path,
        pages=stored.passage.pages,
        start=stored.passage.start,
        end=stored.passage.end,
        sha256=stored.sha256,
        generation=generation,
        references=tuple(known[key] for key in stored.cited if key in known),
    )


def _authors(value: JsonValue) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    return tuple(item.strip() for item in value or () if isinstance(item, str)) if isinstance(value, list) else ()


def _year(metadata: Mapping[str, JsonValue]) -> int | None:
    for field in _YEAR_FIELDS:
        value = metadata.get(field)
        if value and (match := _YEAR.search(str(value))):
            return int(match.group())
    return None


def _text(value: JsonValue) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
