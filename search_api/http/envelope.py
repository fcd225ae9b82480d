"""What every request passes through: an id, limits on its body, security headers, one log line, one count.

Neither questions nor quotations are logged: what people ask about their health is theirs.
"""

from __future__ import annotations

import re
import time
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from search_api.http.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from search_api.http.metrics import Metrics

# The largest legitimate body is a batch of 32 questions or one long quotation.
MAX_BODY_BYTES = 256 * 1024

_CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Swagger UI starts itself with an inline script.
_DOCS_POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_UNMATCHED = "unmatched"

_LOGGER = "search_api.access"


class BodyTooLargeError(HTTPException):
    """A body ran past the limit while it was read. The framework lets its own kind of error through, and no other."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {MAX_BODY_BYTES} bytes: send less"
        )


class Envelope:
    """The outermost layer of the application, plain ASGI."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an application."""
        self._app = app
        self._metrics = metrics
        self._log = structlog.get_logger().bind(logger=_LOGGER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope["request_id"] = request_id
        status = 500
        begun = False

        async def send_marked(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                _mark(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        try:
            length = headers.get("content-length", "")
            if length.isdigit() and int(length) > MAX_BODY_BYTES:
                raise BodyTooLargeError  # noqa: TRY301 - one place answers for both ways to find out
            await self._app(scope, _limited(receive), send_marked)
        except BodyTooLargeError as error:
            headers_out = {"Connection": "close"}
            response = problem("body-too-large", 413, error.detail, request_id=request_id, headers=headers_out)
            await response(scope, receive, send_marked)
        except Exception:
            self._log.exception("request_failed", request_id=request_id, path=scope["path"])
            if begun:
                raise
            detail = "something went wrong on the server: try again, and report the request id if it stays"
            await problem("internal-error", 500, detail, request_id=request_id)(scope, receive, send_marked)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", _UNMATCHED)
            self._metrics.observe(scope["method"] if route != _UNMATCHED else "any", route, status, seconds)
            self._log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 2),
            )


def _mark(headers: MutableHeaders, path: str, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Content-Security-Policy"] = _DOCS_POLICY if path == "/docs" else _CONTENT_POLICY


def _limited(receive: Receive) -> Receive:
    taken = 0

    async def receive_limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > MAX_BODY_BYTES:
                raise BodyTooLargeError
        return message

    return receive_limited
