"""The commands ``calibrate`` and ``verdicts``: fit, or only measure, how sure the search is of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.calibrating.asking import ask, ask_masked
from evaluation.calibrating.cuts import choose_cuts, verdicts
from evaluation.calibrating.fitting import fit, probabilities_unseen
from evaluation.calibrating.rates import brier_score, rates_by_kind, reliability, separations
from evaluation.calibrating.text import rates_text, reliability_text, separations_text
from evaluation.errors import EvaluationError
from evaluation.kinds import ANSWERABLE
from search_api.answerability.calibration import Calibration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.calibrating.asking import Asked
    from evaluation.calibrating.rates import Bin, Rates
    from evaluation.dataset import Dataset
    from search_api.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, with what it says of questions it has not seen, and of those ``beside``, which it has."""

    calibration: Calibration
    questions: int
    rates: Sequence[Rates]
    separations: Mapping[str, float]
    bins: Sequence[Bin]
    brier: float
    beside: Sequence[Rates]


def calibrate(
    dataset: Dataset, own: Sequence[Asked], beside: Sequence[Asked], encoder_sha256: str, command: str
) -> Fitted:
    """Fit the model on a dataset's own questions and on those of other collections beside it.

    The cuts are chosen for the dataset's own, by cross-validation over groups.

    Raises:
        DatasetError: the questions all have an answer, or none has.
    """
    model = fit(own, beside)
    unseen = probabilities_unseen(own, beside)
    cuts = choose_cuts(own, unseen)
    kinds = [each.kind for each in own]
    answered = [kind == ANSWERABLE for kind in kinds]
    calibration = Calibration(encoder_sha256, command, dataset.sha256, model, cuts)
    said_beside = [calibration.judge(each.signals).verdict for each in beside]
    return Fitted(
        calibration=calibration,
        questions=len(own),
        rates=rates_by_kind(kinds, verdicts(own, unseen, cuts)),
        separations=separations(kinds, unseen.tolist()),
        bins=reliability(unseen.tolist(), answered),
        brier=brier_score(unseen.tolist(), answered),
        beside=rates_by_kind([each.kind for each in beside], said_beside),
    )


def measure_verdicts(dataset: Dataset, searcher: Searcher, *, masked: bool) -> str:
    """Ask every question and tell how often each verdict is given, and whether the probabilities hold.

    With ``masked``, those that have an answer are asked once more without the passages judged relevant.

    Raises:
        EvaluationError: what the index was made with is not what the shipped numbers were fitted with.
    """
    asked = [*ask(dataset, searcher), *(ask_masked(dataset, searcher) if masked else ())]
    judged = [searcher.judge(each.signals) for each in asked]
    probabilities = [each.probability for each in judged if each.probability is not None]
    if len(probabilities) < len(judged) or not judged:
        msg = "the shipped calibration is of another encoder than this index's: run `python -m evaluation calibrate`"
        raise EvaluationError(msg)
    kinds = [each.kind for each in asked]
    answered = [kind == ANSWERABLE for kind in kinds]
    parts = [
        rates_text(rates_by_kind(kinds, [each.verdict for each in judged])),
        separations_text(separations(kinds, probabilities)),
        reliability_text(reliability(probabilities, answered), brier_score(probabilities, answered)),
    ]
    return "\n\n".join(parts)
