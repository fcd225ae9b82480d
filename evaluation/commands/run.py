"""``run``: ask every judged question of a dataset, measure the answers, and keep a record."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evaluation.commands.asked import Where, asker, check
from evaluation.commands.bar import QuestionBar
from evaluation.commands.options import AsJson, DatasetFolder, Documents, Index, Metrics, Only, Split
from evaluation.dataset import read_dataset
from evaluation.errors import UsageError
from evaluation.measures import metrics_for
from evaluation.outputs import require_writable, writing
from evaluation.record import to_json, write_record
from evaluation.running import RunPlan, run
from evaluation.summary_text import run_text
from evaluation.trec import write_qrels, write_run

EXAMPLE = "python -m evaluation run datasets/nfcorpus --set passage_tokens=128 --name small-passages"


def command(  # noqa: PLR0913 - one parameter an option
    dataset: DatasetFolder,
    *,
    index: Index = None,
    url: Annotated[str | None, typer.Option(help="A running service to ask instead.", metavar="URL")] = None,
    documents: Documents = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A setting of splitting, encoding or searching; may be repeated.", metavar="NAME=VALUE"
        ),
    ] = None,
    split: Split = None,
    only: Only = None,
    k: Annotated[int, typer.Option(min=1, max=1000, help="How many results are judged.")] = 100,
    metric: Metrics = None,
    out: Annotated[Path, typer.Option(help="Where records, run files and own indexes go.")] = Path("runs"),
    name: Annotated[
        str | None, typer.Option(help="The name of the record's files; dataset and time if not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every judged question of a dataset and measure the answers."""
    metrics = metrics_for(metric or (), k)
    where = Where(index, url, tuple(documents or ()), tuple(assignments or ()), out / "indexes")
    check(where)
    if name is not None and Path(name).name != name:
        msg = f"--name {name} is no name of files: leave out the folders, and name one with --out"
        raise UsageError(msg)
    judged = read_dataset(dataset, split, only or ())
    name = name or f"{judged.name}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    require_writable(out)
    plan = RunPlan(name, judged, metrics, k, tuple(only or ()))
    with ExitStack() as stack:
        answering = asker(where, judged, k, stack)
        result = run(plan, answering, stack.enter_context(QuestionBar()))
    record, run_file, qrels = (out / f"{name}{ending}" for ending in (".json", ".run", ".qrels"))
    with writing(out):
        write_record(result.record, record)
        write_run(run_file, result.ranked, name)
        write_qrels(qrels, result.grades)
    if as_json:
        sys.stdout.write(to_json(result.record) + "\n")
    else:
        sys.stdout.write(f"{run_text(result.record)}\n\nrecord: {record}\nTREC files: {run_file}, {qrels}\n")
