"""``compare``: records side by side with the first."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.commands.options import AsJson, Metrics
from evaluation.comparing import compare
from evaluation.comparison_text import comparison_json, comparison_text
from evaluation.record import read_record

EXAMPLE = "python -m evaluation compare runs/baseline.json runs/small-passages.json"


def command(
    records: Annotated[list[Path], typer.Argument(help="The baseline's record, then others'.", metavar="A B...")],
    *,
    metric: Metrics = None,
    leg: Annotated[str | None, typer.Option(help="Compare this leg's own ranking, for example `dense`.")] = None,
    questions: Annotated[int, typer.Option(min=0, help="How many that gained and that fell are shown.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Set records beside the first: differences, intervals, significance, and the questions that moved most."""
    comparisons = compare([read_record(path) for path in records], metric or (), leg, questions)
    if as_json:
        sys.stdout.write(json.dumps(comparison_json(comparisons), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(comparison_text(comparisons) + "\n")
