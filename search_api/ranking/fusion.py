"""Joining the rankings of the legs into one: a convex combination of their scores, each brought to 0..1.

Bruch, Gai and Ingber 2023 (An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 42(1)) find it better than
reciprocal rank fusion and no harder to tune: it keeps how far apart two passages are, which ranks throw away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from indexer.index.vectors import RowArray
    from search_api.ranking.legs import Ranking


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that some leg found: its row, the score it is ranked by, and what each leg that found it said."""

    row: int
    score: float
    scores: Mapping[str, float]


def fuse(
    dense: Ranking,
    lexical: Ranking,
    lexical_weight: float,
    cosines: Callable[[RowArray], npt.NDArray[np.float32]],
) -> list[Candidate]:
    """Rank every passage that either leg found; of equals, the one that stands first in the corpus comes first.

    Cosines are brought to 0..1 between the lowest and the highest of the dense leg, BM25 by its highest.
    ``cosines`` gives those of passages that only the lexical leg found; BM25 of the others counts as zero.
    """
    found = dict(zip(dense.rows.tolist(), dense.scores.tolist(), strict=True))
    matched = dict(zip(lexical.rows.tolist(), lexical.scores.tolist(), strict=True))
    unseen = [row for row in matched if row not in found]
    if unseen:
        found.update(zip(unseen, cosines(np.array(unseen, np.int64)).tolist(), strict=True))
    if not found:
        return []
    best = float(dense.scores.max()) if len(dense.scores) else max(found.values())
    worst = float(dense.scores.min()) if len(dense.scores) else min(found.values())
    spread = max(best - worst, 1e-9)
    strongest = max(matched.values(), default=0.0) or 1.0
    candidates = []
    for row, cosine in found.items():
        bm25 = matched.get(row)
        score = (1 - lexical_weight) * (cosine - worst) / spread + lexical_weight * (bm25 or 0.0) / strongest
        scores = {"dense": cosine} if bm25 is None else {"dense": cosine, "lexical": bm25}
        candidates.append(Candidate(row, score, scores))
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.row))
