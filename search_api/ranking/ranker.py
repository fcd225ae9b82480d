"""The ranking of one generation: both legs, their fusion, feedback, and a reranker where one is named."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from search_api.ranking.dense import DenseLeg
from search_api.ranking.feedback import moved, with_cosines_of
from search_api.ranking.fusion import fuse
from search_api.ranking.lexical import LexicalLeg
from search_api.ranking.reranking import load_reranker, reranked

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.index.opening import OpenIndex
    from indexer.index.vectors import RowArray
    from search_api.ranking.fusion import Fused
    from search_api.ranking.legs import Question, Ranking, Wording
    from search_api.ranking.settings import SearchSettings

# Over fewer passages BM25 takes no longer than it takes to hand it to another thread and wait for that.
_BESIDE_FROM = 50_000


class Ranker:
    """Ranks the passages of one opened index. Safe to use from several threads."""

    def __init__(self, index: OpenIndex, settings: SearchSettings) -> None:
        """Take an index.

        Raises:
            EncoderError: the settings name a reranker that cannot be used.
        """
        self._index = index
        self._settings = settings
        self._reranker = load_reranker(settings.reranker) if settings.reranker else None
        self._dense = DenseLeg(index.vectors)
        self._lexical = LexicalLeg(index.lexical, settings.expansion_weight)
        self._beside = ThreadPoolExecutor(os.cpu_count(), "lexical") if index.lexical.count >= _BESIDE_FROM else None

    def close(self) -> None:
        """Let its threads go."""
        if self._beside is not None:
            self._beside.shutdown(wait=False)

    def begin_lexical(self, question: Wording, depth: int, rows: RowArray | None = None) -> Callable[[], Ranking]:
        """Begin the lexical leg, which needs no vector, while the question is encoded; give what waits for it."""
        if self._beside is None:
            return partial(self._lexical.search, question, depth, rows)
        return self._beside.submit(self._lexical.search, question, depth, rows).result

    def rank(
        self,
        question: Question,
        depth: int,
        rows: RowArray | None = None,
        lexical: Callable[[], Ranking] | None = None,
    ) -> Fused:
        """Rank passages, at most ``depth`` from each leg, those of ``rows`` only where given.

        ``lexical`` is what :meth:`begin_lexical` gave for the same question, depth and rows.
        """
        found = self._found(question, lexical or self.begin_lexical(question, depth, rows), depth, rows)
        if self._reranker is None:
            return found
        return reranked(
            question.text,
            found,
            self._settings.rerank_depth,
            self._reranker,
            lambda first: [stored.text for stored in self._index.store.passages(first)],
        )

    def _found(self, question: Question, lexical: Callable[[], Ranking], depth: int, rows: RowArray | None) -> Fused:
        """Join both legs, and once more with the dense one searched from where the first passages are."""
        near = self._dense.search(question, depth, rows)
        worded = lexical()
        found = self._fused(question, near, worded)
        first = found.at(slice(self._settings.feedback_passages))
        if not len(first.rows):
            return found
        vector = moved(question.vector, first, self._settings.feedback_weight, self._index.vectors.vectors_of)
        nearer = replace(question, vector=vector)
        again = self._fused(nearer, self._dense.search(nearer, depth, rows), worded)
        return with_cosines_of(found, again, lambda new: self._index.vectors.cosines(question.vector, new))

    def _fused(self, question: Question, dense: Ranking, lexical: Ranking) -> Fused:
        return fuse(
            dense,
            lexical,
            self._settings.fusion,
            self._settings.lexical_weight,
            lambda unseen: self._index.vectors.cosines(question.vector, unseen),
        )
