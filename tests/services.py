"""Services that tests run in their own process, and searches that tests hold back."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fastapi.testclient import TestClient

from search_api.http.app import Limits, create_app
from search_api.live import LiveSearcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WAIT_SECONDS = 30


class Searches:
    """The questions that reached a searcher, in order, and a gate that holds searches back while it is shut."""

    def __init__(self) -> None:
        """Begin with an open gate."""
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, and fail loudly if it does not come about."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


@contextmanager
def serving(index: Path, limits: Limits | None = None) -> Iterator[TestClient]:
    """Serve an index in this process, from ready to stopped."""
    live = LiveSearcher(index)
    with TestClient(create_app(live, limits), raise_server_exceptions=False) as opened:
        wait_for(lambda: live.state.ready)
        yield opened
