"""``calibrate``: fit how sure the search is of an answer, and cross-validate its error rates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.calibrating.asking import ask, ask_elsewhere, ask_masked
from evaluation.calibrating.command import calibrate
from evaluation.calibrating.text import fitted_text
from evaluation.commands.asked import opened
from evaluation.commands.options import Cache, DatasetFolder, Documents, Index, Only
from evaluation.dataset import read_dataset
from evaluation.errors import UsageError
from evaluation.folds import Fold, only_of
from evaluation.outputs import require_writable_file, writing
from evaluation.sources import read_source
from search_api.answerability.calibration import to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.calibrating.asking import Asked
    from evaluation.dataset import Dataset
    from search_api.searcher import Searcher

EXAMPLE = (
    "python -m evaluation calibrate corpus/questions --documents corpus/documents --only split=tune "
    "--out calibration.json"
)


def command(
    dataset: DatasetFolder,
    *,
    index: Index = None,
    documents: Documents = None,
    only: Only = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the numbers go; nowhere if not given.", metavar="FILE")
    ] = None,
    fold_adapter: Annotated[
        list[Path] | None,
        typer.Option(
            help="One for each fold, in order: an adapter trained without it, which that fold is asked with.",
            metavar="FILE",
        ),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            help="Another collection to fit to as well, with its answers and without; may be repeated.",
            metavar="DATASET[?NAME=VALUE]",
        ),
    ] = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Fit how sure the search is that a question is answered, and cross-validate its error rates.

    The questions of each collection --beside are asked of its own index twice, once without the passages judged
    relevant. They are asked of the dataset's index too, and the dataset's of theirs, where hardly any is answered.

    Where the encoder has learned from these questions, it knows them better than any that will be asked: give
    --fold-adapter for each fold, and every question is asked with an encoder that has not seen it.
    """
    judged = read_dataset(dataset, None, only or ())
    conditions = "".join(f" --only {condition}" for condition in only or ())
    if index is not None and fold_adapter:
        msg = "--index names a built index, which --fold-adapter cannot build another way: leave out --index"
        raise UsageError(msg)
    if out is not None:
        require_writable_file(out)
    named = "".join(f" --beside '{Path(source).name}'" for source in beside or ())
    written_by = f"python -m evaluation calibrate {dataset}{conditions}{named}"
    adapters = fold_adapter or []
    asked: list[Asked] = []
    for number, adapter in enumerate(adapters):
        fold = Fold(number, len(adapters))
        with opened(index, documents or (), judged, cache, str(adapter)) as searcher:
            asked += ask(only_of(judged, fold), searcher)
    with opened(index, documents or (), judged, cache) as searcher:
        if not adapters:
            asked += ask(judged, searcher)
        others = _ask_beside(judged, searcher, beside or (), cache)
        fitted = calibrate(judged, asked, others, searcher.encoder.identity.model_digest, written_by)
    if out is not None:
        with writing(out):
            out.write_text(to_json(fitted.calibration), encoding="utf-8")
    sys.stdout.write(fitted_text(fitted) + "\n")


def _ask_beside(judged: Dataset, own: Searcher, sources: Sequence[str], cache: Path) -> list[Asked]:
    """Ask the questions of other collections, there and of the dataset's own index, and the dataset's of each of them.

    Several sources may be parts of one collection, which is asked the dataset's questions once.
    """
    asked: list[Asked] = []
    visited: set[Path] = set()
    for source in sources:
        other = read_source(source)
        asked += ask_elsewhere(other.questions, own)
        with opened(None, (), other, cache) as searcher:
            asked += [*ask(other, searcher), *ask_masked(other, searcher)]
            if other.folder not in visited:
                asked += ask_elsewhere((*judged.questions, *judged.unanswerable), searcher)
                visited.add(other.folder)
    return asked
