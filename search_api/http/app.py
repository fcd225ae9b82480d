"""The application: routes, page and envelope put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from swagger_ui_bundle import swagger_ui_path

from search_api.http import models, problems
from search_api.http.admission import Admission
from search_api.http.answers import Answers
from search_api.http.envelope import Envelope
from search_api.http.metrics import Metrics
from search_api.http.routes import document_router, passage_router, search_router, state_router

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from search_api.live import LiveSearcher

_PAGE = Path(__file__).parent.parent / "page"
_DESCRIPTION = """
Natural-language questions in, ranked source passages with exact citations out.
Every word of an answer stands in a source; offsets count Unicode code points of the document's text.
This service shows what sources say. It is not medical advice.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process takes on: answers it keeps, and requests to the API in progress before more are refused."""

    cache_bytes: int = 16_000_000
    in_progress: int = 48


def create_app(live: LiveSearcher, limits: Limits | None = None) -> FastAPI:
    """Make the application around a searcher, which starts and stops with it."""
    limits = limits or Limits()
    metrics = Metrics()
    answers = Answers(live, limits.cache_bytes, metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        live.start()
        yield
        answers.close()
        live.stop()

    app = FastAPI(
        title="Pain Evidence Search",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    problems.install(app)
    app.include_router(search_router(answers))
    for make in (document_router, passage_router):
        app.include_router(make(live))
    app.include_router(state_router(live, metrics))
    _add_pages(app)
    _describe_problems(app)
    app.add_middleware(Admission, most=limits.in_progress)
    app.add_middleware(Envelope, metrics=metrics)
    return app


def _add_pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def home() -> FileResponse:
        return FileResponse(_PAGE / "index.html")

    @app.get("/documents/{document_id:path}", include_in_schema=False)
    async def document_page(document_id: str) -> FileResponse:  # noqa: ARG001 - the page's script reads it
        return FileResponse(_PAGE / "document.html")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Pain Evidence Search: API",
            swagger_js_url="/docs/static/swagger-ui-bundle.js",
            swagger_css_url="/docs/static/swagger-ui.css",
            swagger_favicon_url="/static/icon.svg",
        )

    app.mount("/static", StaticFiles(directory=_PAGE / "static"), name="static")
    app.mount("/docs/static", StaticFiles(directory=swagger_ui_path), name="docs-static")


def _describe_problems(app: FastAPI) -> None:
    """Put the problem's schema where the endpoints refer to it, in place of FastAPI's own error form."""
    original = app.openapi

    def openapi() -> dict[str, object]:
        schema = original()
        schemas = schema["components"]["schemas"]
        schemas["Problem"] = models.Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
