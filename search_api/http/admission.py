"""A bound on the requests in progress: what would wait too long is refused at once, so that the rest is not late.

A server that takes every request answers none in time once more arrive than it can answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.http.problems import RETRY_AFTER, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_BOUNDED = "/v1/"
_DETAIL = "the server has as many requests as it can answer in time: try again in a moment"


class Admission:
    """Lets a number of requests to the API in; health, metrics and pages are always let in. Plain ASGI."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        """Wrap an application that works on ``most`` requests at once, those that wait for a thread among them."""
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through, or refuse it before its body is read."""
        if scope["type"] != "http" or not scope["path"].startswith(_BOUNDED):
            await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            refusal = problem("overloaded", 503, _DETAIL, request_id=scope.get("request_id"), headers=RETRY_AFTER)
            await refusal(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1
