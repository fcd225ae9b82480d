"""Records side by side: what changed, whether that is more than chance, and which questions moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evaluation.errors import MetricError, RecordError, UsageError
from evaluation.intervals import bootstrap_interval
from evaluation.significance import holm, randomisation_p

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.record import Record, Shown

# Values that differ by less are one value, added up in another order.
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """One metric of two records: both means, and their difference with the ends of its paired 95 % interval.

    ``p`` is of the two-sided paired randomisation test, ``corrected_p`` the same after Holm's correction over every
    metric and pair compared. Wins, losses and ties count questions.
    """

    metric: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    corrected_p: float
    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A question whose value changed, with the first results of both records."""

    question: str
    text: str
    before: float
    after: float
    first_before: tuple[Shown, ...]
    first_after: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record against the baseline. ``gained`` and ``fell`` are the questions that moved most by the first metric."""

    baseline: str
    name: str
    changes: tuple[Change, ...]
    gained: tuple[Moved, ...]
    fell: tuple[Moved, ...]


def compare(
    records: Sequence[Record], metrics: Sequence[str] = (), leg: str | None = None, questions: int = 5
) -> list[Comparison]:
    """Compare each record with the first, by the metrics named or all that every record has.

    ``leg`` compares that leg's own ranking in place of what users get; ``questions`` is how many that gained and how
    many that fell are given.

    Raises:
        RecordError: the records are of different questions, or one lacks the leg.
        MetricError: a record lacks a metric.
        UsageError: there is nothing to compare.
    """
    if len(records) < 2:  # noqa: PLR2004 - a comparison has two sides
        msg = "one record cannot be compared: name two or more"
        raise UsageError(msg)
    baseline, *others = records
    for other in others:
        _require_same_questions(baseline, other)
    values = [_values(record, leg) for record in records]
    names = _metrics(records, values, metrics)
    tables = [_table(of, names) for of in values]
    tested = [_changes(names, tables[0], after) for after in tables[1:]]
    corrected = iter(holm([change.p for changes in tested for change in changes]))
    return [
        _comparison(
            baseline, other, [_corrected(change, next(corrected)) for change in changes], values, place, questions
        )
        for place, (other, changes) in enumerate(zip(others, tested, strict=True), start=1)
    ]


def _comparison(
    baseline: Record,
    other: Record,
    changes: Sequence[Change],
    values: Sequence[Mapping[str, Mapping[str, float]]],
    place: int,
    count: int,
) -> Comparison:
    metric = changes[0].metric
    moves = {
        question: values[place][question][metric] - of[metric]
        for question, of in values[0].items()
        if abs(values[place][question][metric] - of[metric]) > _TIE
    }
    # Equal moves keep an order of their own, so that two readings show the same questions.
    order = sorted(moves, key=lambda question: (moves[question], question))
    show = [
        Moved(
            question=question,
            text=baseline.questions[question].text,
            before=values[0][question][metric],
            after=values[place][question][metric],
            first_before=tuple(baseline.questions[question].first),
            first_after=tuple(other.questions[question].first),
        )
        for question in order
    ]
    return Comparison(
        baseline=baseline.name,
        name=other.name,
        changes=tuple(changes),
        gained=tuple(moved for moved in reversed(show) if moved.after > moved.before)[:count],
        fell=tuple(moved for moved in show if moved.after < moved.before)[:count],
    )


def _require_same_questions(baseline: Record, other: Record) -> None:
    if baseline.dataset.sha256 != other.dataset.sha256:
        msg = (
            f"{baseline.name} and {other.name} were measured on different questions or judgements: "
            "run both on the same dataset"
        )
        raise RecordError(msg)
    if baseline.per_query.keys() != other.per_query.keys():
        msg = f"{baseline.name} and {other.name} asked different questions: run both with the same --split and --only"
        raise RecordError(msg)


def _values(record: Record, leg: str | None) -> Mapping[str, Mapping[str, float]]:
    if leg is None:
        return record.per_query
    if leg not in record.per_query_legs:
        known = ", ".join(record.per_query_legs) or "none"
        msg = f"{record.name} has no leg {leg!r} (it has {known}): name another with --leg"
        raise RecordError(msg)
    return record.per_query_legs[leg]


def _metrics(
    records: Sequence[Record], values: Sequence[Mapping[str, Mapping[str, float]]], wanted: Sequence[str]
) -> list[str]:
    known = [set(next(iter(of.values()))) for of in values]
    for name in wanted:
        for record, metrics in zip(records, known, strict=True):
            if name not in metrics:
                msg = f"{record.name} was not measured by {name}: run it again with --metric {name}"
                raise MetricError(msg)
    shared = [name for name in next(iter(values[0].values())) if all(name in metrics for metrics in known)]
    if not shared:
        msg = "the records share no metric: run them again with the same --metric"
        raise MetricError(msg)
    return list(dict.fromkeys(wanted)) or shared


def _table(
    values: Mapping[str, Mapping[str, float]], names: Sequence[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[values[question][name] for name in names] for question in sorted(values)], np.float64)


def _changes(
    names: Sequence[str],
    before: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    after: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> list[Change]:
    differences = after - before
    differences[np.abs(differences) <= _TIE] = 0.0
    low, high = bootstrap_interval(differences)
    p_values = randomisation_p(differences)
    return [
        Change(
            metric=name,
            before=float(before[:, column].mean()),
            after=float(after[:, column].mean()),
            difference=float(differences[:, column].mean()),
            low=float(low[column]),
            high=float(high[column]),
            p=float(p_values[column]),
            corrected_p=float(p_values[column]),
            wins=int((differences[:, column] > 0).sum()),
            losses=int((differences[:, column] < 0).sum()),
            ties=int((differences[:, column] == 0).sum()),
        )
        for column, name in enumerate(names)
    ]


def _corrected(change: Change, p: float) -> Change:
    return replace(change, corrected_p=p)
