"""``ablate``: what each part of the ranking is worth, and what it costs."""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.ablation import Variant, ablate, ablation_table
from evaluation.commands.asked import Where, asker
from evaluation.commands.bar import QuestionBar
from evaluation.commands.options import DatasetFolder, Documents, Only, Split
from evaluation.dataset import read_dataset
from evaluation.measures import metrics_for
from evaluation.outputs import require_writable, writing
from evaluation.record import write_record
from evaluation.running import RunPlan, run

if TYPE_CHECKING:
    from evaluation.record import Record

_DEPTH = 100

EXAMPLE = (
    "python -m evaluation ablate corpus/questions --documents corpus/documents --split tune --only kind=answerable"
)


def command(
    dataset: DatasetFolder,
    *,
    documents: Documents = None,
    split: Split = None,
    only: Only = None,
    out: Annotated[Path, typer.Option(help="Where records and own indexes go.")] = Path("runs"),
) -> None:
    """Leave each part of the ranking out in turn, and print what it is worth as a Markdown table."""
    metrics = metrics_for((), _DEPTH)
    judged = read_dataset(dataset, split, only or ())
    require_writable(out)

    def measure(variant: Variant) -> Record:
        where = Where(None, None, tuple(documents or ()), variant.assignments, out / "indexes")
        with ExitStack() as stack:
            answering = asker(where, judged, _DEPTH, stack)
            plan = RunPlan(variant.name, judged, metrics, _DEPTH, tuple(only or ()))
            record = run(plan, answering, stack.enter_context(QuestionBar())).record
        name = "-".join(re.findall(r"\w+", variant.name.lower()))
        with writing(out):
            write_record(record, out / f"{judged.name}-{name}.json")
        return record

    sys.stdout.write(ablation_table(ablate(measure)) + "\n")
