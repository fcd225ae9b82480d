"""``compare``: this project beside what a user could take instead."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.comparison import Comparison
from benchmarks.systems import SYSTEMS
from evaluation.commands.options import DatasetFolder, Only, Split
from evaluation.dataset import read_dataset
from evaluation.errors import UsageError

EXAMPLE = "python -m benchmarks compare datasets/nfcorpus --system this-project --system txtai --passages 2000"


def command(
    dataset: DatasetFolder,
    *,
    system: Annotated[
        list[str] | None,
        typer.Option(help="A system to measure, again if need be; may be repeated. Without it: those not measured."),
    ] = None,
    passages: Annotated[int | None, typer.Option(min=1, help="How many passages; all if not given.")] = None,
    questions: Annotated[int | None, typer.Option(min=1, help="How many judged questions; all if not given.")] = None,
    split: Split = None,
    only: Only = None,
    out: Annotated[Path, typer.Option(help="Where environments and figures are kept.")] = Path("runs/comparison"),
) -> None:
    """Measure other systems and this one on the same passages, questions and weights. Installing uses the network.

    Each system runs alone, in a process and an environment of its own, and what it gave is kept: a comparison that was
    broken off goes on where it stopped. One that cannot be installed or fails is a row with the reason.
    """
    unknown = set(system or ()) - set(SYSTEMS)
    if unknown:
        msg = f"there is no system {min(unknown)!r}: choose from {', '.join(SYSTEMS)}"
        raise UsageError(msg)
    comparison = Comparison(read_dataset(dataset, split, only or ()), passages, questions, out)
    record = comparison.measure(system or comparison.missing(), _tell)
    sys.stdout.write(f"{record.with_suffix('.md').read_text(encoding='utf-8')}\nrecord: {record}\n")


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
