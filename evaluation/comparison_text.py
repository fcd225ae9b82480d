"""What ``compare`` tells on a terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from evaluation.text import mark, probability, shortened, side_by_side, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.comparing import Comparison, Moved
    from evaluation.record import Shown

_COLUMN = 56


def comparison_text(comparisons: Sequence[Comparison]) -> str:
    """Tell every comparison: its metrics, then the questions that moved most with both first results."""
    return "\n\n".join(line for comparison in comparisons for line in _told(comparison))


def comparison_json(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Give every comparison as JSON holds it, each question that moved without its results."""
    return [
        {
            "baseline": comparison.baseline,
            "name": comparison.name,
            "changes": [asdict(change) for change in comparison.changes],
            **{
                side: [
                    {"question": moved.question, "text": moved.text, "before": moved.before, "after": moved.after}
                    for moved in which
                ]
                for side, which in (("gained", comparison.gained), ("fell", comparison.fell))
            },
        }
        for comparison in comparisons
    ]


def _told(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.name} against {comparison.baseline}"
    rows = [["metric", "before", "after", "difference, 95 % interval", "p", "p corrected", "won", "lost", "tied"]]
    rows.extend(
        [
            change.metric,
            f"{change.before:.4f}",
            f"{change.after:.4f}",
            f"{change.difference:+.4f} [{change.low:+.4f}, {change.high:+.4f}]",
            probability(change.p),
            probability(change.corrected_p),
            str(change.wins),
            str(change.losses),
            str(change.ties),
        ]
        for change in comparison.changes
    )
    yield table(rows)
    metric = comparison.changes[0].metric
    for title, which in (("gained", comparison.gained), ("fell", comparison.fell)):
        if which:
            yield f"Questions that {title} most by {metric}"
            yield from (_moved(moved, comparison) for moved in which)


def _moved(moved: Moved, comparison: Comparison) -> str:
    return f"{moved.text or '(no text)'}  [{moved.question}]  {moved.before:.3f} -> {moved.after:.3f}\n" + side_by_side(
        [comparison.baseline, *_results(moved.first_before)],
        [comparison.name, *_results(moved.first_after)],
        _COLUMN,
    )


def _results(first: Sequence[Shown]) -> list[str]:
    return [
        f"{rank}. {mark(shown.grade)} {shown.document}: {shortened(shown.text, 90)}"
        for rank, shown in enumerate(first, 1)
    ]
