"""The plots of the report: recall by depth, quality against latency, questions one by one, and answers withheld."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from evaluation.calibrating.rates import reliability, said_of
from evaluation.intervals import share_interval
from evaluation.kinds import ANSWERABLE
from evaluation.plots import (
    SERIES_COLOURS,
    Axis,
    Point,
    Series,
    axis_over,
    line_class,
    line_plot,
    marker_shape,
    point_plot,
    profile_plot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.record import Record

_SERVED = "served"


def recall_figure(records: Sequence[Record]) -> str:
    """Draw recall at each depth: of one record every leg's too, of several what users get."""
    record = records[0]
    if len(records) == 1:
        named = list(record.recall.items())
    else:
        named = [(each.name, each.recall[_SERVED]) for each in records]
    series = [
        Series(
            name,
            tuple(
                Point(depth, value, f"{name}: {value:.4f} at {depth}")
                for depth, value in zip(record.recall_depths, values, strict=False)
            ),
            colour,
            dashed=colour > 0,
        )
        for colour, (name, values) in enumerate(named)
    ]
    if len(record.recall_depths) < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    values = [point.y for one in series for point in one.points]
    x = Axis("results looked at", record.recall_depths[0], record.recall_depths[-1], _depths(record), logarithmic=True)
    drawing = line_plot(series, x, axis_over("recall", values), "Recall by the number of results looked at")
    return figure("Recall by depth", drawing, series, "The share of what is relevant that is among the first results.")


def latency_figure(records: Sequence[Record], metric: str) -> str:
    """Draw a metric with its interval against the median latency of one request; nothing unless two were timed."""
    series = []
    for colour, record in enumerate(records):
        if record.latency_ms is None:
            continue
        found = record.metrics[metric]
        label = f"{record.name}: {found.value:.4f}, {record.latency_ms.p50:.1f} ms"
        point = Point(record.latency_ms.p50, found.value, label, found.low, found.high)
        series.append(Series(record.name, (point,), colour))
    if len(series) < 2:  # noqa: PLR2004 - one point compares nothing
        return ""
    points = [one.points[0] for one in series]
    x = axis_over("milliseconds for one request, median", [point.x for point in points], low=0.0)
    ends = [end for point in points for end in (point.low, point.high) if end is not None]
    drawing = point_plot(series, x, axis_over(metric, ends), f"{metric} against latency")
    return figure(f"{metric} against latency", drawing, series, "Higher is better, left is faster.")


def question_figures(records: Sequence[Record], metric: str) -> Iterator[str]:
    """Draw questions one by one: of one record its values in order, of several each against the first."""
    baseline, *others = records
    if not others:
        yield _values_figure(baseline, metric)
    for colour, record in enumerate(others, start=1):
        yield _scatter_figure(baseline, record, metric, colour)
        yield _difference_figure(baseline, record, metric, colour)


def reliability_figure(record: Record) -> str:
    """Draw the share of questions that are answered against the probability given; nothing where none was."""
    said = said_of(record)
    if len({each.kind == ANSWERABLE for each in said}) < 2:  # noqa: PLR2004 - both outcomes are needed
        return ""
    bins = reliability([each.probability or 0.0 for each in said], [each.kind == ANSWERABLE for each in said])
    points = []
    for each in bins:
        share = each.answered / each.questions
        low, high = share_interval(each.answered, each.questions)
        label = f"{each.predicted:.2f} given, {share:.2f} of {each.questions} answered"
        points.append(Point(each.predicted, share, label, low, high))
    x = axis_over("probability given", [0.0, 1.0], low=0.0, high=1.0)
    y = axis_over("share answered", [0.0, 1.0], low=0.0, high=1.0)
    series = [Series(record.name, tuple(points))]
    drawing = point_plot(series, x, y, "Share of questions answered against the probability given", diagonal=True)
    caption = "Questions in order of their probability, in equal parts; on the line a probability keeps its word."
    return figure(f"{record.name}: reliability", drawing, series, caption)


def abstention_figure(record: Record) -> str:
    """Draw what each kind without an answer keeps of answers as the cut moves, against what is kept of the others."""
    said = said_of(record)
    answerable = [each.probability or 0.0 for each in said if each.kind == ANSWERABLE]
    others = list(dict.fromkeys(each.kind for each in said if each.kind != ANSWERABLE))
    if not answerable or not others:
        return ""
    cuts = sorted({each.probability or 0.0 for each in said} | {0.0, 1.01})
    series = []
    for colour, kind in enumerate(others):
        values = [each.probability or 0.0 for each in said if each.kind == kind]
        points = tuple(Point(_share_from(cut, answerable), _share_from(cut, values)) for cut in cuts)
        series.append(Series(kind, points, colour, dashed=colour > 0))
    x = axis_over("answerable questions answered", [0.0, 1.0], low=0.0, high=1.0)
    y = axis_over("others answered", [0.0, 1.0], low=0.0, high=1.0)
    drawing = profile_plot(series, x, y, "Answers kept of each kind of question as the cut moves")
    caption = "Every cut of the probability: the further below and to the right, the better answers are told apart."
    return figure(f"{record.name}: abstaining", drawing, series, caption)


def _share_from(cut: float, values: Sequence[float]) -> float:
    return sum(value >= cut for value in values) / len(values)


def _values_figure(record: Record, metric: str) -> str:
    values = sorted((of[metric] for of in record.per_query.values()), reverse=True)
    series = [Series(record.name, _steps(values))]
    x = axis_over("questions, best first", [0.0, 100.0], low=0.0, high=100.0)
    drawing = profile_plot(series, x, axis_over(metric, [0.0, 1.0]), f"{metric} of every question in order")
    return figure(f"{metric} of every question", drawing, series, "Per cent of the questions that reach a value.")


def _scatter_figure(baseline: Record, record: Record, metric: str, colour: int) -> str:
    points = tuple(
        Point(
            of[metric],
            record.per_query[question][metric],
            f"{baseline.questions[question].text} ({of[metric]:.3f} to {record.per_query[question][metric]:.3f})",
        )
        for question, of in baseline.per_query.items()
    )
    series = [Series(record.name, points, colour, faint=True)]
    x, y = axis_over(baseline.name, [0.0, 1.0]), axis_over(record.name, [0.0, 1.0])
    drawing = point_plot(series, x, y, f"{metric} of every question in both records", diagonal=True)
    title = f"{record.name} against {baseline.name}"
    return figure(title, drawing, (), f"{metric} of each question; above the line it gained.")


def _difference_figure(baseline: Record, record: Record, metric: str, colour: int) -> str:
    differences = sorted(
        (record.per_query[question][metric] - of[metric] for question, of in baseline.per_query.items()), reverse=True
    )
    series = [Series(record.name, _steps(differences), colour)]
    reach = max(abs(value) for value in differences) or 1.0
    x = axis_over("questions, most gained first", [0.0, 100.0], low=0.0, high=100.0)
    drawing = profile_plot(series, x, axis_over("difference", [-reach, reach]), f"Differences of {metric}, sorted")
    return figure(
        "Differences, sorted", drawing, (), "Per cent of the questions; the area above zero is what was gained."
    )


def _steps(values: Sequence[float]) -> tuple[Point, ...]:
    """Give each value the share of the questions that it stands for, in per cent."""
    share = 100 / len(values)
    return tuple(Point(place * share, value) for at, value in enumerate(values) for place in (at, at + 1))


def _depths(record: Record) -> tuple[float, ...]:
    return tuple(float(depth) for depth in record.recall_depths if depth in {1, 2, 5, 10, 20, 50, 100})


def figure(title: str, drawing: str, series: Sequence[Series], caption: str) -> str:
    """Give a plot its title, its legend where there are several series, and its caption."""
    return (
        f"<figure><h3>{escape(title)}</h3>{_legend(series) if len(series) > 1 else ''}{drawing}"
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _legend(series: Sequence[Series]) -> str:
    items = "".join(
        f'<li class="series s{one.colour % SERIES_COLOURS}"><svg viewBox="-14 -6 28 12" aria-hidden="true">'
        f'<polyline points="-14,0 14,0" class="{line_class(dashed=one.dashed)}"/>'
        f'<path class="marker" d="{marker_shape(one.colour)}"/></svg> {escape(one.name)}</li>'
        for one in series
    )
    return f'<ul class="legend">{items}</ul>'
