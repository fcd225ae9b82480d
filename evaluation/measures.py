"""Judged items and rankings -> one value a question and metric, computed by ir_measures.

Metrics are named as there (https://ir-measur.es), which are trec_eval's measures. A judged question without results
counts zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluation.errors import MetricError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT_METRICS = ("nDCG@10", "R@10", "R@100", "RR@10", "AP", "Success@1", "Judged@10")
RECALL_DEPTHS = (1, 2, 3, 5, 10, 20, 30, 50, 100)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by its name in ir_measures. ``cutoff`` is how many ranks it looks at, None where it looks at all."""

    name: str
    cutoff: int | None


def parse_metrics(names: Sequence[str]) -> tuple[Metric, ...]:
    """Look up metrics by name, each once.

    Raises:
        MetricError: ir_measures does not know one, or nothing installed computes it.
        MissingExtraError: ir_measures is not installed.
    """
    return tuple(dict.fromkeys(_parse(name) for name in names))


def metrics_for(names: Sequence[str], depth: int) -> tuple[Metric, ...]:
    """Look up metrics for rankings of that depth; where none is named, the default ones that such a ranking reaches.

    Raises:
        MetricError: a name is not known, or its cutoff is below what is ranked.
        MissingExtraError: ir_measures is not installed.
    """
    metrics = parse_metrics(names or DEFAULT_METRICS)
    deeper = [metric for metric in metrics if metric.cutoff is not None and metric.cutoff > depth]
    if names and deeper:
        msg = f"{deeper[0].name} looks deeper than the {depth} results asked for: give --k {deeper[0].cutoff}"
        raise MetricError(msg)
    return tuple(metric for metric in metrics if metric not in deeper)


def score(
    metrics: Sequence[Metric],
    grades: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, float]]:
    """Give each judged question its value of each metric, by question id and metric name.

    ``grades`` holds the judged items of every question that counts; ``rankings`` the items found, best first.
    """
    # Ranks stand in for scores: no tie is left for two implementations to break in two ways.
    run = {
        question: {item: float(len(found) - place) for place, item in enumerate(found)}
        for question, found in rankings.items()
        if found and question in grades
    }
    values: dict[str, dict[str, float]] = {question: {} for question in grades}
    measures = [_measure(metric.name) for metric in metrics]
    for value in _library().iter_calc(measures, {question: dict(items) for question, items in grades.items()}, run):
        values[value.query_id][str(value.measure)] = float(value.value)
    return {question: {metric.name: of[metric.name] for metric in metrics} for question, of in values.items()}


def _parse(name: str) -> Metric:
    library = _library()
    try:
        measure = library.parse_measure(name)
        cutoff = measure.params.get("cutoff")
    except (NameError, ValueError, TypeError, KeyError) as error:
        msg = f"ir_measures knows no metric {name!r}: write one such as {', '.join(DEFAULT_METRICS)}"
        raise MetricError(msg) from error
    if cutoff is not None and cutoff < 1:
        msg = f"{name} looks at no result: give it a cutoff of 1 or more"
        raise MetricError(msg)
    try:
        library.evaluator([measure], {"question": {"item": 1}})
    except (ValueError, RuntimeError, TypeError) as error:
        msg = f"nothing installed computes {name!r}: write one such as {', '.join(DEFAULT_METRICS)}"
        raise MetricError(msg) from error
    return Metric(str(measure), cutoff)


def _measure(name: str) -> Any:  # noqa: ANN401 - ir_measures has no types
    return _library().parse_measure(name)


def _library() -> Any:  # noqa: ANN401 - ir_measures has no types
    try:
        import ir_measures  # noqa: PLC0415 - only evaluation needs it, so it may be missing
    except ModuleNotFoundError as error:
        msg = "ir-measures is not installed: run `pip install 'pain-evidence-search[evaluation]'`"
        raise MissingExtraError(msg) from error
    return ir_measures
