"""Plain search: BM25 and exact cosines, joined by reciprocal ranks.

k = 60 over a hundred of each, after Cormack, Clarke and Buettcher (2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.rivals.plain_bm25 import PlainBM25
from benchmarks.rivals.plain_dense import PlainDense
from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_FUSED, _K = 100, 60


class PlainFusion:
    """Both, joined by reciprocal ranks."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Load stemmer and encoder."""
        self._legs = (PlainBM25(model, folder), PlainDense(model, folder))

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages twice."""
        for leg in self._legs:
            leg.build(passages)

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give ids and sums of reciprocal ranks."""
        scores: dict[str, float] = {}
        for leg in self._legs:
            for rank, (item, _) in enumerate(leg.search(question, _FUSED), 1):
                scores[item] = scores.get(item, 0.0) + 1 / (_K + rank)
        return sorted(scores.items(), key=lambda pair: -pair[1])[:DEPTH]


if __name__ == "__main__":
    main(PlainFusion)
