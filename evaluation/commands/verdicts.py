"""``verdicts``: how often each verdict is given to questions of each kind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.calibrating.command import measure_verdicts
from evaluation.commands.asked import opened
from evaluation.commands.options import Cache, DatasetFolder, Documents, Index, Only
from evaluation.dataset import read_dataset

EXAMPLE = "python -m evaluation verdicts corpus/questions --documents corpus/documents --only split=test"


def command(
    dataset: DatasetFolder,
    *,
    index: Index = None,
    documents: Documents = None,
    only: Only = None,
    masked: Annotated[
        bool, typer.Option("--masked", help="Ask again without the passages judged relevant: near misses.")
    ] = False,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Tell how often each verdict is given to questions of each kind, and whether the probabilities hold."""
    judged = read_dataset(dataset, None, only or ())
    with opened(index, documents or (), judged, cache) as searcher:
        sys.stdout.write(measure_verdicts(judged, searcher, masked=masked) + "\n")
