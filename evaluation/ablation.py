"""Each part of the ranking left out in turn: what it is worth, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.counts import counted
from evaluation.comparing import compare
from evaluation.text import probability

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evaluation.record import Record

METRICS = ("nDCG@10", "R@100", "Success@1")


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of searching: its name in the table, and the settings that make it, as ``--set`` takes them."""

    name: str
    assignments: tuple[str, ...] = ()


# The first is what every other is compared with.
VARIANTS = (
    Variant("everything on"),
    Variant("without the adapter", ("adapter=none",)),
    Variant("without heading context", ("heading_context=false",)),
    Variant("without feedback", ("feedback_passages=0",)),
    Variant("without spelling correction", ("correct=false",)),
    Variant("without expansion", ("expand=false",)),
    Variant("without the cap per document", ("max_per_document=1000",)),
    Variant("reciprocal rank fusion", ("fusion=reciprocal-rank", "lexical_weight=0.5")),
    Variant("dense leg alone", ("lexical_weight=0",)),
    Variant("lexical leg alone", ("lexical_weight=1", "feedback_passages=0")),
    Variant(
        "plain: both legs untrained, reciprocal ranks",
        (
            "adapter=none",
            "feedback_passages=0",
            "correct=false",
            "expand=false",
            "fusion=reciprocal-rank",
            "lexical_weight=0.5",
            "max_per_document=1000",
        ),
    ),
)


def ablate(measure: Callable[[Variant], Record], variants: Sequence[Variant] = VARIANTS) -> list[Record]:
    """Measure every variant, in order."""
    return [measure(variant) for variant in variants]


def ablation_table(records: Sequence[Record], variants: Sequence[Variant] = VARIANTS) -> str:
    """Lay records out as a Markdown table: figures, and the first metric's difference from the first record.

    The interval is a paired bootstrap's, p that of a paired randomisation test with Holm's correction over all rows.
    """
    baseline, *_ = records
    compared = [None, *compare(records, METRICS[:1], questions=0)]
    lines = [
        f"| | {' | '.join(METRICS)} | difference in {METRICS[0]}, 95 % | p | p50, ms | p95, ms |",
        "| --- " * (len(METRICS) + 5) + "|",
    ]
    for variant, record, comparison in zip(variants, records, compared, strict=True):
        figures = [f"{record.metrics[name].value:.3f}" for name in METRICS]
        change = comparison.changes[0] if comparison is not None else None
        difference = "" if change is None else f"{change.difference:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"
        p = "" if change is None else probability(change.corrected_p)
        latency = record.latency_ms
        times = ["", ""] if latency is None else [f"{latency.p50:.1f}", f"{latency.p95:.1f}"]
        lines.append(f"| {' | '.join([variant.name, *figures, difference, p, *times])} |")
    judged = f"{baseline.dataset.name}, {counted(len(baseline.questions), 'question')}, "
    judged += counted(baseline.index["passages"], "passage")
    return "\n".join([judged, "", *lines])
