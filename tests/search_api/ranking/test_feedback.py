"""Feedback: the vector moves towards what was ranked first, and scores stay those of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from search_api.ranking.feedback import moved, with_cosines_of
from search_api.ranking.fusion import Candidate

if TYPE_CHECKING:
    import numpy.typing as npt

    from indexer.index.vectors import RowArray

VECTORS = np.eye(4, dtype=np.float32)
QUESTION = VECTORS[0]


def vectors(rows: RowArray) -> npt.NDArray[np.float32]:
    """Give rows of the identity."""
    return VECTORS[rows]


def candidate(row: int, score: float, dense: float = 0.0) -> Candidate:
    """Make a candidate that the dense leg found."""
    return Candidate(row, score, {"dense": dense})


def test_the_vector_moves_by_the_weighted_mean() -> None:
    """Rocchio's rule: ``q + weight * sum(score * p) / sum(score)``, brought to unit length."""
    vector = moved(QUESTION, [candidate(1, 3.0), candidate(2, 1.0)], 0.5, vectors)
    expected = np.array([1, 0.375, 0.125, 0], np.float32)
    assert vector == pytest.approx(expected / np.linalg.norm(expected))
    assert vector.dtype == np.float32


def test_passages_of_no_score_move_nothing() -> None:
    """There is no direction to move in."""
    assert moved(QUESTION, [candidate(1, 0.0), candidate(2, -1.0)], 0.5, vectors) is QUESTION


def test_cosines_stay_those_of_the_question() -> None:
    """Known ones are kept, others computed; order, score and BM25 are the second ranking's; nothing is lost."""
    before = [candidate(1, 0.9, 0.7), candidate(2, 0.8, 0.6)]
    after = [Candidate(3, 1.0, {"dense": 0.99}), Candidate(1, 0.9, {"dense": 0.98, "lexical": 4.0})]
    told = with_cosines_of(before, after, lambda rows: np.full(len(rows), 0.5, np.float32))
    assert told == [
        Candidate(3, 1.0, {"dense": 0.5}),
        Candidate(1, 0.9, {"dense": 0.7, "lexical": 4.0}),
        candidate(2, 0.0, 0.6),
    ]
