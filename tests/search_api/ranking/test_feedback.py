"""Feedback: the vector moves towards what was ranked first, and scores stay those of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from search_api.ranking.feedback import moved, with_cosines_of
from search_api.ranking.fusion import Fused

if TYPE_CHECKING:
    import numpy.typing as npt

    from indexer.index.vectors import RowArray

VECTORS = np.eye(4, dtype=np.float32)
QUESTION = VECTORS[0]


def vectors(rows: RowArray) -> npt.NDArray[np.float32]:
    """Give rows of the identity."""
    return VECTORS[rows]


def fused(scores: dict[int, float], cosines: list[float] | None = None, bm25: float = 0.0) -> Fused:
    """Make a ranking of rows with their scores; cosines are zero where not given."""
    count = len(scores)
    return Fused(
        np.array(list(scores), np.int64),
        np.array(list(scores.values()), np.float32),
        np.array(cosines or [0.0] * count, np.float32),
        np.full(count, bm25, np.float32),
    )


def test_the_vector_moves_by_the_weighted_mean() -> None:
    """Rocchio's rule: ``q + weight * sum(score * p) / sum(score)``, brought to unit length."""
    vector = moved(QUESTION, fused({1: 3.0, 2: 1.0}), 0.5, vectors)
    expected = np.array([1, 0.375, 0.125, 0], np.float32)
    assert vector == pytest.approx(expected / np.linalg.norm(expected))
    assert vector.dtype == np.float32


def test_passages_of_no_score_move_nothing() -> None:
    """There is no direction to move in."""
    assert moved(QUESTION, fused({1: 0.0, 2: -1.0}), 0.5, vectors) is QUESTION


def test_cosines_stay_those_of_the_question() -> None:
    """Known ones are kept, others computed; order, score and BM25 are the second ranking's; nothing is lost."""
    before, after = fused({2: 0.9, 1: 0.8}, [0.75, 0.5]), fused({3: 1.0, 1: 0.9}, [1.0, 1.0], bm25=4.0)
    told = with_cosines_of(before, after, lambda rows: np.full(len(rows), 0.25, np.float32))
    assert told.rows.tolist() == [3, 1, 2]
    assert told.scores.tolist() == pytest.approx([1.0, 0.9, 0.0])
    assert told.cosines.tolist() == [0.25, 0.5, 0.75]
    assert told.bm25.tolist() == [4.0, 4.0, 0.0]
