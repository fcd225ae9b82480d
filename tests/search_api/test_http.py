"""The service over HTTP: every endpoint, and a clear answer to every kind of bad input.

Errors have one form (RFC 9457): {"type", "title", "status", "detail"} and, where they help, "request_id" and "errors".
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from search_api.http.envelope import MAX_BODY_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from fakes import FakeEncoder
    from fastapi.testclient import TestClient

PREFIX = "urn:pain-evidence-search:problem:"


def search(client: TestClient, query: str, **more: object) -> Any:  # noqa: ANN401 - JSON
    """Ask by POST and give the parsed answer."""
    response = client.post("/v1/search", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_a_hit_carries_its_whole_citation(client: TestClient) -> None:
    """The best passage comes first, and its citation has every field of the contract."""
    answer = search(client, "are dizziness and swollen ankles side effects?", k=3)
    hit = answer["hits"][0]
    assert hit["rank"] == 1
    assert hit["passage"]["text"].startswith("Dizziness is common.")
    citation = hit["citation"]
    assert citation["document_id"] == "gabapentin"
    assert citation["source"] == "notes/gabapentin.md"
    assert citation["section"] == ["Gabapentin", "Side effects"]
    assert citation["sha256"] == hashlib.sha256(hit["passage"]["text"].encode()).hexdigest()
    assert citation["generation"] == answer["generation"]
    assert [reference["id"] for reference in citation["references"]] == ["moore2014"]
    assert set(citation) == {
        *("document_id", "title", "authors", "year", "source", "url", "doi", "pmid", "section", "pages"),
        *("start", "end", "sha256", "generation", "text", "references"),
    }
    assert answer["answerable"] == {"probability": None, "verdict": "uncertain"}


def test_get_and_post_and_batch_answer_alike(client: TestClient) -> None:
    """The three ways to ask give the same hits."""
    posted = search(client, "ginger root", k=2)
    got = client.get("/v1/search", params={"q": "ginger root", "k": 2}).json()
    batch = client.post("/v1/search/batch", json={"searches": [{"query": "ginger root", "k": 2}]}).json()["results"][0]
    assert posted["hits"] == got["hits"] == batch["hits"]


def test_filters_keep_to_the_documents_that_pass(client: TestClient) -> None:
    """Values of one field are alternatives, different fields must all pass, and a value nobody has finds nothing."""
    both = search(client, "patches", filters={"theme": ["medicines", "nutrition"]})
    assert {hit["citation"]["document_id"] for hit in both["hits"]} == {"gabapentin", "ginger"}
    one = search(client, "patches", filters={"theme": ["medicines"], "tags": ["calcium"]})
    assert {hit["citation"]["document_id"] for hit in one["hits"]} == {"gabapentin"}
    assert search(client, "patches", filters={"theme": ["nobody"]})["hits"] == []
    year = client.get("/v1/search", params={"q": "patches", "filter": "year:2021"}).json()
    assert [hit["citation"]["document_id"] for hit in year["hits"]] == ["t2"]
    named = search(client, "patches", filters={"document_id": ["t1"]})
    assert [hit["citation"]["document_id"] for hit in named["hits"]] == ["t1"]


def test_a_misspelt_word_is_corrected_told_and_left_alone_on_request(
    client: TestClient, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gabapentn` is searched for as `gabapentin`, unless the request forbids it."""
    monkeypatch.setattr(fake_encoder, "count_tokens", lambda texts: [2] * len(texts))
    answer = search(client, "gabapentn")
    assert answer["corrections"] == [{"asked": "gabapentn", "used": "gabapentin"}]
    assert answer["query"] == "gabapentn"
    assert answer["hits"][0]["citation"]["document_id"] == "gabapentin"
    assert search(client, "gabapentn", correct=False)["corrections"] == []


def test_a_brand_name_is_expanded_told_and_left_alone_on_request(client: TestClient) -> None:
    """`Neurontin` finds what is said of gabapentin, unless the request forbids it; by GET alike."""
    answer = search(client, "Neurontin")
    assert answer["expansions"] == [{"asked": "Neurontin", "added": "gabapentin", "kind": "brand"}]
    assert answer["query"] == "Neurontin"
    assert "lexical" in answer["hits"][0]["scores"]
    assert answer["hits"][0]["citation"]["document_id"] == "gabapentin"
    plain = search(client, "Neurontin", expand=False)
    assert plain["expansions"] == []
    assert not any("lexical" in hit["scores"] for hit in plain["hits"])
    by_get = client.get("/v1/search", params={"q": "Neurontin", "expand": "false"}).json()
    assert by_get["expansions"] == []


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"query": "pain", "k": 0}, 422, "invalid-request"),
        ({"query": "pain", "k": 10_000}, 422, "invalid-request"),
        ({"query": ""}, 422, "invalid-request"),
        ({"query": " ?! "}, 422, "empty-query"),
        ({"query": "x" * 102_400}, 422, "invalid-request"),
        ({"query": "pain", "filters": {"colour": ["red"]}}, 422, "unknown-filter"),
        ({"query": "pain", "kk": 3}, 422, "invalid-request"),
        ({}, 422, "invalid-request"),
        ({"query": 7}, 422, "invalid-request"),
    ],
)
def test_bad_requests_are_answered_with_their_own_problem(
    client: TestClient, body: dict[str, object], status: int, kind: str
) -> None:
    """Each kind of bad input has its own stable type, and a sentence that names what is wrong."""
    response = client.post("/v1/search", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == PREFIX + kind
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]


def test_an_unknown_filter_is_told_which_there_are(client: TestClient) -> None:
    """The next step stands in the answer."""
    detail = client.post("/v1/search", json={"query": "pain", "filters": {"colour": ["red"]}}).json()["detail"]
    assert "'colour'" in detail
    assert "theme" in detail


def test_malformed_json_is_named_so(client: TestClient) -> None:
    """A body that is not JSON is a client's error of its own kind."""
    response = client.post("/v1/search", content=b'{"query": ', headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["type"]) == (400, PREFIX + "malformed-json")


def test_a_body_over_the_limit_is_refused_at_the_limit_and_not_below(client: TestClient) -> None:
    """One byte over is 413, whether its length is announced or not; the limit itself is read and judged as JSON."""
    headers = {"content-type": "application/json"}
    over = client.post("/v1/search", content=b" " * (MAX_BODY_BYTES + 1), headers=headers)
    assert (over.status_code, over.json()["type"]) == (413, PREFIX + "body-too-large")
    chunks = (b" " * 65_536 for _ in range(MAX_BODY_BYTES // 65_536 + 1))
    streamed = client.post("/v1/search", content=chunks, headers=headers)
    assert (streamed.status_code, streamed.json()["type"]) == (413, PREFIX + "body-too-large")
    at_limit = json.dumps({"query": "ginger root"}).encode().ljust(MAX_BODY_BYTES)
    assert client.post("/v1/search", content=at_limit, headers=headers).status_code == 200


def test_a_lone_surrogate_in_a_query_is_the_clients_error(client: TestClient) -> None:
    """JSON can carry what UTF-8 cannot; such a query is refused, and nothing breaks."""
    response = client.post(
        "/v1/search", content=rb'{"query": "ginger \ud800"}', headers={"content-type": "application/json"}
    )
    assert (response.status_code, response.json()["type"]) == (422, PREFIX + "invalid-request")


def test_documents_are_listed_in_pages(client: TestClient) -> None:
    """Every document appears once, in order, with its number of passages."""
    whole = client.get("/v1/documents").json()
    assert whole["total"] == 5
    ids = [document["id"] for document in whole["documents"]]
    assert ids == ["gabapentin", "ginger", "notes/plain.txt", "t1", "t2"]
    assert whole["documents"][0]["passages"] == 2
    second = client.get("/v1/documents", params={"offset": 1, "limit": 1}).json()
    assert [document["id"] for document in second["documents"]] == ["ginger"]


def test_a_document_is_given_whole(client: TestClient, notes: Path) -> None:
    """Its text is the file's own, also where its id holds a slash, and its passages point into it."""
    document = client.get("/v1/documents/gabapentin").json()
    assert document["text"] == (notes / "gabapentin.md").read_text(encoding="utf-8")
    assert document["format"] == "markdown"
    first = document["passages"][0]
    assert document["text"][first["start"] : first["end"]].startswith("Gabapentin eases burning pain")
    assert client.get("/v1/documents/notes/plain.txt").json()["title"] == "Massage"
    missing = client.get("/v1/documents/nobody")
    assert (missing.status_code, missing.json()["type"]) == (404, PREFIX + "document-not-found")


def test_a_passage_is_given_with_its_neighbours(client: TestClient) -> None:
    """Neighbours are those of the same document; at its ends there is none."""
    first, second = client.get("/v1/documents/gabapentin").json()["passages"]
    passage = client.get(f"/v1/passages/{first['id']}").json()
    assert passage["previous"] is None
    assert passage["next"]["id"] == second["id"]
    assert client.get(f"/v1/passages/{second['id']}").json()["next"] is None
    missing = client.get("/v1/passages/nobody")
    assert (missing.status_code, missing.json()["type"]) == (404, PREFIX + "passage-not-found")


@pytest.mark.parametrize(
    ("style", "media_type", "begins"),
    [
        ("apa", "text/plain", "Gabapentin"),
        ("vancouver", "text/plain", "Gabapentin"),
        ("bibtex", "application/x-bibtex", "@"),
        ("ris", "application/x-research-info-systems", "TY  - "),
        ("csl-json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_a_passage_is_cited_in_each_style(client: TestClient, style: str, media_type: str, begins: str) -> None:
    """Each style has its own media type and form."""
    passage = client.get("/v1/documents/gabapentin").json()["passages"][0]["id"]
    response = client.get(f"/v1/passages/{passage}/citation", params={"style": style})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert response.text.startswith(begins)
    assert "Gabapentin" in response.text
    wrong = client.get(f"/v1/passages/{passage}/citation", params={"style": "mla"})
    assert wrong.status_code == 422


def test_a_quotation_is_verified_at_its_place_and_nowhere_else(client: TestClient) -> None:
    """Right place, other place, no place, and a range outside the document each get their own answer."""
    text = client.get("/v1/documents/ginger").json()["text"]
    quotation = "Trials of ginger in nerve pain are small."
    start = text.index(quotation)
    place = {"document_id": "ginger", "start": start, "end": start + len(quotation), "quotation": quotation}

    def verify(**changes: object) -> Any:  # noqa: ANN401 - JSON
        return client.post("/v1/verify", json={**place, **changes})

    assert verify().json()["verified"] is True
    moved = verify(start=start - 1, end=start + len(quotation) - 1).json()
    assert moved == {**moved, "verified": False, "reason": "stands_elsewhere", "found": [start, place["end"]]}
    absent = verify(quotation=quotation.replace("small", "large")).json()
    assert absent == {**absent, "verified": False, "reason": "not_in_document", "found": None}
    outside = verify(end=len(text) + 1)
    assert (outside.status_code, outside.json()["type"]) == (422, PREFIX + "range-outside-document")
    backwards = verify(start=10, end=5)
    assert (backwards.status_code, backwards.json()["type"]) == (422, PREFIX + "range-outside-document")
    nobody = verify(document_id="nobody")
    assert nobody.status_code == 404


def test_facets_count_the_documents_of_each_value(client: TestClient) -> None:
    """What can be filtered by is listed with counts; what names one document is not."""
    facets = client.get("/v1/facets").json()["facets"]
    assert facets["theme"] == {"medicines": 1, "nutrition": 1}
    assert facets["tags"] == {"calcium": 1, "medicine": 1}
    assert not {"id", "title"} & set(facets)


def test_the_service_tells_how_it_is(client: TestClient) -> None:
    """Liveness, readiness and metrics agree on the generation that serves."""
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    search(client, "ginger root")
    metrics = client.get("/metrics").text
    assert f'search_api_index_generation{{generation="{ready["generation"]}"}} 1.0' in metrics
    assert 'search_api_requests_total{method="POST",route="/v1/search",status="200"} 1.0' in metrics
    assert "search_api_degraded 0.0" in metrics


def test_request_ids_are_kept_or_made_and_never_echoed_unchecked(client: TestClient) -> None:
    """A sane id is kept; one that could forge a log line is replaced."""
    assert client.get("/healthz", headers={"x-request-id": "abc-1"}).headers["x-request-id"] == "abc-1"
    made = client.get("/healthz", headers={"x-request-id": "a b\x7f"}).headers["x-request-id"]
    assert len(made) == 32


def test_what_is_asked_is_not_logged(client: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    """Questions about health stay out of the logs."""
    search(client, "ginger root for zanzibar")
    client.get("/v1/search", params={"q": "ginger for zanzibar"})
    captured = capfd.readouterr()
    assert "zanzibar" not in captured.out + captured.err


def test_unknown_paths_and_methods_are_problems_too(client: TestClient) -> None:
    """What the framework refuses has the same form."""
    missing = client.get("/v1/nothing")
    assert (missing.status_code, missing.json()["type"]) == (404, PREFIX + "not-found")
    wrong = client.delete("/v1/search")
    assert (wrong.status_code, wrong.json()["type"]) == (405, PREFIX + "method-not-allowed")


def test_the_pages_and_the_docs_are_served_without_the_network(client: TestClient) -> None:
    """Page, document page and API docs load only what this service serves, under a strict policy."""
    for path in ("/", "/documents/gabapentin", "/documents/notes/plain.txt", "/docs"):
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert "default-src 'self'" in response.headers["content-security-policy"]
        assert "//cdn" not in response.text
    assert client.get("/docs/static/swagger-ui-bundle.js").status_code == 200
    assert client.get("/static/search.js").headers["content-type"].startswith("text/javascript")


def test_the_schema_describes_every_problem(client: TestClient) -> None:
    """Every endpoint of the API declares the problems it can answer with, in one schema."""
    schema = client.get("/openapi.json").json()
    assert "Problem" in schema["components"]["schemas"]
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path, operations in schema["paths"].items():
        if path.startswith("/v1"):
            for operation in operations.values():
                assert "503" in operation["responses"], path
                unknown = operation["responses"].get("422")
                assert unknown is None or "application/problem+json" in unknown["content"], path
