"""Repeated questions are answered from memory, and never from another generation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from services import serving, wait_for

from search_api.http.app import Limits
from search_api.http.views import search_answer
from search_api.http.writing import AnswerWriter
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi.testclient import TestClient
    from services import Searches

    from search_api.searcher import Searcher


def ask(client: TestClient, query: str = "ginger root", **more: object) -> Any:  # noqa: ANN401 - JSON
    """Ask and give the parsed answer."""
    response = client.post("/v1/search", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_same_request_is_computed_once(client: TestClient, searches: Searches) -> None:
    """By POST, by GET and in a batch alike; the repeated answer differs in the time it took and in nothing else."""
    first = ask(client, k=2)
    again = ask(client, k=2)
    got = client.get("/v1/search", params={"q": "ginger root", "k": 2}).json()
    batch = client.post("/v1/search/batch", json={"searches": [{"query": "ginger root", "k": 2}] * 2}).json()
    for repeated in (again, got, *batch["results"]):
        assert {**repeated, "took_ms": 0} == {**first, "took_ms": 0}
    assert searches.asked == ["ginger root"]
    metrics = client.get("/metrics").text
    assert 'search_api_answers_total{cache="miss"} 1.0' in metrics
    assert 'search_api_answers_total{cache="hit"} 4.0' in metrics


def test_what_is_joined_from_parts_is_what_the_models_give(library: Searcher) -> None:
    """Answers of HTTP have the bytes of ``SearchAnswer``, for passages seen before and for new ones, and for none."""
    writer = AnswerWriter()
    for query, filters in (
        ("does Lyrica help nurve pain after shingles?", {}),
        ("how many get side effects of gabapentin?", {}),
        ("does gabapentin help the pain after shingles?", {"audience": ["patient"]}),
        ("gabapentin", {"audience": ["nobody"]}),
    ):
        result = library.search(SearchRequest(query, filters=filters))
        written = writer.write(result)
        took = round(result.took_ms, 3)
        assert b'%b,"took_ms":%b,%b' % (written.before, str(took).encode(), written.after) == (
            search_answer(result).model_dump_json().encode()
        )


def test_another_request_is_another_answer(client: TestClient, searches: Searches) -> None:
    """Whatever differs in a request, its answer is computed."""
    requests: list[dict[str, object]] = [
        {},
        {"k": 1},
        {"filters": {"theme": ["nutrition"]}},
        {"filters": {"theme": ["medicines"]}},
        {"correct": False},
        {"expand": False},
        {"query": "Ginger root"},
    ]
    for request in requests:
        ask(client, **request)  # type: ignore[arg-type]
    assert len(searches.asked) == len(requests)


def test_what_is_refused_is_not_kept(client: TestClient, searches: Searches) -> None:
    """A request with an unknown filter fails each time it is made."""
    for _ in range(2):
        assert client.post("/v1/search", json={"query": "pain", "filters": {"colour": ["red"]}}).status_code == 422
    assert len(searches.asked) == 2


def test_nothing_is_kept_where_the_cache_is_off(
    build_index: Callable[..., object], notes: Path, tmp_path: Path, searches: Searches
) -> None:
    """With no bytes to keep answers in, each is computed."""
    build_index(notes)
    with serving(tmp_path / "index", Limits(cache_bytes=0)) as client:
        assert ask(client)["hits"] == ask(client)["hits"]
    assert searches.asked.count("ginger root") == 2


def test_one_computation_answers_all_who_ask_the_same_meanwhile(client: TestClient, searches: Searches) -> None:
    """Four clients ask at once: one search, four answers."""
    searches.gate.clear()
    answers: list[Any] = []
    clients = [threading.Thread(target=lambda: answers.append(ask(client))) for _ in range(4)]
    for each in clients:
        each.start()
    wait_for(lambda: 'search_api_answers_total{cache="shared"} 3.0' in client.get("/metrics").text)
    searches.gate.set()
    for each in clients:
        each.join()
    assert searches.asked == ["ginger root"]
    assert len(answers) == 4
    assert all(answer["hits"] == answers[0]["hits"] for answer in answers)


def test_a_new_generation_answers_anew(
    client: TestClient, build_index: Callable[..., object], notes: Path, searches: Searches
) -> None:
    """After a build the same question gets the new text, cited from the new generation."""
    before = ask(client)
    (notes / "ginger.md").write_text("# Ginger\n\nGinger root grows in the tropics.\n", encoding="utf-8")
    build_index(notes)
    wait_for(lambda: client.get("/readyz").json()["generation"] != before["generation"])
    after = ask(client)
    assert after["generation"] != before["generation"]
    assert {hit["citation"]["generation"] for hit in after["hits"]} == {after["generation"]}
    assert any("tropics" in hit["passage"]["text"] for hit in after["hits"])
    assert searches.asked.count("ginger root") == 2
