"""A logistic regression from signals to the probability of an answer, and what it says of questions it has not seen.

Weights are bounded at zero, since every signal is made so that more of it speaks for an answer; what would fit with a
weight below zero is chance. The penalty is that of ridge regression with one for its strength, on standardised signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from evaluation.errors import DatasetError
from evaluation.kinds import ANSWERABLE
from search_api.answerability.calibration import SIGNALS, Logistic

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from evaluation.calibrating.asking import Asked

    Floats = npt.NDArray[np.float64]


def fit(asked: Sequence[Asked]) -> Logistic:
    """Fit the regression.

    Raises:
        DatasetError: all the questions are answered, or none is.
    """
    table = np.array([[getattr(each.signals, name) for name in SIGNALS] for each in asked], np.float64)
    answered = np.array([each.kind == ANSWERABLE for each in asked])
    if answered.all() or not answered.any():
        msg = "calibrating needs questions with an answer and questions without: name a dataset that has both kinds"
        raise DatasetError(msg)
    means = table.mean(axis=0)
    deviations = np.maximum(table.std(axis=0), 1e-3)
    standard = (table - means) / deviations
    count = len(SIGNALS)
    solved = minimize(
        _loss,
        np.zeros(count + 1),
        args=(standard, answered),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, None)] * count + [(None, None)],
    )
    return Logistic(
        means=_named(means),
        deviations=_named(deviations),
        weights=_named(solved.x[:count]),
        intercept=round(float(solved.x[count]), 4),
    )


def probabilities_unseen(asked: Sequence[Asked]) -> Floats:
    """Give each question the probability from a regression that saw neither it nor a paraphrase of it.

    Leaves out one group at a time; float64 of shape (n,).
    """
    groups = np.array([each.group for each in asked])
    values = np.zeros(len(asked))
    for group in np.unique(groups):
        model = fit([each for each, of in zip(asked, groups, strict=True) if of != group])
        for place, each in enumerate(asked):
            if each.group == group:
                values[place] = model.probability(each.signals)
    return values


def _loss(parameters: Floats, standard: Floats, answered: npt.NDArray[np.bool_]) -> tuple[float, Floats]:
    """Give the penalised log loss and its gradient."""
    weights, intercept = parameters[:-1], parameters[-1]
    logits = standard @ weights + intercept
    loss = np.logaddexp(0, np.where(answered, -logits, logits)).sum() + 0.5 * weights @ weights
    residual = 1 / (1 + np.exp(-logits)) - answered
    return float(loss), np.append(standard.T @ residual + weights, residual.sum())


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(SIGNALS, values, strict=True)}
