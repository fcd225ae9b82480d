"""Joining rankings: by scores and by ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from search_api.ranking.fusion import Fusion, fuse
from search_api.ranking.legs import Ranking

if TYPE_CHECKING:
    import numpy.typing as npt

    from indexer.index.vectors import RowArray

NOTHING = Ranking(np.empty(0, np.int64), np.empty(0, np.float32))


def ranking(scores: dict[int, float]) -> Ranking:
    """Make a ranking of rows with their scores, best first."""
    return Ranking(np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32))


def tenth(rows: RowArray) -> npt.NDArray[np.float32]:
    """Give each row a cosine of 0.125."""
    return np.full(len(rows), 0.125, np.float32)


def test_reciprocal_ranks_add_up_as_the_paper_says() -> None:
    """``1 / (60 + rank)`` of each leg, here halved; equals stand in the order of the corpus."""
    dense, lexical = ranking({7: 0.9, 3: 0.8}), ranking({3: 11.0, 7: 2.0, 9: 1.0})
    fused = fuse(dense, lexical, Fusion.RECIPROCAL_RANK, 0.5, tenth).candidates()
    assert [each.row for each in fused] == [3, 7, 9]
    assert [each.score for each in fused] == pytest.approx([(1 / 62 + 1 / 61) / 2, (1 / 61 + 1 / 62) / 2, 1 / 63 / 2])
    assert fused[2].scores == {"dense": 0.125, "lexical": 1.0}


def test_scores_are_brought_to_one_scale_and_weighted() -> None:
    """Cosines between the lowest and the highest, BM25 by its highest; what a leg did not find counts as nothing."""
    fused = fuse(ranking({1: 0.8, 2: 0.6, 3: 0.4}), ranking({3: 10.0, 2: 5.0}), Fusion.CONVEX, 0.25, tenth)
    assert fused.rows.tolist() == [1, 2, 3]
    assert fused.scores.tolist() == pytest.approx([0.75, 0.75 * 0.5 + 0.25 * 0.5, 0.25])
    assert [set(each.scores) for each in fused.candidates()] == [{"dense"}, {"dense", "lexical"}, {"dense", "lexical"}]


@pytest.mark.parametrize("method", list(Fusion))
def test_a_weight_of_one_or_none_is_one_leg_alone(method: Fusion) -> None:
    """With no share of a leg, its order counts for nothing."""
    dense, lexical = ranking({1: 0.8, 2: 0.6, 3: 0.4}), ranking({3: 10.0, 2: 5.0, 1: 1.0})
    assert fuse(dense, lexical, method, 0, tenth).rows.tolist() == [1, 2, 3]
    assert fuse(dense, lexical, method, 1, tenth).rows.tolist() == [3, 2, 1]


@pytest.mark.parametrize("method", list(Fusion))
def test_legs_that_found_nothing(method: Fusion) -> None:
    """Nothing comes of nothing; one leg alone still ranks."""
    assert fuse(NOTHING, NOTHING, method, 0.4, tenth).candidates() == []
    assert sorted(fuse(NOTHING, ranking({5: 3.0, 2: 3.0}), method, 0.4, tenth).rows.tolist()) == [2, 5]
