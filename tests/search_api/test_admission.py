"""More requests than can be answered in time: the excess is refused at once, and whoever is let in is answered."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from services import serving, wait_for

from search_api.http.app import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from services import Searches

MOST = 4
CLIENTS = 20


def test_the_excess_is_refused_and_who_is_let_in_is_answered(
    build_index: Callable[..., object], notes: Path, tmp_path: Path, searches: Searches
) -> None:
    """Five times as many clients as are let in: the others are told to come back, and can as soon as there is room."""
    build_index(notes)
    with serving(tmp_path / "index", Limits(in_progress=MOST)) as client:
        searches.gate.clear()
        responses: list[tuple[int, Any, Any]] = []

        def ask(number: int) -> None:
            response = client.post("/v1/search", json={"query": f"ginger root {number}"})
            responses.append((response.status_code, response.headers, response.json()))

        clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
        for each in clients:
            each.start()
        wait_for(lambda: len(responses) == CLIENTS - MOST)
        for status, headers, problem in responses:
            assert status == 503
            assert problem["type"] == "urn:pain-evidence-search:problem:overloaded"
            assert headers["retry-after"] == "1"
            assert problem["request_id"] == headers["x-request-id"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 200
        searches.gate.set()
        for each in clients:
            each.join()
        assert [status for status, *_ in responses[CLIENTS - MOST :]] == [200] * MOST
        assert client.post("/v1/search", json={"query": "ginger root"}).status_code == 200
