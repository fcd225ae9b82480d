"""Fixtures of the service: an application over a small index, and the searcher of the real library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from services import WAIT_SECONDS, Searches, serving

from search_api.opening import open_searcher
from search_api.searcher import Searcher, SearchRequest, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    """Give what counts the searches of this test, and holds them back while its gate is shut."""
    watched = Searches()
    search = Searcher.search

    def counted(searcher: Searcher, request: SearchRequest) -> SearchResult:
        watched.asked.append(request.query)
        assert watched.gate.wait(WAIT_SECONDS)
        return search(searcher, request)

    monkeypatch.setattr(Searcher, "search", counted)
    return watched


@pytest.fixture
def client(build_index: Callable[..., object], notes: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of a service over the notes, embedded by the fake encoder."""
    build_index(notes)
    with serving(tmp_path / "index") as opened:
        yield opened


@pytest.fixture(scope="session")
def library_client(library_index: Path) -> Iterator[TestClient]:
    """Give a client of a service over the shipped library with the bundled encoder."""
    with serving(library_index) as opened:
        yield opened


@pytest.fixture(scope="session")
def library(library_index: Path) -> Iterator[Searcher]:
    """Give a searcher over the shipped library with the bundled encoder."""
    searcher = open_searcher(library_index)
    yield searcher
    searcher.close()
