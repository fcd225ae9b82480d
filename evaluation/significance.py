"""Whether a difference between two systems is more than chance: a paired randomisation test, corrected when many.

Smucker, Allan and Carterette 2007 (A comparison of statistical significance tests for information retrieval
evaluation, CIKM): the randomisation test is the one to use. Holm 1979 for many tests at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

PERMUTATIONS = 10_000
_SEED = 20_260_102
_SIGNS_AT_ONCE = 8_000_000
# Two orders of adding the same numbers differ by less.
_ROUNDING = 1e-12


def randomisation_p(differences: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the two-sided p value of each column's mean, shape (m,), from paired ``differences`` of shape (n, m).

    If the two systems were one, each question's difference could as well have the other sign. The p value is the
    share of such sign changes, the observed one among them, whose mean is at least as far from zero.
    """
    questions = len(differences)
    observed = np.abs(differences.mean(axis=0)) - _ROUNDING
    random = np.random.default_rng(_SEED)
    at_once = max(1, _SIGNS_AT_ONCE // questions)
    reached = np.zeros(differences.shape[1], np.int64)
    for done in range(0, PERMUTATIONS, at_once):
        size = (min(at_once, PERMUTATIONS - done), questions)
        signs = random.integers(2, size=size, dtype=np.int8) * 2.0 - 1.0
        reached += (np.abs(signs @ differences / questions) >= observed).sum(axis=0)
    return np.asarray((reached + 1) / (PERMUTATIONS + 1), np.float64)


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p values for their number: each is at most 0.05 only if all that are smaller are too."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected = [0.0] * len(p_values)
    reached = 0.0
    for rank, place in enumerate(order):
        reached = max(reached, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = reached
    return corrected
