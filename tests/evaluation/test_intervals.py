"""Bootstrap intervals."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation import intervals
from evaluation.intervals import RESAMPLES, bootstrap_interval


def test_intervals_agree_with_scipy() -> None:
    """The percentile bootstrap of 300 skewed values, to what 2,000 resamples allow."""
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(1).beta(0.5, 0.3, size=300)
    low, high = bootstrap_interval(values[:, None])
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    assert (low[0], high[0]) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_the_same_values_give_the_same_interval_every_time() -> None:
    """The seed is fixed, and columns are resampled alike."""
    values = np.random.default_rng(3).random((50, 1))
    low, high = bootstrap_interval(np.hstack([values, values]))
    assert low[0] == pytest.approx(low[1], abs=1e-12)
    assert high[0] == pytest.approx(high[1], abs=1e-12)
    again = bootstrap_interval(values)
    assert (low[0], high[0]) == pytest.approx((again[0][0], again[1][0]), abs=1e-12)


def test_the_interval_does_not_depend_on_how_many_resamples_fit_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many questions are drawn in several batches of the same stream."""
    values = np.random.default_rng(4).random((40, 2))
    at_once = bootstrap_interval(values)
    monkeypatch.setattr(intervals, "_DRAWS_AT_ONCE", 40 * (RESAMPLES // 3))
    in_batches = bootstrap_interval(values)
    np.testing.assert_allclose(at_once, in_batches, rtol=0, atol=1e-12)


def test_one_question_has_an_interval_of_no_width() -> None:
    """Nothing else can be drawn."""
    low, high = bootstrap_interval(np.array([[0.25]]))
    assert (low[0], high[0]) == (0.25, 0.25)


def test_no_question_has_no_interval() -> None:
    """It is an error, not a figure."""
    with pytest.raises(ValueError, match="at least one"):
        bootstrap_interval(np.empty((0, 3)))
