"""Pseudo-relevance feedback: the question's vector is moved towards the passages ranked first, and searched again.

Rocchio's rule (1971) without its negative part, on vectors of an encoder, as Li et al. 2023 (Pseudo Relevance Feedback
with Deep Language Models and Dense Retrievers, ACM TOIS 41(3)) have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search_api.ranking.fusion import Fused, located

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from indexer.index.vectors import RowArray

    FloatArray = npt.NDArray[np.float32]


def moved(question: FloatArray, first: Fused, weight: float, vectors: Callable[[RowArray], FloatArray]) -> FloatArray:
    """Add to a vector of shape (d,) ``weight`` times the mean of the first passages', weighted by their scores.

    Returns a vector of unit length. ``vectors`` gives those of passages, of shape (rows, d).
    """
    scores = np.maximum(first.scores, 0)
    if not scores.any():
        return question
    mean = scores / scores.sum() @ vectors(first.rows)
    vector = question + np.float32(weight) * mean
    unit: FloatArray = vector / np.linalg.norm(vector)
    return unit


def with_cosines_of(before: Fused, after: Fused, cosines: Callable[[RowArray], FloatArray]) -> Fused:
    """Give the second ranking the cosines that its passages have to the question itself, which readers are told.

    What only the first search found stands at the end with a score of zero: it is far from the moved vector, and
    shares no word with the question.
    """
    places, known = located(after.rows, before.rows)
    told = before.cosines[places]
    told[~known] = cosines(after.rows[~known])
    left = np.ones(len(before.rows), np.bool_)
    left[places[known]] = False
    return Fused(
        np.concatenate([after.rows, before.rows[left]]),
        np.concatenate([after.scores, np.zeros(np.count_nonzero(left), np.float32)]),
        np.concatenate([told, before.cosines[left]]),
        np.concatenate([after.bm25, before.bm25[left]]),
    )
