"""``score``: measure rankings that any system wrote as TREC run files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.commands.options import AsJson, Metrics
from evaluation.errors import EvaluationError
from evaluation.measures import metrics_for, parse_metrics, score
from evaluation.running import summary
from evaluation.summary_text import score_text
from evaluation.trec import read_qrels, read_run

EXAMPLE = "python -m evaluation score runs/baseline.qrels runs/baseline.run other-system.run"


def command(
    qrels: Annotated[Path, typer.Argument(help="Judgements: a TREC qrels file, or BEIR's.")],
    runs: Annotated[list[Path], typer.Argument(help="Rankings: TREC run files.", metavar="RUN...")],
    *,
    metric: Metrics = None,
    as_json: AsJson = False,
) -> None:
    """Measure rankings that any system wrote as TREC run files."""
    metrics = parse_metrics(metric) if metric else metrics_for((), sys.maxsize)
    grades = read_qrels(qrels)
    if not grades:
        msg = f"{qrels} judges nothing: name a qrels file with a line for each judged result"
        raise EvaluationError(msg)
    figures = {path.name: summary(score(metrics, grades, _rankings(path))) for path in runs}
    if as_json:
        record = {name: {each: of.model_dump() for each, of in values.items()} for name, values in figures.items()}
        sys.stdout.write(json.dumps(record) + "\n")
    else:
        sys.stdout.write(score_text(figures, len(grades)) + "\n")


def _rankings(path: Path) -> dict[str, list[str]]:
    rankings = read_run(path)
    if not rankings:
        msg = f"{path} ranks nothing: name a run file with a line for each ranked result"
        raise EvaluationError(msg)
    return rankings
