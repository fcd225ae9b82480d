"""``report``: one HTML page about records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.outputs import writing
from evaluation.page import report_page
from evaluation.record import read_record

EXAMPLE = "python -m evaluation report runs/baseline.json runs/other.json --out report.html"


def command(
    records: Annotated[list[Path], typer.Argument(help="Records; the first is the baseline.", metavar="RECORD...")],
    *,
    out: Annotated[Path, typer.Option(help="The page to write.", metavar="FILE.html")],
    metric: Annotated[str, typer.Option(help="What the plots show.", metavar="NAME")] = "nDCG@10",
) -> None:
    """Write one HTML page with the tables and plots of records; it needs no network and no other file."""
    page = report_page([read_record(path) for path in records], metric)
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    sys.stdout.write(f"report: {out}\n")
