"""Joining the rankings of the legs into one, by their scores or by their ranks.

A convex combination of scores, each brought to 0..1, is what Bruch, Gai and Ingber 2023 (An Analysis of Fusion
Functions for Hybrid Retrieval, ACM TOIS 42(1)) find better than reciprocal rank fusion and no harder to tune: it keeps
how far apart two passages are, which ranks throw away. Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) is
what most systems do, and here to be measured against.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from indexer.index.vectors import RowArray
    from search_api.ranking.legs import Ranking


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


def fuse(
    dense: Ranking,
    lexical: Ranking,
    method: Fusion,
    lexical_weight: float,
    cosines: Callable[[RowArray], npt.NDArray[np.float32]],
) -> list[Candidate]:
    """Rank every passage that either leg found; of equals, the one that stands first in the corpus comes first.

    ``lexical_weight`` is the lexical leg's share of a score, the dense leg has the rest. ``cosines`` gives those of
    passages that only the lexical leg found.
    """
    found = dict(zip(dense.rows.tolist(), dense.scores.tolist(), strict=True))
    matched = dict(zip(lexical.rows.tolist(), lexical.scores.tolist(), strict=True))
    unseen = [row for row in matched if row not in found]
    if unseen:
        found.update(zip(unseen, cosines(np.array(unseen, np.int64)).tolist(), strict=True))
    if method is Fusion.CONVEX:
        fused = _convex(found, matched, dense, lexical_weight)
    else:
        fused = _reciprocal_rank(dense, lexical, lexical_weight)
    candidates = []
    for row, score in fused.items():
        bm25 = matched.get(row)
        scores = {"dense": found[row]} if bm25 is None else {"dense": found[row], "lexical": bm25}
        candidates.append(Candidate(row, score, scores))
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.row))


def _convex(
    found: Mapping[int, float], matched: Mapping[int, float], dense: Ranking, lexical_weight: float
) -> dict[int, float]:
    """Bring cosines to 0..1 between the lowest and the highest of the dense leg, BM25 by its highest.

    BM25 of a passage that the lexical leg did not find counts as zero.
    """
    if not found:
        return {}
    best = float(dense.scores.max()) if len(dense.scores) else max(found.values())
    worst = float(dense.scores.min()) if len(dense.scores) else min(found.values())
    spread = max(best - worst, 1e-9)
    strongest = max(matched.values(), default=0.0) or 1.0
    return {
        row: (1 - lexical_weight) * (cosine - worst) / spread + lexical_weight * matched.get(row, 0.0) / strongest
        for row, cosine in found.items()
    }


def _reciprocal_rank(dense: Ranking, lexical: Ranking, lexical_weight: float) -> dict[int, float]:
    fused: dict[int, float] = {}
    for ranking, weight in ((dense, 1 - lexical_weight), (lexical, lexical_weight)):
        for rank, row in enumerate(ranking.rows.tolist(), start=1):
            fused[row] = fused.get(row, 0.0) + weight / (_RANK_OFFSET + rank)
    return fused
