"""How often each verdict is given to questions of each kind, and how far probabilities are to be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluation.intervals import share_interval
from evaluation.kinds import ANSWERABLE
from search_api.answerability.calibration import AnswerVerdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.record import AskedQuestion, Record

BINS = 5


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the questions of one kind, how many got each verdict."""

    kind: str
    questions: int
    counts: dict[AnswerVerdict, int]

    def share(self, verdict: AnswerVerdict) -> float:
        """Give the share that got a verdict."""
        return self.counts[verdict] / self.questions

    def interval(self, verdict: AnswerVerdict) -> tuple[float, float]:
        """Give the 95 % interval of that share."""
        return share_interval(self.counts[verdict], self.questions)


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like probability: their mean probability, and how many of how many are answered."""

    predicted: float
    answered: int
    questions: int


def rates_by_kind(kinds: Sequence[str], verdicts: Sequence[AnswerVerdict]) -> list[Rates]:
    """Count verdicts by kind, the kinds in the order of their first question."""
    found = []
    for kind in dict.fromkeys(kinds):
        said = [verdict for of, verdict in zip(kinds, verdicts, strict=True) if of == kind]
        found.append(Rates(kind, len(said), {verdict: said.count(verdict) for verdict in AnswerVerdict}))
    return found


def recorded_rates(record: Record) -> list[Rates]:
    """Count the verdicts of a record, none where the search was not calibrated."""
    asked = said_of(record)
    verdicts = [AnswerVerdict(each.verdict) for each in asked if each.verdict is not None]
    return rates_by_kind([each.kind for each in asked], verdicts)


def said_of(record: Record) -> list[AskedQuestion]:
    """Give the questions of a record, answerable or not, of which the search gave a probability."""
    every = (*record.questions.values(), *record.unanswerable.values())
    return [each for each in every if each.probability is not None]


def reliability(probabilities: Sequence[float], answered: Sequence[bool]) -> list[Bin]:
    """Part questions in order of their probability into equally many, at most five, to see whether they keep it."""
    order = np.argsort(np.asarray(probabilities), kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return [
        Bin(
            predicted=float(np.mean([probabilities[place] for place in part])),
            answered=sum(bool(answered[place]) for place in part),
            questions=len(part),
        )
        for part in parts
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Give the expected calibration error: how far the bins' shares are from their probabilities, on average."""
    total = sum(each.questions for each in bins)
    return sum(each.questions * abs(each.answered / each.questions - each.predicted) for each in bins) / total


def brier_score(probabilities: Sequence[float], answered: Sequence[bool]) -> float:
    """Give the mean squared difference of probability and outcome (Brier 1950); 0 is perfect."""
    return float(np.mean((np.asarray(probabilities) - np.asarray(answered, np.float64)) ** 2))


def separations(kinds: Sequence[str], probabilities: Sequence[float]) -> dict[str, float]:
    """Give the AUC of answerable questions against those of each other kind; 1 parts them all, 0.5 is chance."""
    values = {
        kind: np.array([value for of, value in zip(kinds, probabilities, strict=True) if of == kind])
        for kind in dict.fromkeys(kinds)
    }
    answerable = values.pop(ANSWERABLE, np.empty(0))
    if not len(answerable):
        return {}
    ahead = {kind: answerable[:, np.newaxis] - others for kind, others in values.items()}
    return {kind: float((np.sign(differences).mean() + 1) / 2) for kind, differences in ahead.items()}
