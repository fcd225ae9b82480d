"""Results of the searcher -> the JSON of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search_api.citing import CitationItem, CitationStyle, cite, format_reference
from search_api.http.models import (
    AnswerableOut,
    CitationOut,
    CorrectionOut,
    DocumentEntry,
    DocumentOut,
    DocumentSummary,
    ExpansionOut,
    HitOut,
    NeighbourOut,
    PassageRange,
    ReferenceOut,
    SearchAnswer,
    SectionOut,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.records import Document, Reference
    from indexer.index.store import StoredPassage
    from search_api.citation import Citation
    from search_api.searcher import Hit, SearchResult

_SUMMARY_FIELDS = ("summary", "theme", "audience", "evidence_level", "reviewed", "language")


def search_answer(result: SearchResult) -> SearchAnswer:
    """Give the answer to one question."""
    return SearchAnswer(
        query=result.query,
        corrections=[CorrectionOut(asked=one.asked, used=one.used) for one in result.corrections],
        expansions=[ExpansionOut(asked=one.asked, added=one.added, kind=one.kind.value) for one in result.expansions],
        generation=result.generation,
        took_ms=round(result.took_ms, 3),
        answerable=AnswerableOut(probability=result.answerable.probability, verdict=result.answerable.verdict.value),
        hits=[
            HitOut(
                **ranked(hit),
                citation=citation_out(hit.citation, hit.passage_id),
                document=document_summary(hit.document),
            )
            for hit in result.hits
        ],
    )


def ranked(hit: Hit) -> dict[str, Any]:
    """Give the fields of a hit that the question decides; the others are the passage's own."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "scores": {name: round(score, 6) for name, score in hit.scores.items()},
        "passage": {
            "id": hit.passage_id,
            "text": hit.text,
            "highlights": [(span.start, span.end) for span in hit.highlights],
        },
    }


def citation_item(citation: Citation, passage_id: str) -> CitationItem:
    """Give what the citation styles need."""
    return CitationItem(
        document_id=citation.document_id,
        passage_id=passage_id,
        title=citation.title,
        source=citation.source,
        start=citation.start,
        end=citation.end,
        generation=citation.generation,
        authors=citation.authors,
        year=citation.year,
        url=citation.url,
        doi=citation.doi,
        pmid=citation.pmid,
        section_path=citation.section,
        pages=citation.pages,
    )


def citation_out(citation: Citation, passage_id: str) -> CitationOut:
    """Give a citation with its formatted text."""
    return CitationOut(
        document_id=citation.document_id,
        title=citation.title,
        authors=list(citation.authors),
        year=citation.year,
        source=citation.source,
        url=citation.url,
        doi=citation.doi,
        pmid=citation.pmid,
        section=list(citation.section),
        pages=None if citation.pages is None else list(citation.pages),
        start=citation.start,
        end=citation.end,
        sha256=citation.sha256,
        generation=citation.generation,
        text=cite(citation_item(citation, passage_id), CitationStyle.APA),
        references=[reference_out(reference) for reference in citation.references],
    )


def reference_out(reference: Reference) -> ReferenceOut:
    """Give a reference with its readable line."""
    return ReferenceOut(
        id=reference.id,
        title=reference.title,
        year=reference.year,
        doi=reference.doi,
        pmid=reference.pmid,
        url=reference.url,
        status=reference.status,
        citation=format_reference(reference.csl) if reference.csl else reference.title or reference.id,
    )


def document_summary(document: Document) -> DocumentSummary:
    """Give what a document's metadata says of it."""
    return DocumentSummary(id=document.id, title=document.title, **_summary_fields(document))


def document_entry(document: Document, passages: int) -> DocumentEntry:
    """Give a document as it is listed."""
    return DocumentEntry(
        id=document.id, title=document.title, source=document.source, passages=passages, **_summary_fields(document)
    )


def document_out(document: Document, passages: Sequence[StoredPassage], generation: str) -> DocumentOut:
    """Give a whole document."""
    return DocumentOut(
        generation=generation,
        id=document.id,
        title=document.title,
        source=document.source,
        format="markdown" if document.format == "markdown" else "text",
        text=document.text,
        metadata=dict(document.metadata),
        sections=[
            SectionOut(path=list(section.path), start=section.start, body_start=section.body_start, end=section.end)
            for section in document.sections
        ],
        references=[reference_out(reference) for reference in document.references],
        passages=[
            PassageRange(id=stored.passage.id, start=stored.passage.start, end=stored.passage.end)
            for stored in passages
        ],
    )


def neighbour_out(stored: StoredPassage) -> NeighbourOut:
    """Give a passage as the neighbour of another."""
    return NeighbourOut(id=stored.passage.id, text=stored.text, start=stored.passage.start, end=stored.passage.end)


def _summary_fields(document: Document) -> dict[str, str | None]:
    values = {name: document.metadata.get(name) for name in _SUMMARY_FIELDS}
    return {name: value if isinstance(value, str) else None for name, value in values.items()}
