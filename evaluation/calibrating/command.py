"""The commands ``calibrate`` and ``verdicts``: fit, or only measure, how sure the search is of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.calibrating.asking import ask_for_verdicts
from evaluation.calibrating.cuts import choose_cuts, verdicts
from evaluation.calibrating.fitting import fit, probabilities_unseen
from evaluation.calibrating.rates import brier_score, rates_by_kind, reliability
from evaluation.calibrating.text import rates_text, reliability_text
from evaluation.errors import EvaluationError
from evaluation.kinds import ANSWERABLE
from search_api.answerability.calibration import Calibration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.calibrating.asking import Asked
    from evaluation.calibrating.rates import Bin, Rates
    from evaluation.dataset import Dataset
    from search_api.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, with what it says of questions it has not seen; ``unknown`` have no word the index knows."""

    calibration: Calibration
    questions: int
    unknown: int
    rates: Sequence[Rates]
    bins: Sequence[Bin]
    brier: float


def calibrate(dataset: Dataset, asked: Sequence[Asked], encoder_sha256: str, command: str) -> Fitted:
    """Fit the model on every question of a dataset, and choose the cuts by cross-validation over groups.

    Raises:
        DatasetError: the questions all have an answer, or none has.
    """
    model = fit(asked)
    unseen = probabilities_unseen(asked)
    cuts = choose_cuts(asked, unseen)
    answered = [each.kind == ANSWERABLE for each in asked]
    return Fitted(
        calibration=Calibration(encoder_sha256, command, dataset.sha256, model, cuts),
        questions=len(asked),
        unknown=sum(each.signals.known == 0 for each in asked),
        rates=rates_by_kind([each.kind for each in asked], verdicts(asked, unseen, cuts)),
        bins=reliability(unseen.tolist(), answered),
        brier=brier_score(unseen.tolist(), answered),
    )


def measure_verdicts(dataset: Dataset, searcher: Searcher) -> str:
    """Ask every question and tell how often each verdict is given, and whether the probabilities hold.

    Raises:
        EvaluationError: what the index was made with is not what the shipped numbers were fitted with.
    """
    judged = list(ask_for_verdicts(dataset, searcher))
    probabilities = [each.answerable.probability for each in judged]
    known = [value for value in probabilities if value is not None]
    if len(known) < len(judged) or not judged:
        msg = "the shipped calibration is of another encoder than this index's: run `python -m evaluation calibrate`"
        raise EvaluationError(msg)
    answered = [each.kind == ANSWERABLE for each in judged]
    rates = rates_by_kind([each.kind for each in judged], [each.answerable.verdict for each in judged])
    return f"{rates_text(rates)}\n\n{reliability_text(reliability(known, answered), brier_score(known, answered))}"
