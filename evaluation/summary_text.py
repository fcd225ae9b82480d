"""What ``run`` and ``score`` tell on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.counts import counted
from evaluation.calibrating.rates import recorded_rates
from evaluation.calibrating.text import rates_text
from evaluation.text import interval, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.record import Figure, Record


def run_text(record: Record) -> str:
    """Tell a run's figures: the ranking that users get with intervals, each leg's beside it."""
    others = {**({"before cap": record.before_cap} if record.before_cap else {}), **record.legs}
    rows = [["metric", "served, 95 % interval", *others]]
    rows.extend(
        [name, interval(figure), *(f"{of[name].value:.4f}" for of in others.values())]
        for name, figure in record.metrics.items()
    )
    dataset = record.dataset
    what = " ".join(part for part in (dataset.name, dataset.split, *dataset.only) if part)
    judged = f"{counted(dataset.judged, 'question')} judged by {dataset.unit}"
    lines = [
        f"{what}: {judged}, {dataset.unanswerable} without an answer left out, {dataset.lost} lost",
        "",
        table(rows),
    ]
    if record.latency_ms is not None:
        lines += [
            "",
            f"one request: {record.latency_ms.p50:.1f} ms median, {record.latency_ms.p95:.1f} ms 95th centile",
        ]
    rates = recorded_rates(record)
    if rates:
        lines += ["", "whether it is answered, as the search says it (95 % intervals):", "", rates_text(rates)]
    reasons = {question.lost for question in record.questions.values() if question.lost}
    lines += [f"lost: {reason}" for reason in sorted(reasons)]
    return "\n".join(lines)


def score_text(figures: Mapping[str, Mapping[str, Figure]], questions: int) -> str:
    """Tell the figures of run files, a column each."""
    names = list(next(iter(figures.values())))
    rows = [["metric", *figures], *([name, *(interval(of[name]) for of in figures.values())] for name in names)]
    return f"{counted(questions, 'judged question')}\n\n{table(rows)}"
