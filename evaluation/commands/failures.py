"""``failures``: the worst questions of a record, and where each was lost."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.commands.options import AsJson
from evaluation.diagnosis import failures
from evaluation.failures_text import failures_json, failures_text
from evaluation.record import read_record
from evaluation.reopening import reopen

EXAMPLE = "python -m evaluation failures runs/baseline.json --worst 20"


def command(
    record: Annotated[Path, typer.Argument(help="A record that `run` wrote.")],
    *,
    metric: Annotated[str, typer.Option(help="What a question is bad by.", metavar="NAME")] = "nDCG@10",
    worst: Annotated[int, typer.Option(min=1, help="How many questions are looked into.")] = 10,
    index: Annotated[
        Path | None, typer.Option(help="The index that was asked, where the record is of a service.", metavar="DIR")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the worst questions: what was wanted, what came, and at which stage it was lost."""
    measured = read_record(record)
    with reopen(measured, index) as (dataset, asker):
        found = failures(measured, dataset.questions, dataset.judgements, asker, metric, worst)
    if as_json:
        sys.stdout.write(json.dumps(failures_json(found), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(failures_text(found, metric) + "\n")
