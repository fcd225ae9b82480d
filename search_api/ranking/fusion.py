"""Joining the rankings of the legs into one, by their scores or by their ranks.

A convex combination of scores, each brought to 0..1, is what Bruch, Gai and Ingber 2023 (An Analysis of Fusion
Functions for Hybrid Retrieval, ACM TOIS 42(1)) find better than reciprocal rank fusion and no harder to tune: it keeps
how far apart two passages are, which ranks throw away. Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) is
what most systems do, and here to be measured against.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
    """One ranking of both legs, best first; all arrays of shape (m,).

    ``cosines`` are to the question, by which it is told, whatever vector was searched with. ``bm25`` is zero where the
    lexical leg found nothing: whatever it finds scores more. ``reranked`` is NaN for what no reranker read.
    """

    rows: RowArray
    scores: FloatArray
    cosines: FloatArray
    bm25: FloatArray
    reranked: FloatArray | None = None

    def at(self, places: Sequence[int] | slice | npt.NDArray[np.intp]) -> Fused:
        """Give those at some places, in the order of the places."""
        reranked = None if self.reranked is None else self.reranked[places]
        return Fused(self.rows[places], self.scores[places], self.cosines[places], self.bm25[places], reranked)

    def candidates(self) -> list[Candidate]:
        """Give them one by one, with what each leg said."""
        found = [
            Candidate(row, score, {"dense": cosine, "lexical": bm25} if bm25 else {"dense": cosine})
            for row, score, cosine, bm25 in zip(
                self.rows.tolist(), self.scores.tolist(), self.cosines.tolist(), self.bm25.tolist(), strict=True
            )
        ]
        if self.reranked is None:
            return found
        return [
            each if math.isnan(score) else replace(each, scores={**each.scores, "reranker": score})
            for each, score in zip(found, self.reranked.tolist(), strict=True)
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
    places, known = located(lexical.rows, dense.rows)
    unseen = lexical.rows[~known]
    # Places in the joined ranking: what both found stands where the dense leg has it, the rest behind.
    places[~known] = np.arange(len(dense.rows), len(dense.rows) + len(unseen))
    rows = np.concatenate([dense.rows, unseen])
    cosine = np.concatenate([dense.scores, cosines(unseen)]) if len(unseen) else dense.scores
    bm25 = np.zeros(len(rows), np.float32)
    bm25[places] = lexical.scores
    if method is Fusion.CONVEX:
        scores = _convex(cosine, bm25, dense, lexical_weight)
    else:
        scores = _reciprocal_rank(len(rows), places, len(dense.rows), lexical_weight)
    return Fused(rows, scores, cosine, bm25).at(np.lexsort((rows, -scores)))


def located(wanted: RowArray, rows: RowArray) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Say where each of ``wanted`` stands among ``rows``, which are distinct, and whether it stands there at all."""
    if not len(rows):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    order = np.argsort(rows)
    places = order.take(np.searchsorted(rows, wanted, sorter=order), mode="clip")
    return places, rows[places] == wanted


def _convex(cosine: FloatArray, bm25: FloatArray, dense: Ranking, lexical_weight: float) -> FloatArray:
    """Bring cosines to 0..1 between the lowest and the highest of the dense leg, BM25 by its highest."""
    scale = dense.scores if len(dense.scores) else cosine
    if not len(scale):
        return cosine
    worst, best = scale.min(), scale.max()
    near = (cosine - worst) / max(float(best - worst), 1e-9)
    fused: FloatArray = (1 - lexical_weight) * near + lexical_weight * bm25 / (float(bm25.max()) or 1.0)
    return fused


def _reciprocal_rank(count: int, lexical: npt.NDArray[np.intp], dense_count: int, lexical_weight: float) -> FloatArray:
    """Add up ranks; ``lexical`` are the places of the lexical leg's ranking, the dense leg's come first in order."""
    fused = np.zeros(count, np.float32)
    for places, weight in ((np.arange(dense_count), 1 - lexical_weight), (lexical, lexical_weight)):
        fused[places] += weight / (_RANK_OFFSET + np.arange(1, len(places) + 1))
    return fused
