"""From signals to a probability and a verdict: a logistic regression, as plain numbers.

The numbers hold for the encoder they were fitted with. With another one cosines mean something else, so nothing is
said: the verdict is ``uncertain``, without a probability.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from search_api.answerability.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Mapping

CALIBRATION_FILE = "calibration.json"
SIGNALS = tuple(each.name for each in fields(Signals))


class AnswerVerdict(StrEnum):
    """Whether the question is answered at all."""

    ANSWERED = "answered"
    UNCERTAIN = "uncertain"
    NO_GOOD_ANSWER = "no_good_answer"


@dataclass(frozen=True, slots=True)
class Answerable:
    """How sure the system is that the hits answer the question; ``probability`` is None where it is not calibrated."""

    probability: float | None
    verdict: AnswerVerdict


NOT_CALIBRATED = Answerable(None, AnswerVerdict.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over standardised signals: by the name of each, its mean, deviation and weight."""

    means: Mapping[str, float]
    deviations: Mapping[str, float]
    weights: Mapping[str, float]
    intercept: float

    def probability(self, signals: Signals) -> float:
        """Give the probability that a question with these signals is answered."""
        total = self.intercept
        for name in SIGNALS:
            total += self.weights[name] * (getattr(signals, name) - self.means[name]) / self.deviations[name]
        return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where verdicts part.

    ``answered`` is the lowest probability of that verdict, and ``near`` the lowest that ``Signals.near`` may be:
    however far ahead a passage is, it answers nothing that it is far from.
    ``uncertain`` is the lowest probability of that verdict; below, there is no good answer.
    """

    answered: float
    near: float
    uncertain: float

    def verdict(self, probability: float, signals: Signals) -> AnswerVerdict:
        """Give the verdict."""
        if probability < self.uncertain:
            return AnswerVerdict.NO_GOOD_ANSWER
        if probability >= self.answered and signals.near >= self.near:
            return AnswerVerdict.ANSWERED
        return AnswerVerdict.UNCERTAIN


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted. ``encoder_sha256`` is the digest of the encoder's model, ``command`` what wrote the file."""

    encoder_sha256: str
    command: str
    questions_sha256: str
    model: Logistic
    cuts: Cuts

    def judge(self, signals: Signals) -> Answerable:
        """Give probability and verdict."""
        probability = self.model.probability(signals)
        return Answerable(probability, self.cuts.verdict(probability, signals))


def to_json(calibration: Calibration) -> str:
    """Write a calibration as JSON, one value a line."""
    return json.dumps(asdict(calibration), indent=2) + "\n"


def from_json(text: str) -> Calibration:
    """Read a calibration back."""
    values = json.loads(text)
    return Calibration(**{**values, "model": Logistic(**values["model"]), "cuts": Cuts(**values["cuts"])})


@cache
def shipped_calibration() -> Calibration:
    """Give the calibration that is shipped with the service."""
    return from_json(files("search_api.answerability").joinpath(CALIBRATION_FILE).read_text(encoding="utf-8"))


def calibration_for(encoder_sha256: str) -> Calibration | None:
    """Give the shipped calibration where it is of this encoder, else None."""
    shipped = shipped_calibration()
    return shipped if shipped.encoder_sha256 == encoder_sha256 else None
