"""The lexical leg: BM25 over words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.ranking.legs import Ranking, Wording

if TYPE_CHECKING:
    from indexer.index.lexical import LexicalIndex
    from indexer.index.vectors import RowArray


class LexicalLeg:
    """Passages that share the question's words, rare words first, and less so the words that were added to it."""

    name = "lexical"

    def __init__(self, index: LexicalIndex, expansion_weight: float) -> None:
        """Search this index; all the words of one expansion count ``expansion_weight`` words of the question."""
        self._index = index
        self._expansion_weight = expansion_weight

    def search(self, question: Wording, depth: int, rows: RowArray | None) -> Ranking:
        """Rank at most ``depth`` passages by BM25, only among ``rows`` where given."""
        scores, found = self._index.search(self._weighted_terms(question), depth, rows)
        return Ranking(found, scores)

    def _weighted_terms(self, question: Wording) -> dict[str, float]:
        weights = dict.fromkeys(self._index.terms(question.text), 1.0)
        for expansion in question.expansions:
            added = [term for term in self._index.terms(expansion.added) if term not in weights]
            weights |= dict.fromkeys(added, self._expansion_weight / max(len(added), 1))
        return {term: weight for term, weight in weights.items() if weight > 0}
