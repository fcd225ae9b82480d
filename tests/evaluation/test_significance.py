"""The paired randomisation test and Holm's correction."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.significance import PERMUTATIONS, holm, randomisation_p


def test_p_agrees_with_every_permutation() -> None:
    """Of eight questions, all 256 sign changes can be counted; scipy does."""
    stats = pytest.importorskip("scipy.stats")
    differences = np.array([0.4, -0.1, 0.3, 0.2, 0.05, -0.2, 0.6, 0.1])
    exact = stats.permutation_test(
        (differences, np.zeros(8)),
        lambda one, other, axis: np.mean(one - other, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=np.inf,
    ).pvalue
    assert randomisation_p(differences[:, None])[0] == pytest.approx(exact, abs=0.015)


def test_two_equal_systems_do_not_differ() -> None:
    """Every sign change reaches a difference of zero."""
    assert randomisation_p(np.zeros((30, 2))).tolist() == [1.0, 1.0]


def test_a_difference_that_no_chance_reaches_has_the_smallest_p() -> None:
    """Never zero: the observed signs are one of the ways."""
    assert randomisation_p(np.full((100, 1), 0.1))[0] == pytest.approx(1 / (PERMUTATIONS + 1))


def test_the_sign_of_a_difference_does_not_change_its_p() -> None:
    """The test is two-sided, and its seed fixed."""
    differences = np.random.default_rng(5).normal(0.02, 0.2, size=(200, 1))
    assert randomisation_p(differences)[0] == randomisation_p(-differences)[0]


def test_chance_alone_is_significant_about_as_often_as_it_should() -> None:
    """Of 400 differences that are none, about one in twenty falls below 0.05."""
    differences = np.random.default_rng(6).normal(0, 0.2, size=(60, 400))
    assert 0.02 < np.mean(randomisation_p(differences) < 0.05) < 0.09


def test_holm_on_a_worked_example() -> None:
    """Four tests: 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04, which may not be below the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_never_exceeds_one() -> None:
    """A probability is at most one."""
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
