"""How every cost grows with the number of passages, as one HTML page of plots. It needs nothing else."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from benchmarks.record import cell, http_name, names_of
from evaluation.page import html_page
from evaluation.page_figures import figure
from evaluation.plots import Axis, Point, Series, axis_over, line_plot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.records import JsonValue

    Rows = Sequence[Mapping[str, float | str]]

COSTS = {
    "Building": ("seconds", ("build from vectors, s", "one document changed, s")),
    "One question in process": (
        "milliseconds",
        ("answer, p50 ms", "answer, p95 ms", "dense, p50 ms", "lexical, p50 ms"),
    ),
    "One client over HTTP": ("milliseconds", (http_name(1, "p50 ms"), http_name(1, "p95 ms"))),
    "Under load": (
        "questions a second",
        (http_name(1, "questions/s"), http_name(8, "questions/s"), http_name(32, "questions/s")),
    ),
    "From start to ready": ("seconds", ("start to ready, s",)),
    "Memory": ("MB", ("build from vectors, peak MB", "server, resident MB", "server, its own MB")),
    "On disk": ("MB", ("on disk, MB",)),
}
"""Each plot: the title of its logarithmic axis, and the figures that it shows."""

QUALITY = "recall@10 of the vector leg"


def growth_page(date: str, about: Mapping[str, JsonValue], sizes: Rows) -> str:
    """Draw the synthetic sizes, which differ in nothing but their number, and list every figure below."""
    drawn = sorted((size for size in sizes if size["text"] == "synthetic"), key=lambda size: size["passages"])
    figures = [_cost_figure(title, unit, names, drawn) for title, (unit, names) in COSTS.items()] if drawn else []
    if drawn:
        figures.append(_quality_figure(drawn))
    said = "; ".join(f"{name}: {value}" for name, value in about.items() if isinstance(value, str | int | float))
    body = f'<h1>Benchmarks of {escape(date)}</h1><p class="soft">{escape(said)}</p>'
    return html_page(f"Benchmarks of {date}", f'{body}<div class="pair">{"".join(figures)}</div>{_table(sizes)}')


def _cost_figure(title: str, unit: str, names: Sequence[str], sizes: Rows) -> str:
    series = [_series(name, colour, sizes) for colour, name in enumerate(names)]
    y = _decades(unit, [point.y for one in series for point in one.points])
    drawing = line_plot(series, _passages(sizes), y, f"{title} by the number of passages")
    return figure(title, drawing, series, "Synthetic passages; both axes are logarithmic.")


def _quality_figure(sizes: Rows) -> str:
    series = [_series(QUALITY, 0, sizes)]
    y = axis_over("recall@10", [0.9, *(point.y for point in series[0].points)], high=1.0)
    drawing = line_plot(series, _passages(sizes), y, "Recall of the vector leg by the number of passages")
    return figure("Recall of the vector leg", drawing, series, "Against exact search over the stored vectors.")


def _series(name: str, colour: int, sizes: Rows) -> Series:
    found = [(float(size["passages"]), float(size[name])) for size in sizes]
    points = tuple(Point(count, value, f"{name}: {value:,.3g} at {count:,.0f}") for count, value in found)
    return Series(name, points, colour, dashed=colour > 0)


def _passages(sizes: Rows) -> Axis:
    return _decades("passages", [float(size["passages"]) for size in sizes])


def _decades(title: str, values: Sequence[float]) -> Axis:
    """Give a logarithmic axis from one power of ten to another that holds all values, none of which is zero."""
    low = math.floor(math.log10(min(values)))
    high = max(math.ceil(math.log10(max(values))), low + 1)
    return Axis(title, 10.0**low, 10.0**high, tuple(10.0**power for power in range(low, high + 1)), logarithmic=True)


def _table(sizes: Rows) -> str:
    head = "".join(f"<th>{size['passages']:,}</th>" for size in sizes)
    rows = "".join(_row(name, sizes) for name in names_of(sizes))
    top = f"<thead><tr><th>passages</th>{head}</tr></thead>"
    return f'<div class="scroll"><table>{top}<tbody>{rows}</tbody></table></div>'


def _row(name: str, sizes: Rows) -> str:
    cells = "".join(f"<td>{escape(cell(size.get(name, '')))}</td>" for size in sizes)
    return f"<tr><td>{escape(name)}</td>{cells}</tr>"
