"""Plots as inline SVG: lines, points with intervals, and a zero-based profile. No script, no font, no request.

Colours are CSS variables of the page, ``--series-0`` onwards; every series also has a marker of its own shape, so that
nothing is told by colour alone. Texts are escaped here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SERIES_COLOURS = 6

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 16, 48
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Point:
    """A point, with the ends of an interval upwards where it has one, and what is told when one points at it."""

    x: float
    y: float
    label: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together. ``colour`` counts from zero; ``dashed`` and ``faint`` set it behind others."""

    name: str
    points: tuple[Point, ...]
    colour: int = 0
    dashed: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of values with its title. ``ticks`` are the values named; a logarithmic axis has only positive ones."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Give where a value lies, from 0 at the low end to 1 at the high one."""
        if self.logarithmic:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)


def axis_over(title: str, values: Sequence[float], low: float | None = None, high: float | None = None) -> Axis:
    """Give an axis with round ticks that holds all values, from ``low`` and to ``high`` where they are given."""
    least, most = min(values, default=0.0), max(values, default=1.0)
    step = _round_step((most - least) or abs(most) or 1.0)
    start = math.floor(least / step) * step if low is None else low
    end = math.ceil(most / step) * step if high is None else high
    if end <= start:
        end = start + step
    step = _round_step(end - start)
    first = math.ceil(start / step - 1e-9)
    last = math.floor(end / step + 1e-9)
    return Axis(title, start, end, tuple(round(number * step, 10) for number in range(first, last + 1)))


def line_plot(series: Sequence[Series], x: Axis, y: Axis, description: str) -> str:
    """Draw each series as a line with markers."""
    return _plot(series, x, y, description, joined=True, markers=True)


def point_plot(series: Sequence[Series], x: Axis, y: Axis, description: str, *, diagonal: bool = False) -> str:
    """Draw points, with their intervals where they have one; ``diagonal`` marks where both axes are equal."""
    return _plot(series, x, y, description, joined=False, markers=True, diagonal=diagonal)


def profile_plot(series: Sequence[Series], x: Axis, y: Axis, description: str) -> str:
    """Draw each series as a line without markers, with a rule at zero where the axis passes it."""
    return _plot(series, x, y, description, joined=True, markers=False)


def _plot(
    series: Sequence[Series],
    x: Axis,
    y: Axis,
    description: str,
    *,
    joined: bool,
    markers: bool,
    diagonal: bool = False,
) -> str:
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(description)}">',
        *_frame(x, y),
        *(_diagonal(x, y) if diagonal else ()),
    ]
    for one in series:
        parts.append(f'<g class="series s{one.colour % SERIES_COLOURS}{" faint" if one.faint else ""}">')
        if joined and len(one.points) > 1:
            parts.append(_line(one, x, y))
        for point in one.points:
            parts.extend(_interval(point, x, y))
            if markers:
                parts.append(_marker(one.colour, point, x, y))
        parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _frame(x: Axis, y: Axis) -> Iterator[str]:
    left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
    for tick in y.ticks:
        height = _y(y, tick)
        rule = "rule zero" if tick == 0 and y.low < 0 else "rule"
        yield f'<line class="{rule}" x1="{left}" x2="{right}" y1="{height}" y2="{height}"/>'
        yield f'<text class="tick" x="{left - 8}" y="{height}" dy="0.32em" text-anchor="end">{tick:,.7g}</text>'
    for tick in x.ticks:
        place = _x(x, tick)
        yield f'<line class="rule" x1="{place}" x2="{place}" y1="{bottom}" y2="{bottom + 4}"/>'
        yield f'<text class="tick" x="{place}" y="{bottom + 18}" text-anchor="middle">{tick:,.7g}</text>'
    middle = (top + bottom) / 2
    below = f'x="{(left + right) / 2}" y="{_HEIGHT - 8}"'
    yield f'<text class="title" {below} text-anchor="middle">{escape(x.title)}</text>'
    yield (
        f'<text class="title" x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
        f"{escape(y.title)}</text>"
    )


def _diagonal(x: Axis, y: Axis) -> Iterator[str]:
    low, high = max(x.low, y.low), min(x.high, y.high)
    yield f'<line class="rule zero" x1="{_x(x, low)}" y1="{_y(y, low)}" x2="{_x(x, high)}" y2="{_y(y, high)}"/>'


def _line(one: Series, x: Axis, y: Axis) -> str:
    places = " ".join(f"{_x(x, point.x)},{_y(y, point.y)}" for point in one.points)
    title = f"<title>{escape(one.name)}</title>"
    return f'<polyline points="{places}" class="{line_class(dashed=one.dashed)}">{title}</polyline>'


def _interval(point: Point, x: Axis, y: Axis) -> Iterator[str]:
    if point.low is not None and point.high is not None:
        place = _x(x, point.x)
        yield f'<line class="whisker" x1="{place}" x2="{place}" y1="{_y(y, point.low)}" y2="{_y(y, point.high)}"/>'


def _marker(colour: int, point: Point, x: Axis, y: Axis) -> str:
    across, down = _x(x, point.x), _y(y, point.y)
    title = f"<title>{escape(point.label)}</title>" if point.label else ""
    place = f"translate({across} {down})"
    return f'<path class="marker" transform="{place}" d="{marker_shape(colour)}">{title}</path>'


_SHAPES = (
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "M-3.6,-3.6h7.2v7.2h-7.2z",
    "M0,-4.8L4.6,3.4H-4.6z",
    "M0,-5L5,0L0,5L-5,0z",
    "M0,4.8L4.6,-3.4H-4.6z",
    "M-5,-1.4h3.6v-3.6h2.8v3.6h3.6v2.8h-3.6v3.6h-2.8v-3.6h-3.6z",
)
"""The marker of each colour: circle, square, triangle, diamond, triangle down, cross."""


def marker_shape(colour: int) -> str:
    """Give the outline of a colour's marker, for a legend."""
    return _SHAPES[colour % len(_SHAPES)]


def line_class(*, dashed: bool) -> str:
    """Name the style of a line, for a legend too."""
    return "dashed" if dashed else "solid"


def _x(axis: Axis, value: float) -> float:
    return round(_LEFT + axis.place(value) * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    return round(_HEIGHT - _BOTTOM - axis.place(value) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _round_step(width: float) -> float:
    """Give the smallest of 1, 2 or 5 times a power of ten that parts a width into few steps."""
    rough = width / _MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
