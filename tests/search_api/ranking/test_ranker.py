"""The ranker: what runs beside the encoder in a large index changes no ranking."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from search_api.ranking import ranker
from search_api.ranking.lexical import LexicalLeg
from search_api.searcher import Searcher, SearchRequest

if TYPE_CHECKING:
    import pytest

    from indexer.index.vectors import RowArray
    from search_api.ranking.legs import Ranking, Wording

QUESTIONS = ["does gabapentin help with shingles pain?", "TENS for PHN", "zzz"]


def test_searching_words_while_encoding_changes_no_answer(library: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large index BM25 searches in a thread of its own, and the answers are those of one that waits its turn."""
    names: list[str] = []
    search = LexicalLeg.search

    def named(leg: LexicalLeg, question: Wording, depth: int, rows: RowArray | None) -> Ranking:
        names.append(threading.current_thread().name)
        return search(leg, question, depth, rows)

    monkeypatch.setattr(LexicalLeg, "search", named)
    monkeypatch.setattr(ranker, "_BESIDE_FROM", 1)
    beside = Searcher(library.index, library.encoder)
    for text in QUESTIONS:
        request = SearchRequest(text)
        assert replace(beside.search(request), took_ms=0) == replace(library.search(request), took_ms=0)
    assert [name.startswith("lexical") for name in names] == [True, False] * len(QUESTIONS)
