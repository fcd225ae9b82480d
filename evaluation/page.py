"""Records -> one HTML page to look at: tables, and plots of recall, latency and questions. It needs nothing else."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from evaluation.calibrating.rates import recorded_rates
from evaluation.comparing import compare
from evaluation.errors import MetricError, RecordError
from evaluation.page_figures import (
    abstention_figure,
    latency_figure,
    question_figures,
    recall_figure,
    reliability_figure,
)
from evaluation.text import probability
from search_api.answerability.calibration import AnswerVerdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evaluation.calibrating.rates import Rates
    from evaluation.comparing import Comparison
    from evaluation.record import Figure, Record, Shown

_MOVED = 3


def report_page(records: Sequence[Record], metric: str) -> str:
    """Write the page of these records, the first being the baseline of the others.

    ``metric`` is what is plotted; every metric stands in the table.

    Raises:
        RecordError: the records are of different questions, or two have one name.
        MetricError: a record was not measured by that metric.
    """
    names = [record.name for record in records]
    if len(set(names)) < len(names):
        msg = "two records have one name, and nothing would tell them apart: run one again with another --name"
        raise RecordError(msg)
    if metric not in records[0].metrics:
        msg = f"{names[0]} was not measured by {metric}: choose from {', '.join(records[0].metrics)} with --metric"
        raise MetricError(msg)
    comparisons = compare(records, questions=0) if len(records) > 1 else []
    moves = compare(records, [metric], questions=_MOVED) if len(records) > 1 else []
    body = "\n".join(_body(records, metric, comparisons, moves))
    title = f"{records[0].dataset.name}: {', '.join(names)}"
    return html_page(title, body)


def html_page(title: str, body: str) -> str:
    """Put HTML into the page that every report is shown on."""
    template = Template(files("evaluation").joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(title=escape(title), body=body)


def _body(
    records: Sequence[Record], metric: str, comparisons: Sequence[Comparison], moves: Sequence[Comparison]
) -> Iterator[str]:
    dataset = records[0].dataset
    asked = " ".join([dataset.split, *dataset.only]).strip()
    yield f"<h1>{escape(dataset.name)}</h1>"
    yield (
        f'<p class="soft">{dataset.judged:,} questions{f" ({escape(asked)})" if asked else ""}, judged by '
        f"{escape(dataset.unit)}; {dataset.unanswerable:,} without an answer left out, {dataset.lost:,} lost. "
        "Intervals are 95 %, by the percentile bootstrap over questions.</p>"
    )
    yield "<h2>Quality</h2>"
    yield _quality_table(records)
    if comparisons:
        yield f"<h2>Against {escape(records[0].name)}</h2>"
        yield _change_table(comparisons)
        yield (
            '<p class="soft">Two-sided paired randomisation test; p corrected by Holm over every metric and record '
            "of this table.</p>"
        )
    yield '<h2>By depth and by time</h2><div class="pair">'
    yield recall_figure(records)
    yield latency_figure(records, metric)
    yield "</div><h2>Question by question</h2>"
    yield '<div class="pair">'
    yield from question_figures(records, metric)
    yield "</div>"
    for comparison in moves:
        yield _moved_table(comparison, metric)
    yield from _answered(records)
    yield "<h2>How it was measured</h2>"
    yield _conditions_table(records)


def _answered(records: Sequence[Record]) -> Iterator[str]:
    """Show how often each verdict was given by kind, and whether probabilities hold; nothing where none was given."""
    rows = [
        f'<tr><td>{escape(record.name)}</td><td class="text">{escape(of.kind)}</td><td>{of.questions}</td>'
        + "".join(_share_cell(of, verdict) for verdict in AnswerVerdict)
        + "</tr>"
        for record in records
        for of in recorded_rates(record)
    ]
    if not rows:
        return
    yield "<h2>Is the question answered at all?</h2>"
    verdicts = [verdict.value.replace("_", " ") for verdict in AnswerVerdict]
    yield _table(["", "kind", "questions", *verdicts], rows)
    yield '<div class="pair">'
    for record in records:
        yield reliability_figure(record)
        yield abstention_figure(record)
    yield "</div>"


def _share_cell(of: Rates, verdict: AnswerVerdict) -> str:
    low, high = of.interval(verdict)
    return f'<td>{of.share(verdict):.3f}<span class="soft">{low:.3f} to {high:.3f}</span></td>'


def _quality_table(records: Sequence[Record]) -> str:
    names = list(records[0].metrics)
    best = {name: max(record.metrics[name].value for record in records if name in record.metrics) for name in names}
    rows: list[str] = []
    for record in records:
        latency = f"{record.latency_ms.p50:.1f} / {record.latency_ms.p95:.1f}" if record.latency_ms else "-"
        cells = [_cell(record.metrics, name, best[name] if len(records) > 1 else None) for name in names]
        rows.append(f"<tr><td>{escape(record.name)}</td>{''.join(cells)}<td>{latency}</td></tr>")
        inner = {**({"before the cap": record.before_cap} if record.before_cap else {}), **record.legs}
        rows.extend(
            f'<tr class="leg"><td>{escape(leg)}</td>{"".join(_cell(of, name, None) for name in names)}<td></td></tr>'
            for leg, of in inner.items()
        )
    return _table(["", *names, "p50 / p95 ms"], rows)


def _cell(figures: Mapping[str, Figure], name: str, best: float | None) -> str:
    if name not in figures:
        return "<td>-</td>"
    figure = figures[name]
    marked = ' class="best"' if best is not None and figure.value == best else ""
    return f'<td{marked}>{figure.value:.4f}<span class="soft">{figure.low:.3f} to {figure.high:.3f}</span></td>'


def _change_table(comparisons: Sequence[Comparison]) -> str:
    rows = [
        f"<tr><td>{escape(comparison.name)}</td><td>{escape(change.metric)}</td><td>{change.difference:+.4f}</td>"
        f"<td>{change.low:+.4f} to {change.high:+.4f}</td><td>{probability(change.corrected_p)}</td>"
        f"<td>{change.wins}</td><td>{change.losses}</td><td>{change.ties}</td></tr>"
        for comparison in comparisons
        for change in comparison.changes
    ]
    return _table(["", "metric", "difference", "95 % interval", "p corrected", "won", "lost", "tied"], rows)


def _moved_table(comparison: Comparison, metric: str) -> str:
    rows = [
        f'<tr><td class="text">{escape(moved.text)}</td><td>{moved.before:.3f}</td><td>{moved.after:.3f}</td>'
        f'<td class="text">{_first(moved.first_before)}</td><td class="text">{_first(moved.first_after)}</td></tr>'
        for moved in (*comparison.gained, *comparison.fell)
    ]
    head = [
        "question",
        comparison.baseline,
        comparison.name,
        f"{comparison.baseline}: first",
        f"{comparison.name}: first",
    ]
    moved_most = f'<p class="soft">The questions that moved most by {escape(metric)}.</p>'
    return moved_most + _table(head, rows) if rows else ""


def _first(shown: Sequence[Shown]) -> str:
    return escape(shown[0].text) if shown else "nothing"


def _conditions_table(records: Sequence[Record]) -> str:
    """List what each record was made with; what differs between them is marked."""
    conditions = [_conditions(record) for record in records]
    names = list(dict.fromkeys(name for each in conditions for name in each))
    rows = []
    for name in names:
        values = [each.get(name, "-") for each in conditions]
        differs = ' class="best"' if len(set(values)) > 1 else ""
        cells = "".join(f"<td{differs}>{escape(value)}</td>" for value in values)
        rows.append(f"<tr><td>{escape(name)}</td>{cells}</tr>")
    return _table(["", *(record.name for record in records)], rows)


def _conditions(record: Record) -> dict[str, str]:
    return {
        **{name: "-" if value in {None, ""} else str(value) for name, value in record.settings.items()},
        **{
            f"index {name}": str(value)[:16] if "sha256" in name else str(value) for name, value in record.index.items()
        },
        "commit": (record.commit or "not in a repository")[:16],
        "software": record.software,
        **{name: str(value) for name, value in record.machine.items()},
    }


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    cells = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
