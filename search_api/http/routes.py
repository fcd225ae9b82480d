"""The endpoints under ``/v1``, and those that tell how the service is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from search_api.citing import CitationStyle, cite
from search_api.errors import DocumentNotFoundError, PassageNotFoundError
from search_api.http import models, views
from search_api.http.metrics import CONTENT_TYPE, Metrics
from search_api.quotation import verify_quotation
from search_api.searcher import MAX_HITS, MAX_QUERY_CHARACTERS, SearchRequest

if TYPE_CHECKING:
    from search_api.http.answers import Answers
    from search_api.live import LiveSearcher

_MAX_PAGE = 200
_FILTER = r"^[^:]{1,100}:.{1,200}$"

Identifier = Annotated[str, Path(min_length=1, max_length=1_000)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems of an endpoint for its schema."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "A problem (RFC 9457).", "content": content} for status in statuses}


def search_router(answers: Answers) -> APIRouter:
    """Make the routes that answer questions."""
    router = APIRouter(prefix="/v1", tags=["search"])

    @router.post("/search", response_model=models.SearchAnswer, responses=problems(400, 413, 422, 503))
    async def search(body: models.SearchQuery) -> Response:
        """Ranked passages that answer a question, each with its exact citation."""
        return _json(await answers.search(_request(body)))

    @router.get("/search", response_model=models.SearchAnswer, responses=problems(400, 422, 503))
    async def search_by_get(
        q: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_CHARACTERS, examples=["burning feet at night"])],
        k: Annotated[int, Query(ge=1, le=MAX_HITS)] = 10,
        filters: Annotated[
            list[Annotated[str, Query(pattern=_FILTER)]] | None,
            Query(alias="filter", max_length=20, description="`field:value`; may be repeated."),
        ] = None,
        *,
        correct: bool = True,
        expand: bool = True,
    ) -> Response:
        """Do the same as POST, for a browser's address bar."""
        fields: dict[str, list[str]] = {}
        for item in filters or ():
            name, _, value = item.partition(":")
            fields.setdefault(name, []).append(value)
        return _json(await answers.search(SearchRequest(q, k, fields, correct=correct, expand=expand)))

    @router.post("/search/batch", response_model=models.BatchAnswer, responses=problems(400, 413, 422, 503))
    async def search_batch(body: models.BatchQuery) -> Response:
        """Several questions at once, all answered from one generation."""
        return _json(await answers.batch([_request(one) for one in body.searches]))

    return router


def document_router(live: LiveSearcher) -> APIRouter:
    """Make the routes that give documents."""
    router = APIRouter(prefix="/v1", tags=["documents"])

    @router.get("/facets", responses=problems(503))
    def facets() -> models.FacetList:
        """List the fields that can be filtered by, their values, and how many documents have each."""
        with live.use() as searcher:
            counts = {
                name: {value: len(rows) for value, rows in values.items()} for name, values in searcher.facets.items()
            }
            return models.FacetList(generation=searcher.generation, facets=counts)

    @router.get("/documents", responses=problems(422, 503))
    def documents(
        offset: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Annotated[int, Query(ge=1, le=_MAX_PAGE)] = 50
    ) -> models.DocumentList:
        """List the documents of the live generation, a page at a time."""
        with live.use() as searcher:
            store = searcher.index.store
            return models.DocumentList(
                generation=searcher.generation,
                total=store.document_count,
                offset=offset,
                documents=[views.document_entry(*entry) for entry in store.list_documents(offset, limit)],
            )

    @router.get("/documents/{document_id:path}", responses=problems(404, 422, 503))
    def document(document_id: Identifier) -> models.DocumentOut:
        """Give a whole document with its sections, references and passages."""
        with live.use() as searcher:
            found = searcher.index.store.document(document_id)
            if found is None:
                raise DocumentNotFoundError(document_id)
            passages = searcher.index.store.passages_of(document_id)
            return views.document_out(found, passages, searcher.generation)

    return router


def passage_router(live: LiveSearcher) -> APIRouter:
    """Make the routes that give passages, cite them and verify quotations."""
    router = APIRouter(prefix="/v1", tags=["passages"])

    @router.get("/passages/{passage_id}", responses=problems(404, 422, 503))
    def passage(passage_id: Identifier) -> models.PassageAnswer:
        """Give one passage with its citation and its neighbours."""
        with live.use() as searcher:
            stored = searcher.index.store.passage(passage_id)
            if stored is None:
                raise PassageNotFoundError(passage_id)
            before, after = searcher.index.store.neighbours(stored)
            return models.PassageAnswer(
                passage=models.PassageOut(id=passage_id, text=stored.text, highlights=[]),
                citation=views.citation_out(searcher.citation(stored), passage_id),
                previous=None if before is None else views.neighbour_out(before),
                next=None if after is None else views.neighbour_out(after),
            )

    @router.get(
        "/passages/{passage_id}/citation",
        response_class=Response,
        responses={
            200: {
                "description": "The citation; its media type depends on the style.",
                "content": {style.media_type.partition(";")[0]: {} for style in CitationStyle},
            },
            **problems(404, 422, 503),
        },
    )
    def citation(passage_id: Identifier, style: CitationStyle = CitationStyle.VANCOUVER) -> Response:
        """Cite a passage in a style for people or for reference managers."""
        with live.use() as searcher:
            stored = searcher.index.store.passage(passage_id)
            if stored is None:
                raise PassageNotFoundError(passage_id)
            text = cite(views.citation_item(searcher.citation(stored), passage_id), style)
        return Response(text, media_type=style.media_type)

    @router.post("/verify", responses=problems(400, 404, 413, 422, 503))
    def verify(body: models.QuotationQuery) -> models.QuotationAnswer:
        """Tell whether a quotation stands exactly where it is said to stand."""
        with live.use() as searcher:
            found = searcher.index.store.document(body.document_id)
            if found is None:
                raise DocumentNotFoundError(body.document_id)
            verdict = verify_quotation(found.text, body.start, body.end, body.quotation)
            return models.QuotationAnswer(
                verified=verdict.verified,
                reason=None if verdict.reason is None else verdict.reason.value,
                found=None if verdict.found is None else (verdict.found.start, verdict.found.end),
                generation=searcher.generation,
            )

    return router


def state_router(live: LiveSearcher, metrics: Metrics) -> APIRouter:
    """Make the routes that tell how the service is."""
    router = APIRouter(tags=["service"])

    @router.get("/healthz")
    async def healthz() -> models.Health:
        """Tell that the process is alive; it never waits for the index."""
        return models.Health()

    @router.get("/readyz", responses={503: {"model": models.Readiness, "description": "Not ready yet."}})
    async def readyz() -> JSONResponse:
        """Tell whether questions can be answered, and what is amiss."""
        state = live.state
        body = models.Readiness(
            status="ready" if state.ready else "not_ready", generation=state.generation, problem=state.problem
        )
        return JSONResponse(body.model_dump(), 200 if state.ready else 503)

    @router.get("/metrics", response_class=PlainTextResponse)
    async def prometheus() -> Response:
        """Give the metrics, for Prometheus."""
        return Response(metrics.exposition(live.state), media_type=CONTENT_TYPE)

    return router


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _request(body: models.SearchQuery) -> SearchRequest:
    return SearchRequest(body.query, body.k, body.filters, correct=body.correct, expand=body.expand)
