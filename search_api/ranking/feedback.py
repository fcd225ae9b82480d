"""Pseudo-relevance feedback: the question's vector is moved towards the passages ranked first, and searched again.

Rocchio's rule (1971) without its negative part, on vectors of an encoder, as Li et al. 2023 (Pseudo Relevance Feedback
with Deep Language Models and Dense Retrievers, ACM TOIS 41(3)) have it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from indexer.index.vectors import RowArray
    from search_api.ranking.fusion import Candidate

    FloatArray = npt.NDArray[np.float32]


def moved(
    question: FloatArray, first: Sequence[Candidate], weight: float, vectors: Callable[[RowArray], FloatArray]
) -> FloatArray:
    """Add to a vector of shape (d,) ``weight`` times the mean of the first passages', weighted by their scores.

    Returns a vector of unit length. ``vectors`` gives those of passages, of shape (rows, d).
    """
    scores = np.array([max(candidate.score, 0.0) for candidate in first], np.float32)
    if not scores.any():
        return question
    mean = scores / scores.sum() @ vectors(np.array([candidate.row for candidate in first], np.int64))
    vector = question + np.float32(weight) * mean
    unit: FloatArray = vector / np.linalg.norm(vector)
    return unit


def with_cosines_of(
    before: Sequence[Candidate], after: Sequence[Candidate], cosines: Callable[[RowArray], FloatArray]
) -> list[Candidate]:
    """Give candidates the cosine that they have to the question itself, since that is what a reader is told.

    What only the first search found stands at the end with a score of zero: it is far from the moved vector, and
    shares no word with the question.
    """
    known = {candidate.row: candidate.scores["dense"] for candidate in before}
    rows = {candidate.row for candidate in after}
    new = [candidate.row for candidate in after if candidate.row not in known]
    if new:
        known.update(zip(new, cosines(np.array(new, np.int64)).tolist(), strict=True))
    told = [replace(candidate, scores={**candidate.scores, "dense": known[candidate.row]}) for candidate in after]
    return told + [replace(candidate, score=0.0) for candidate in before if candidate.row not in rows]
