"""``tune``: train an adapter of the bundled encoder on judged questions."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from corpus.counts import counted
from evaluation.commands.options import Cache
from evaluation.folds import parse_fold
from evaluation.outputs import require_writable_file
from evaluation.tuning.settings import LearningSettings
from indexer.console import ConsoleReporter

_LEARNING = LearningSettings()

EXAMPLE = "python -m evaluation tune 'datasets/bioasq?edition=8' 'corpus/questions?split=tune' --out my.safetensors"


def command(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[
        list[str],
        typer.Argument(help="Datasets; after a ?, fields their questions must have.", metavar="DATASET[?NAME=VALUE]"),
    ],
    *,
    out: Annotated[Path, typer.Option(help="The adapter to write.", metavar="FILE.safetensors")],
    epochs: Annotated[int, typer.Option(min=1)] = _LEARNING.epochs,
    learning_rate: Annotated[float, typer.Option(min=0)] = _LEARNING.learning_rate,
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="Below 1, what was learned is averaged with the base weights.")
    ] = _LEARNING.strength,
    seed: Annotated[int, typer.Option()] = _LEARNING.seed,
    start: Annotated[Path | None, typer.Option(help="An adapter to go on from.", metavar="FILE")] = None,
    leave_out: Annotated[
        str | None, typer.Option(help="A fold of the questions not to learn from.", metavar="NUMBER/COUNT")
    ] = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Train a low-rank adapter for the bundled encoder on judged questions; it takes most of an hour on two cores."""
    from evaluation.tuning.command import tell_step, tune  # noqa: PLC0415 - no other command needs torch

    settings = replace(_LEARNING, epochs=epochs, learning_rate=learning_rate, strength=strength, seed=seed)
    fold = parse_fold(leave_out) if leave_out is not None else None
    require_writable_file(out)
    with ConsoleReporter() as report:
        questions = tune(sources, out, settings, cache, report, tell_step, start, fold)
    sys.stdout.write(f"adapter: {out}, learned from {counted(questions, 'question')}\n")
