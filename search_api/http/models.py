"""The JSON of the service: what requests and answers look like."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from search_api.searcher import MAX_HITS, MAX_QUERY_CHARACTERS

MAX_BATCH = 32
MAX_QUOTATION_CHARACTERS = 20_000

_EXAMPLE_QUERY = "does gabapentin help the pain after shingles?"

Query = Annotated[
    str,
    Field(min_length=1, max_length=MAX_QUERY_CHARACTERS, description="A question in natural language."),
]
HitCount = Annotated[int, Field(ge=1, le=MAX_HITS, description="How many passages to return at most.")]


class Strict(BaseModel):
    """A request: a field that is not known is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


class SearchQuery(Strict):
    """A question to search for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"query": _EXAMPLE_QUERY, "k": 5, "filters": {"audience": ["patient"]}}]},
    )

    query: Query
    k: HitCount = 10
    filters: dict[str, list[str]] = Field(
        default_factory=dict,
        max_length=20,
        description="Metadata fields, each with the values of which a document must have one; see /v1/facets.",
    )
    correct: bool = Field(default=True, description="Correct misspelt words towards those of the index.")
    expand: bool = Field(
        default=True, description="Search for what abbreviations and brand names stand for, besides what was asked."
    )


class BatchQuery(Strict):
    """Several questions, all answered from one generation of the index."""

    searches: list[SearchQuery] = Field(min_length=1, max_length=MAX_BATCH)


class AnswerableOut(BaseModel):
    """How sure the system is that the hits answer the question.

    Calibrated on judged questions about the shipped library, with its encoder. For an index of another encoder the
    verdict is `uncertain` and the probability null.
    """

    probability: float | None = Field(description="That the hits answer the question; null where not calibrated.")
    verdict: Literal["answered", "uncertain", "no_good_answer"]


class ReferenceOut(BaseModel):
    """A published work that a passage or document cites."""

    id: str
    title: str
    year: int | None
    doi: str | None
    pmid: str | None
    url: str | None
    status: str = Field(description="`current`, `superseded`, `retracted` or `unknown`.")
    citation: str = Field(description="One readable line, from what the bibliography states.")


class CitationOut(BaseModel):
    """Everything needed to find a passage again and to quote it. Offsets count Unicode code points."""

    document_id: str
    title: str
    authors: list[str]
    year: int | None
    source: str = Field(examples=["documents/medicines/gabapentin.md"])
    url: str | None
    doi: str | None
    pmid: str | None
    section: list[str]
    pages: list[int] | None = Field(description="First and last page, for formats that have pages.")
    start: int = Field(description="Where the passage begins in the document's text.")
    end: int = Field(description="Where it ends, exclusive.")
    sha256: str = Field(description="SHA-256 of the passage's text in UTF-8.")
    generation: str = Field(description="The generation of the index that was searched.")
    text: str = Field(description="The citation as formatted text.")
    references: list[ReferenceOut] = Field(description="The works that the passage itself cites.")


class PassageOut(BaseModel):
    """A passage exactly as it stands in its document; highlights are ranges into its text, in code points."""

    id: str
    text: str
    highlights: list[tuple[int, int]]


class DocumentSummary(BaseModel):
    """What a document's own metadata says of it; null where it says nothing."""

    id: str
    title: str
    summary: str | None
    theme: str | None
    audience: str | None
    evidence_level: str | None
    reviewed: str | None
    language: str | None


class HitOut(BaseModel):
    """One ranked passage with its citation."""

    rank: int
    score: float
    scores: dict[str, float] = Field(description="What each leg of the ranking said.", examples=[{"dense": 0.74}])
    passage: PassageOut
    citation: CitationOut
    document: DocumentSummary


class CorrectionOut(BaseModel):
    """A word as it was asked, and the word that was searched for instead."""

    asked: str
    used: str


class ExpansionOut(BaseModel):
    """What was asked, and what was searched for besides.

    That is the long form of an abbreviation, the abbreviation of a long form, or what a brand name contains.
    """

    asked: str
    added: str
    kind: Literal["long_form", "abbreviation", "brand"]


class SearchAnswer(BaseModel):
    """Ranked passages for one question."""

    query: str
    corrections: list[CorrectionOut] = Field(description="Send `correct: false` to search for the words as asked.")
    expansions: list[ExpansionOut] = Field(description="Send `expand: false` to search for nothing besides.")
    generation: str
    took_ms: float
    answerable: AnswerableOut
    hits: list[HitOut]


class BatchAnswer(BaseModel):
    """The answers to several questions, in their order."""

    results: list[SearchAnswer]


class DocumentEntry(DocumentSummary):
    """A document in a listing."""

    source: str
    passages: int


class DocumentList(BaseModel):
    """A page of the documents of the live generation."""

    generation: str
    total: int
    offset: int
    documents: list[DocumentEntry]


class SectionOut(BaseModel):
    """A heading and the text directly below it."""

    path: list[str]
    start: int
    body_start: int
    end: int


class PassageRange(BaseModel):
    """Where a passage stands in its document."""

    id: str
    start: int
    end: int


class DocumentOut(BaseModel):
    """A whole document: its canonical text, and everything that offsets point into it for."""

    generation: str
    id: str
    title: str
    source: str
    format: Literal["markdown", "text"]
    text: str
    metadata: dict[str, Any]
    sections: list[SectionOut]
    references: list[ReferenceOut]
    passages: list[PassageRange]


class NeighbourOut(BaseModel):
    """The passage before or after."""

    id: str
    text: str
    start: int
    end: int


class PassageAnswer(BaseModel):
    """One passage with its citation and its neighbours in the document."""

    passage: PassageOut
    citation: CitationOut
    previous: NeighbourOut | None
    next: NeighbourOut | None


class FacetList(BaseModel):
    """The metadata fields that can be filtered by, each with its values and how many documents have each."""

    generation: str
    facets: dict[str, dict[str, int]]


class QuotationQuery(Strict):
    """A quotation, and where it is said to stand."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"document_id": "gabapentin", "start": 1042, "end": 1052, "quotation": "Gabapentin"}]
        },
    )

    document_id: str = Field(min_length=1, max_length=1_000)
    start: int = Field(ge=0, le=2**53)
    end: int = Field(ge=1, le=2**53)
    quotation: str = Field(min_length=1, max_length=MAX_QUOTATION_CHARACTERS)


class QuotationAnswer(BaseModel):
    """Whether a quotation stands exactly where it is said to, and else why not and where it does."""

    verified: bool
    reason: Literal["stands_elsewhere", "not_in_document"] | None
    found: tuple[int, int] | None
    generation: str


class Health(BaseModel):
    """The process is alive."""

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """Whether questions can be answered, from which generation, and what is amiss."""

    status: Literal["ready", "not_ready"]
    generation: str | None
    problem: str | None


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["urn:pain-evidence-search:problem:unknown-filter"])
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[dict[str, str]] | None = Field(default=None, description="For invalid requests: each field and why.")
