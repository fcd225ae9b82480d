"""Asking a running service gives the figures that asking its index gives."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from evaluation.errors import ServiceError
from evaluation.over_http import HttpAsker
from evaluation.rankings import QuestionRefusedError
from search_api.http.app import create_app
from search_api.live import LiveSearcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import BuildIndex

    Evaluate = Callable[..., Any]


@contextmanager
def _serving(root: Path) -> Iterator[str]:
    live = LiveSearcher(root)

    server = uvicorn.Server(uvicorn.Config(create_app(live), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not (server.started and live.state.ready) and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("layout", ["beir", "spans"])
def test_a_service_is_measured_as_its_index_is(
    evaluate: Evaluate, build_index: BuildIndex, request: pytest.FixtureRequest, tmp_path: Path, layout: str
) -> None:
    """Every figure and every judged item, for documents and for spans; the legs a service does not tell."""
    dataset: Path = request.getfixturevalue(layout)
    documents = dataset / "corpus.jsonl" if layout == "beir" else dataset.parent / "documents"
    root = build_index(documents).root
    inside = evaluate("run", dataset, "--index", root, "--out", tmp_path / "runs", "--name", "inside")
    with _serving(root) as url:
        outside = evaluate("run", dataset, "--url", url, "--out", tmp_path / "runs", "--name", "outside")
    assert (inside.status, outside.status) == (0, 0), outside.err
    one, other = (json.loads((tmp_path / "runs" / f"{name}.json").read_text()) for name in ("inside", "outside"))
    assert one["per_query"] == other["per_query"]
    assert one["metrics"] == other["metrics"]
    assert one["index"]["generation"] == other["index"]["generation"]
    assert other["legs"] == {}
    qrels = [(tmp_path / "runs" / f"{name}.qrels").read_text() for name in ("inside", "outside")]
    assert qrels[0] == qrels[1]


def test_a_service_that_refuses_a_question_loses_it(build_index: BuildIndex, beir: Path) -> None:
    """In the service's own words; a document it does not have has no passages."""
    root = build_index(beir / "corpus.jsonl").root
    with _serving(root) as url:
        asker = HttpAsker(url, 10)
        with pytest.raises(QuestionRefusedError, match="holds no word"):
            asker.ask("?!")
        assert asker.ask("gabapentin for pain").served[0].document_id == "gabapentin"
        assert asker.passages_of("nowhere/at all") == ()
        assert len(asker.passages_of("gabapentin")) == 1
        asker.close()


def test_what_is_no_service_is_named(build_index: BuildIndex, beir: Path) -> None:
    """An address where something else answers is an error with the next step."""
    root = build_index(beir / "corpus.jsonl").root
    with _serving(root) as url, pytest.raises(ServiceError, match="answered 404"):
        HttpAsker(f"{url}/elsewhere", 10)
