"""Fixtures of the service: an application over a small index, and the searcher of the real library."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from search_api.http.app import create_app
from search_api.live import LiveSearcher
from search_api.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_READY_SECONDS = 30


def wait_until_ready(live: LiveSearcher) -> None:
    """Wait until a generation serves, and fail loudly if none does."""
    deadline = time.monotonic() + _READY_SECONDS
    while not live.state.ready:
        assert time.monotonic() < deadline, live.state.problem
        time.sleep(0.01)


@contextmanager
def serving(index: Path) -> Iterator[TestClient]:
    """Serve an index in this process, from ready to stopped."""
    live = LiveSearcher(index)
    with TestClient(create_app(live), raise_server_exceptions=False) as opened:
        wait_until_ready(live)
        yield opened


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
    searcher = Searcher.open(library_index)
    yield searcher
    searcher.close()
