"""What ``calibrate`` and ``verdicts`` tell on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.calibrating.rates import calibration_error
from evaluation.text import table
from search_api.answerability.calibration import SIGNALS, AnswerVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.calibrating.command import Fitted
    from evaluation.calibrating.rates import Bin, Rates


def rates_text(rates: Sequence[Rates]) -> str:
    """Tell the share of each verdict by kind, with 95 % intervals."""
    rows = [["kind", "questions", *(verdict.value for verdict in AnswerVerdict)]]
    rows.extend([of.kind, str(of.questions), *(_share(of, verdict) for verdict in AnswerVerdict)] for of in rates)
    return table(rows)


def reliability_text(bins: Sequence[Bin], brier: float) -> str:
    """Tell, for each bin, the probability given and the share that is answered."""
    rows = [["probability given", "answered", "questions"]]
    rows.extend(
        [f"{each.predicted:.2f}", f"{each.answered / each.questions:.2f}", str(each.questions)] for each in bins
    )
    return f"{table(rows)}\n\ncalibration error {calibration_error(bins):.3f}, Brier score {brier:.3f}"


def separations_text(separations: Mapping[str, float]) -> str:
    """Tell how well the probabilities part answerable questions from those of each other kind."""
    told = ", ".join(f"{kind} {value:.3f}" for kind, value in separations.items())
    return f"AUC of answerable against: {told or 'no other kind'}"


def fitted_text(fitted: Fitted) -> str:
    """Tell what was fitted, and what it says of questions that it had not seen."""
    model, cuts = fitted.calibration.model, fitted.calibration.cuts
    rows = [["signal", "mean", "deviation", "weight"]]
    rows.extend(
        [name, f"{model.means[name]:.3f}", f"{model.deviations[name]:.3f}", f"{model.weights[name]:.2f}"]
        for name in SIGNALS
    )
    cut_line = (
        f"answered from {cuts.answered:.3f} with a mean cosine of {cuts.near:.3f}, "
        f"no good answer below {cuts.uncertain:.3f}"
    )
    parts = [
        f"{fitted.questions} questions",
        table(rows),
        cut_line,
        "Each question judged by a regression that saw no paraphrase of it (95 % intervals):",
        rates_text(fitted.rates),
        separations_text(fitted.separations),
        reliability_text(fitted.bins, fitted.brier),
    ]
    if fitted.beside:
        parts += ["Questions of the collections beside, which the regression saw:", rates_text(fitted.beside)]
    return "\n\n".join(parts)


def _share(of: Rates, verdict: AnswerVerdict) -> str:
    low, high = of.interval(verdict)
    return f"{of.share(verdict):.3f} [{low:.3f}, {high:.3f}]"
