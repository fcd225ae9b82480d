"""The ranking of one generation: both legs, their fusion, feedback, and a reranker where one is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search_api.ranking.dense import DenseLeg
from search_api.ranking.feedback import moved, with_cosines_of
from search_api.ranking.fusion import fuse
from search_api.ranking.lexical import LexicalLeg
from search_api.ranking.reranking import load_reranker, reranked

if TYPE_CHECKING:
    from indexer.index.opening import OpenIndex
    from indexer.index.vectors import RowArray
    from search_api.ranking.fusion import Fused
    from search_api.ranking.legs import Question, Ranking
    from search_api.ranking.settings import SearchSettings


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

    def rank(self, question: Question, depth: int, rows: RowArray | None = None) -> Fused:
        """Rank passages, at most ``depth`` from each leg, those of ``rows`` only where given."""
        found = self._found(question, depth, rows)
        if self._reranker is None:
            return found
        return reranked(
            question.text,
            found,
            self._settings.rerank_depth,
            self._reranker,
            lambda first: [stored.text for stored in self._index.store.passages(first)],
        )

    def _found(self, question: Question, depth: int, rows: RowArray | None) -> Fused:
        """Search both legs, and the dense one once more from where the first passages are."""
        lexical = self._lexical.search(question, depth, rows)
        found = self._fused(question, lexical, depth, rows)
        first = found.at(slice(self._settings.feedback_passages))
        if not len(first.rows):
            return found
        vector = moved(question.vector, first, self._settings.feedback_weight, self._index.vectors.vectors_of)
        again = self._fused(replace(question, vector=vector), lexical, depth, rows)
        return with_cosines_of(found, again, lambda new: self._index.vectors.cosines(question.vector, new))

    def _fused(self, question: Question, lexical: Ranking, depth: int, rows: RowArray | None) -> Fused:
        return fuse(
            self._dense.search(question, depth, rows),
            lexical,
            self._settings.fusion,
            self._settings.lexical_weight,
            lambda unseen: self._index.vectors.cosines(question.vector, unseen),
        )
