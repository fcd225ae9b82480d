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


def fit(own: Sequence[Asked], beside: Sequence[Asked] = ()) -> Logistic:
    """Fit the regression to a dataset's own questions and to those of other collections beside it.

    However many stand beside, together they weigh as much as the dataset's own.

    Raises:
        DatasetError: all the questions are answered, or none is.
    """
    asked = (*own, *beside)
    table = np.array([[getattr(each.signals, name) for name in SIGNALS] for each in asked], np.float64)
    answered = np.array([each.kind == ANSWERABLE for each in asked])
    if answered.all() or not answered.any():
        msg = "calibrating needs questions with an answer and questions without: name a dataset that has both kinds"
        raise DatasetError(msg)
    shares = np.repeat([1.0, len(own) / max(len(beside), 1)], [len(own), len(beside)])
    means = np.average(table, axis=0, weights=shares)
    deviations = np.maximum(np.sqrt(np.average((table - means) ** 2, axis=0, weights=shares)), 1e-3)
    standard = (table - means) / deviations
    count = len(SIGNALS)
    solved = minimize(
        _loss,
        np.zeros(count + 1),
        args=(standard, answered, shares),
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


def probabilities_unseen(own: Sequence[Asked], beside: Sequence[Asked] = ()) -> Floats:
    """Give each of a dataset's own questions the probability from a regression that saw no paraphrase of it.

    Leaves out one group at a time, beside the dataset too; float64 of shape (n,).
    """
    values = np.zeros(len(own))
    for group in dict.fromkeys(each.group for each in own):
        model = fit(
            [each for each in own if each.group != group],
            [each for each in beside if each.group != group],
        )
        for place, each in enumerate(own):
            if each.group == group:
                values[place] = model.probability(each.signals)
    return values


def _loss(
    parameters: Floats, standard: Floats, answered: npt.NDArray[np.bool_], shares: Floats
) -> tuple[float, Floats]:
    """Give the penalised log loss, each question by its share, and its gradient."""
    weights, intercept = parameters[:-1], parameters[-1]
    logits = standard @ weights + intercept
    loss = shares @ np.logaddexp(0, np.where(answered, -logits, logits)) + 0.5 * weights @ weights
    residual = shares * (1 / (1 + np.exp(-logits)) - answered)
    return float(loss), np.append(standard.T @ residual + weights, residual.sum())


def _named(values: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(SIGNALS, values, strict=True)}
