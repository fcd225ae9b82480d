"""Errors as problem details (RFC 9457), each with a stable type."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from search_api.errors import (
    DocumentNotFoundError,
    EmptyQueryError,
    HitCountError,
    PassageNotFoundError,
    QueryTooLongError,
    RangeError,
    RequestError,
    UnknownFilterError,
)
from search_api.http.models import Problem
from search_api.live import NotReadyError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:pain-evidence-search:problem:"
RETRY_AFTER = {"Retry-After": "1"}

_HTTP_KINDS = {413: "body-too-large"}
_KINDS: dict[type[Exception], tuple[str, int]] = {
    EmptyQueryError: ("empty-query", HTTPStatus.UNPROCESSABLE_ENTITY),
    QueryTooLongError: ("query-too-long", HTTPStatus.UNPROCESSABLE_ENTITY),
    HitCountError: ("hit-count-out-of-range", HTTPStatus.UNPROCESSABLE_ENTITY),
    UnknownFilterError: ("unknown-filter", HTTPStatus.UNPROCESSABLE_ENTITY),
    RangeError: ("range-outside-document", HTTPStatus.UNPROCESSABLE_ENTITY),
    DocumentNotFoundError: ("document-not-found", HTTPStatus.NOT_FOUND),
    PassageNotFoundError: ("passage-not-found", HTTPStatus.NOT_FOUND),
}


def problem(
    kind: str,
    status: int,
    detail: str,
    *,
    request_id: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Make the response of one problem."""
    body = Problem(
        type=_TYPE_PREFIX + kind,
        title=kind.replace("-", " ").capitalize(),
        status=status,
        detail=detail,
        request_id=request_id,
        errors=errors,
    )
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of the service with a problem."""

    async def request_error(request: Request, error: Exception) -> JSONResponse:
        kind, status = _KINDS.get(type(error), ("invalid-request", 422))
        return problem(kind, status, str(error), request_id=request_id_of(request))

    async def validation_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
        found = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": str(item["msg"])}
            for item in error.errors()
        ]
        detail = "; ".join(f"{item['field']}: {item['message']}" for item in found[:3])
        malformed = any(item["type"] == "json_invalid" for item in error.errors())
        kind, status = ("malformed-json", 400) if malformed else ("invalid-request", 422)
        return problem(kind, status, detail, request_id=request_id_of(request), errors=found[:20])

    async def not_ready(request: Request, error: Exception) -> JSONResponse:
        return problem("not-ready", 503, str(error), request_id=request_id_of(request), headers=RETRY_AFTER)

    async def http_error(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
        kind = _HTTP_KINDS.get(error.status_code) or HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        headers = dict(error.headers) if error.headers else None
        return problem(kind, error.status_code, str(error.detail), request_id=request_id_of(request), headers=headers)

    app.add_exception_handler(RequestError, request_error)
    app.add_exception_handler(RequestValidationError, validation_error)
    app.add_exception_handler(NotReadyError, not_ready)
    app.add_exception_handler(HTTPException, http_error)


def request_id_of(request: Request) -> str | None:
    """Give the id that the outermost layer gave to a request."""
    return request.scope.get("request_id")
