"""Joining the rankings of the legs into one, by their scores or by their ranks.

A convex combination of scores, each brought to 0..1, is what Bruch, Gai and Ingber 2023 (An Analysis of Fusion
Functions for Hybrid Retrieval, ACM TOIS 42(1)) find better than reciprocal rank fusion and no harder to tune: it keeps
how far apart two passages are, which ranks throw away. Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) is
what most systems do, and here to be measured against.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from indexer.index.vectors import RowArray
    from search_api.ranking.legs import Ranking

    FloatArray = npt.NDArray[np.float32]


# The constant of the paper; of little consequence, as it says.
_RANK_OFFSET = 60


class Fusion(StrEnum):
    """How the rankings of the legs are joined."""

    CONVEX = "convex"
    RECIPROCAL_RANK = "reciprocal-rank"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that some leg found: its row, the score it is ranked by, and what each leg that found it said."""

    row: int
    score: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fused:
    """One ranking of both legs, best first; all arrays of shape (m,). BM25 is NaN where the lexical leg found nothing.

    ``cosines`` are to the question, by which it is told, whatever vector was searched with.
    """

    rows: RowArray
    scores: FloatArray
    cosines: FloatArray
    bm25: FloatArray

    def first(self, count: int) -> Fused:
        """Give the first so many."""
        return Fused(self.rows[:count], self.scores[:count], self.cosines[:count], self.bm25[:count])

    def candidates(self) -> list[Candidate]:
        """Give them one by one, with what each leg said."""
        return [
            Candidate(row, score, {"dense": cosine} if math.isnan(bm25) else {"dense": cosine, "lexical": bm25})
            for row, score, cosine, bm25 in zip(
                self.rows.tolist(), self.scores.tolist(), self.cosines.tolist(), self.bm25.tolist(), strict=True
            )
        ]


def fuse(
    dense: Ranking,
    lexical: Ranking,
    method: Fusion,
    lexical_weight: float,
    cosines: Callable[[RowArray], FloatArray],
) -> Fused:
    """Rank every passage that either leg found; of equals, the one that stands first in the corpus comes first.

    ``lexical_weight`` is the lexical leg's share of a score, the dense leg has the rest. ``cosines`` gives those of
    passages that only the lexical leg found.
    """
    rows = np.union1d(dense.rows, lexical.rows)
    cosine = np.full(len(rows), np.nan, np.float32)
    cosine[np.searchsorted(rows, dense.rows)] = dense.scores
    bm25 = np.full(len(rows), np.nan, np.float32)
    bm25[np.searchsorted(rows, lexical.rows)] = lexical.scores
    unseen = np.flatnonzero(np.isnan(cosine))
    if len(unseen):
        cosine[unseen] = cosines(rows[unseen])
    if method is Fusion.CONVEX:
        scores = _convex(cosine, bm25, dense, lexical_weight)
    else:
        scores = _reciprocal_rank(rows, dense, lexical, lexical_weight)
    order = np.lexsort((rows, -scores))
    return Fused(rows[order], scores[order], cosine[order], bm25[order])


def _convex(cosine: FloatArray, bm25: FloatArray, dense: Ranking, lexical_weight: float) -> FloatArray:
    """Bring cosines to 0..1 between the lowest and the highest of the dense leg, BM25 by its highest.

    BM25 of a passage that the lexical leg did not find counts as zero.
    """
    scale = dense.scores if len(dense.scores) else cosine
    if not len(scale):
        return cosine
    worst, best = scale.min(), scale.max()
    matched = np.nan_to_num(bm25)
    near = (cosine - worst) / max(float(best - worst), 1e-9)
    fused: FloatArray = (1 - lexical_weight) * near + lexical_weight * matched / (float(matched.max()) or 1.0)
    return fused


def _reciprocal_rank(rows: RowArray, dense: Ranking, lexical: Ranking, lexical_weight: float) -> FloatArray:
    fused = np.zeros(len(rows), np.float32)
    for ranking, weight in ((dense, 1 - lexical_weight), (lexical, lexical_weight)):
        fused[np.searchsorted(rows, ranking.rows)] += weight / (_RANK_OFFSET + np.arange(1, len(ranking.rows) + 1))
    return fused
