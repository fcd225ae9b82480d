"""``rebrand``: a dataset of questions with brand names, made of one that names medicines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.counts import counted
from evaluation.commands.options import DatasetFolder, Only
from evaluation.rebranding import write_rebranded

EXAMPLE = "python -m evaluation rebrand corpus/questions --only split=tune --out runs/branded"


def command(
    dataset: DatasetFolder,
    *,
    out: Annotated[Path, typer.Option(help="The folder to write.", metavar="DIR")],
    only: Only = None,
) -> None:
    """Write the judged questions that name a medicine anew, once with each of its brand names in its place."""
    count = write_rebranded(dataset, only or (), out)
    sys.stdout.write(f"{counted(count, 'question')}: {out}\n")
