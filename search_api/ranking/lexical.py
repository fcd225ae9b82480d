"""The lexical leg: BM25 over words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.ranking.legs import Question, Ranking

if TYPE_CHECKING:
    from indexer.index.lexical import LexicalIndex
    from indexer.index.vectors import RowArray


class LexicalLeg:
    """Passages that share the question's words, rare words first."""

    name = "lexical"

    def __init__(self, index: LexicalIndex) -> None:
        """Search this index."""
        self._index = index

    def search(self, question: Question, depth: int, rows: RowArray | None) -> Ranking:
        """Rank at most ``depth`` passages by BM25, only among ``rows`` where given."""
        scores, found = self._index.search(self._index.terms(question.text), depth, rows)
        return Ranking(found, scores)
