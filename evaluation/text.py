"""Figures as text for a terminal: columns that line up, and paragraphs side by side."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.record import Figure

_GAP = "  "


def table(rows: Sequence[Sequence[str]]) -> str:
    """Line up rows in columns, the first to the left and the others to the right; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        _GAP.join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def side_by_side(left: Sequence[str], right: Sequence[str], width: int) -> str:
    """Set two lists of paragraphs beside each other, each wrapped to ``width`` characters."""
    lines: list[str] = []
    for one, other in zip_longest(left, right, fillvalue=""):
        columns = [textwrap.wrap(text, width, subsequent_indent="   ") for text in (one, other)]
        lines.extend(f"{first:<{width}} | {second}".rstrip() for first, second in zip_longest(*columns, fillvalue=""))
    return "\n".join(lines)


def interval(figure: Figure) -> str:
    """Write a mean with its interval."""
    return f"{figure.value:.4f} [{figure.low:.4f}, {figure.high:.4f}]"


def probability(value: float) -> str:
    """Write a p value; below one in a thousand its digits mean nothing."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - as said


def mark(grade: int | None) -> str:
    """Write a grade in brackets, a question mark where nobody judged."""
    return "[?]" if grade is None else f"[{grade}]"


def shortened(text: str, characters: int) -> str:
    """Cut a text to so many characters, the last of them an ellipsis where something is missing."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
