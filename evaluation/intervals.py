"""Confidence intervals: of means over questions by the percentile bootstrap, of shares by Wilson's method.

Efron 1979; for retrieval Sakai 2006 (Evaluating evaluation metrics based on the bootstrap, SIGIR).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

RESAMPLES = 2_000
CONFIDENCE = 0.95
_SEED = 20_260_101
_TWO_SIDED_95 = 1.959964
# Some 32 MB of indices at a time, however many questions there are.
_DRAWS_AT_ONCE = 4_000_000


def bootstrap_interval(values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the lower and upper end of each column's mean, each of shape (m,), from ``values`` of shape (n, m).

    Every column is resampled alike, so that the same questions stand behind each. The seed is fixed.

    Raises:
        ValueError: there is no row.
    """
    questions = len(values)
    if questions == 0:
        msg = "an interval needs at least one question"
        raise ValueError(msg)
    random = np.random.default_rng(_SEED)
    at_once = max(1, _DRAWS_AT_ONCE // questions)
    means = np.concatenate(
        [_resampled_means(values, random, min(at_once, RESAMPLES - done)) for done in range(0, RESAMPLES, at_once)]
    )
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(means, [tail, 100 - tail], axis=0)
    return low, high


def _resampled_means(
    values: npt.NDArray[np.float64], random: np.random.Generator, resamples: int
) -> npt.NDArray[np.float64]:
    questions = len(values)
    draws = random.integers(questions, size=(resamples, questions))
    # How often each question was drawn, times its values: one product in place of resamples x questions x m numbers.
    flat = draws + np.arange(resamples)[:, None] * questions
    counts = np.bincount(flat.ravel(), minlength=resamples * questions).reshape(resamples, questions)
    return np.asarray(counts @ values / questions, np.float64)


def share_interval(hits: int, total: int) -> tuple[float, float]:
    """Give the 95 % interval of a share, which resampling makes empty where it is 0 or 1 (Wilson 1927).

    Raises:
        ValueError: there is no trial.
    """
    if total <= 0:
        msg = "a share needs at least one trial"
        raise ValueError(msg)
    share, z = hits / total, _TWO_SIDED_95
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    reach = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - reach), min(1.0, middle + reach)
