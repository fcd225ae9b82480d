"""What ``failures`` tells on a terminal."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from evaluation.diagnosis import CAUSES, Cause, count_causes
from evaluation.text import mark, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.diagnosis import Failure, Fate

_WIDTH = 110
_WANTED = 4


def failures_text(failures: Sequence[Failure], metric: str) -> str:
    """Tell how often each cause was the one, then every question with what was wanted and what came."""
    if not failures:
        return f"every question is perfect by {metric}"
    counts = count_causes(failures)
    width = max((len(cause) for cause in counts), default=0)
    causes = [f"{count:>6}  {cause:<{width}}  {CAUSES[cause]}" for cause, count in counts.items()]
    head = [
        f"The {len(failures)} worst questions by {metric}. Of all that was wanted:",
        *(causes or ["nothing is there"]),
    ]
    return "\n\n".join("\n".join(lines) for lines in (head, *(_told(failure, metric) for failure in failures)))


def failures_json(failures: Sequence[Failure]) -> list[dict[str, Any]]:
    """Give every failure as JSON holds it."""
    return [
        {
            "question": failure.question,
            "text": failure.text,
            "value": failure.value,
            "cause": failure.cause.value,
            "wanted": [asdict(fate) for fate in failure.fates],
            "came": [shown.model_dump() for shown in failure.first],
        }
        for failure in failures
    ]


def _told(failure: Failure, metric: str) -> Iterator[str]:
    yield from _wrapped(f"{failure.text or '(no text)'}  [{failure.question}]", "", "")
    cause = "all found, but below others" if failure.cause is Cause.FOUND else failure.cause.value
    yield f"{metric} {failure.value:.3f}: {cause}"
    yield "  wanted"
    for fate in failure.fates[:_WANTED]:
        yield from _wrapped(f"[{fate.grade}] {fate.name}: {shortened(fate.text, 200)}", "    ", "        ")
        yield f"        {fate.cause.value}{_ranks(fate)}"
    if len(failure.fates) > _WANTED:
        yield f"    and {len(failure.fates) - _WANTED} more"
    yield "  came" if failure.first else "  nothing came"
    for rank, shown in enumerate(failure.first, start=1):
        yield from _wrapped(
            f"{rank}. {mark(shown.grade)} {shown.item}: {shortened(shown.text, 140)}", "    ", "       "
        )


def _ranks(fate: Fate) -> str:
    ranks = ", ".join(f"{name} {rank if rank is not None else '-'}" for name, rank in fate.ranks.items())
    return (f"; rank: {ranks}" if ranks else "") + (f"; {fate.passages} passages" if fate.passages > 1 else "")


def _wrapped(text: str, first: str, further: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=further)
