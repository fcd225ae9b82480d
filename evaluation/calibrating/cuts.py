"""Where verdicts part: the cuts that part questions without an answer best, while few with one are doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.kinds import ANSWERABLE, OFF_TOPIC
from search_api.answerability.calibration import AnswerVerdict, Cuts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from evaluation.calibrating.asking import Asked

KEPT = 0.95
"""The share of questions with an answer that must be called answered."""
STRAY = 0.02
"""The share of questions off topic that may be called answered."""
DENIED = 0.02
"""The share of questions with an answer of which may be said that there is none."""


def choose_cuts(asked: Sequence[Asked], probabilities: npt.NDArray[np.float64]) -> Cuts:
    """Choose the cuts from probabilities of unseen questions, shape (n,).

    Of the cuts that keep both promises, those are taken with which the fewest questions without an answer are called
    answered; where no cuts keep both, the one about questions off topic gives way as little as it can.
    """
    kinds = np.array([each.kind for each in asked])
    answerable = kinds == ANSWERABLE
    near = np.array([each.signals.near for each in asked])
    floors = [0.0, *_between(near[answerable])]
    best: tuple[tuple[float, ...], float, float] | None = None
    for floor in floors:
        open_ = near >= floor
        for cut in _between(probabilities[answerable]):
            said = open_ & (probabilities >= cut)
            kept = said[answerable].mean()
            if kept < KEPT:
                break
            stray = said[kinds == OFF_TOPIC].mean() if (kinds == OFF_TOPIC).any() else 0.0
            rank = (max(stray - STRAY, 0.0), float(said[~answerable].mean()), -float(kept))
            if best is None or rank < best[0]:
                best = (rank, cut, floor)
    answered, floor = (best[1], best[2]) if best else (0.0, 0.0)
    lowest = float(np.quantile(probabilities[answerable], DENIED, method="lower"))
    return Cuts(answered=_down(answered), near=_down(floor), uncertain=min(_down(lowest), _down(answered)))


def verdicts(asked: Sequence[Asked], probabilities: npt.NDArray[np.float64], cuts: Cuts) -> list[AnswerVerdict]:
    """Give the verdict of each question."""
    return [cuts.verdict(float(value), each.signals) for each, value in zip(asked, probabilities, strict=True)]


def _between(values: npt.NDArray[np.float64]) -> list[float]:
    """Give the values in order, up to the share that may be lost."""
    ordered = np.sort(values)
    return [float(value) for value in ordered[: int((1 - KEPT) * len(ordered)) + 1]]


def _down(value: float) -> float:
    return float(np.floor(value * 1e4) / 1e4)
