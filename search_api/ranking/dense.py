"""The dense leg: nearest vectors by cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.ranking.legs import Question, Ranking

if TYPE_CHECKING:
    from indexer.index.vectors import RowArray, VectorIndex


class DenseLeg:
    """Passages whose vectors are nearest to the question's."""

    name = "dense"

    def __init__(self, vectors: VectorIndex) -> None:
        """Search these vectors."""
        self._vectors = vectors

    def search(self, question: Question, depth: int, rows: RowArray | None) -> Ranking:
        """Rank at most ``depth`` passages by cosine, only among ``rows`` where given."""
        scores, found = self._vectors.search(question.vector, depth, rows)
        return Ranking(found, scores)
