"""Seventy-five questions to the shipped library, with the encoder it is shipped with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from search_api.searcher import Searcher, SearchResult

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "data" / "library_questions.json"
MUST_BE_RIGHT = 70
WITHIN = 3
MOST_OF_ONE_DOCUMENT = 3


class Asked(NamedTuple):
    """A question of a topic, the documents that answer it, and what was found."""

    topic: str
    voice: str
    question: str
    documents: list[str]
    result: SearchResult


@pytest.fixture(scope="module")
def asked(library: Searcher) -> list[Asked]:
    """Ask every question once."""
    topics = json.loads(QUESTIONS.read_text(encoding="utf-8"))["topics"]
    return [
        Asked(topic["topic"], voice, question, topic["documents"], library.search(SearchRequest(question)))
        for topic in topics
        for voice, question in topic["questions"].items()
    ]


def test_there_are_three_questions_for_each_of_twenty_five_topics(asked: list[Asked]) -> None:
    """The list is whole, and every document it names is in the library."""
    shipped = {path.stem for path in (ROOT / "corpus" / "documents").rglob("*.md")}
    assert len(asked) == 75
    assert len({one.topic for one in asked}) == 25
    assert {document for one in asked for document in one.documents} <= shipped


def test_the_right_document_is_within_the_first_three_hits(asked: list[Asked]) -> None:
    """Of 75 questions at least 70 find their document within three hits."""
    lost = [
        f"{one.question!r} wants {one.documents}, got {[hit.citation.document_id for hit in one.result.hits[:WITHIN]]}"
        for one in asked
        if not any(hit.citation.document_id in one.documents for hit in one.result.hits[:WITHIN])
    ]
    assert len(asked) - len(lost) >= MUST_BE_RIGHT, "\n".join(lost)


def test_every_citation_stands_exactly_where_it_says(asked: list[Asked]) -> None:
    """The cited span of the source file is the passage, character for character, for every hit of every question."""
    texts: dict[str, str] = {}
    checked = 0
    for one in asked:
        for hit in one.result.hits:
            source = hit.citation.source
            if source not in texts:
                texts[source] = (ROOT / "corpus" / source).read_bytes().decode("utf-8")
            assert texts[source][hit.citation.start : hit.citation.end] == hit.text, hit.citation
            assert all(0 <= span.start < span.end <= len(hit.text) for span in hit.highlights)
            assert hit.highlights, hit.citation
            checked += 1
    assert checked == 10 * len(asked)


def test_the_service_verifies_every_hit_and_refuses_one_changed_character(
    asked: list[Asked], library_client: TestClient
) -> None:
    """POST /v1/verify agrees with every citation, and with none whose quotation differs in one character."""
    seen: set[str] = set()
    for one in asked:
        for hit in one.result.hits:
            if hit.passage_id in seen:
                continue
            seen.add(hit.passage_id)
            place = {"document_id": hit.citation.document_id, "start": hit.citation.start, "end": hit.citation.end}
            right = library_client.post("/v1/verify", json={**place, "quotation": hit.text}).json()
            assert right["verified"], (place, right)
            middle = len(hit.text) // 2
            changed = hit.text[:middle] + ("x" if hit.text[middle] != "x" else "y") + hit.text[middle + 1 :]
            wrong = library_client.post("/v1/verify", json={**place, "quotation": changed}).json()
            assert (wrong["verified"], wrong["reason"]) == (False, "not_in_document"), place
    assert len(seen) > 100


def test_no_document_has_more_than_three_of_the_first_ten(asked: list[Asked]) -> None:
    """The cap holds for every question."""
    for one in asked:
        documents = [hit.citation.document_id for hit in one.result.hits]
        assert max(documents.count(document) for document in documents) <= MOST_OF_ONE_DOCUMENT, one.question


def test_references_are_those_the_passage_cites(asked: list[Asked]) -> None:
    """A hit lists the works that its own text cites, resolved, in the order of the text."""
    for one in asked:
        for hit in one.result.hits:
            places = [hit.text.index(f"@{reference.id}") for reference in hit.citation.references]
            assert places == sorted(places)
            assert all(reference.title for reference in hit.citation.references), hit.citation.references
            assert hit.text.count("[@") == 0 or hit.citation.references
