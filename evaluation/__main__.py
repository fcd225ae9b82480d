"""The command line of evaluation."""

from __future__ import annotations

import json
import re
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.errors import CorpusError
from evaluation.ablation import Variant, ablate, ablation_table
from evaluation.comparing import compare
from evaluation.comparison_text import comparison_json, comparison_text
from evaluation.dataset import Dataset, read_dataset
from evaluation.diagnosis import failures
from evaluation.errors import EvaluationError, UsageError
from evaluation.failures_text import failures_json, failures_text
from evaluation.folds import Fold, only_of, parse_fold
from evaluation.measures import metrics_for, parse_metrics, score
from evaluation.page import report_page
from evaluation.record import Record, read_record, to_json, write_record
from evaluation.running import RunPlan, run, summary
from evaluation.settings import RunSettings, parse_assignments, with_values
from evaluation.summary_text import run_text, score_text
from evaluation.trec import read_qrels, read_run, write_qrels, write_run
from evaluation.tuning.settings import LearningSettings
from indexer.console import ConsoleReporter
from indexer.encoding.adapter import DEFAULT_ADAPTER
from indexer.encoding.errors import EncoderError
from indexer.errors import BuildError
from indexer.index.errors import IndexStateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.calibrating.asking import Asked
    from evaluation.rankings import Asker
    from search_api.searcher import Searcher

EXIT_FAILED = 1
EXIT_USAGE = 2
_ABLATION_DEPTH = 100

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Measure how well questions are answered, compare two ways of answering, and look at what fails.",
)

Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", help="A metric as ir_measures names it; may be repeated.", metavar="NAME"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for other programs.")]

Documents = Annotated[
    list[Path] | None, typer.Option(help="What the own index is built from, if not the dataset's corpus.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(help="Keep questions whose field has this value; may be repeated.", metavar="FIELD=VALUE"),
]
Cache = Annotated[Path, typer.Option(help="Where the datasets' own indexes go.")]


@dataclass(frozen=True, slots=True)
class _Where:
    """What is asked: an index by its folder, a service by its address, or the dataset's own index."""

    index: Path | None
    url: str | None
    documents: tuple[Path, ...]
    assignments: tuple[str, ...]
    cache: Path


@app.command(
    name="run",
    epilog="Example: python -m evaluation run datasets/nfcorpus --set passage_tokens=128 --name small-passages",
)
def run_command(  # noqa: PLR0913 - one parameter an option
    dataset: Annotated[Path, typer.Argument(help="A BEIR folder, or one of questions with judged spans.")],
    *,
    index: Annotated[
        Path | None, typer.Option(help="The index to ask; the dataset's own if not given.", metavar="DIR")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A running service to ask instead.", metavar="URL")] = None,
    documents: Documents = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A setting of splitting, encoding or searching; may be repeated.", metavar="NAME=VALUE"
        ),
    ] = None,
    split: Annotated[str | None, typer.Option(help="The qrels file to judge by; `test` if not given.")] = None,
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
    where = _Where(index, url, tuple(documents or ()), tuple(assignments or ()), out / "indexes")
    _check(where)
    judged = read_dataset(dataset, split, only or ())
    name = name or f"{judged.name}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    plan = RunPlan(name, judged, metrics, k, tuple(only or ()))
    with ExitStack() as stack:
        asker = _asker(where, judged, k, stack)
        result = run(plan, asker, stack.enter_context(_Bar()))
    out.mkdir(parents=True, exist_ok=True)
    record, run_file, qrels = (out / f"{name}{ending}" for ending in (".json", ".run", ".qrels"))
    write_record(result.record, record)
    write_run(run_file, result.ranked, name)
    write_qrels(qrels, result.grades)
    if as_json:
        sys.stdout.write(to_json(result.record) + "\n")
    else:
        sys.stdout.write(f"{run_text(result.record)}\n\nrecord: {record}\nTREC files: {run_file}, {qrels}\n")


@app.command(
    name="score", epilog="Example: python -m evaluation score runs/baseline.qrels runs/baseline.run other-system.run"
)
def score_command(
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
    figures = {path.name: summary(score(metrics, grades, read_run(path))) for path in runs}
    if as_json:
        record = {name: {each: of.model_dump() for each, of in values.items()} for name, values in figures.items()}
        sys.stdout.write(json.dumps(record) + "\n")
    else:
        sys.stdout.write(score_text(figures, len(grades)) + "\n")


@app.command(name="compare", epilog="Example: python -m evaluation compare runs/baseline.json runs/small-passages.json")
def compare_command(
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


@app.command(name="failures", epilog="Example: python -m evaluation failures runs/baseline.json --worst 20")
def failures_command(
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
    from evaluation.reopening import reopen  # noqa: PLC0415 - no other command searches a record's index again

    measured = read_record(record)
    with reopen(measured, index) as (dataset, asker):
        found = failures(measured, dataset.questions, dataset.judgements, asker, metric, worst)
    if as_json:
        sys.stdout.write(json.dumps(failures_json(found), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(failures_text(found, metric) + "\n")


@app.command(
    name="report", epilog="Example: python -m evaluation report runs/baseline.json runs/other.json --out report.html"
)
def report_command(
    records: Annotated[list[Path], typer.Argument(help="Records; the first is the baseline.", metavar="RECORD...")],
    *,
    out: Annotated[Path, typer.Option(help="The page to write.", metavar="FILE.html")],
    metric: Annotated[str, typer.Option(help="What the plots show.", metavar="NAME")] = "nDCG@10",
) -> None:
    """Write one HTML page with the tables and plots of records; it needs no network and no other file."""
    page = report_page([read_record(path) for path in records], metric)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        msg = f"{out} cannot be written ({error.strerror}): name another file with --out"
        raise UsageError(msg) from error
    sys.stdout.write(f"report: {out}\n")


@app.command(
    name="ablate",
    epilog="Example: python -m evaluation ablate corpus/questions --documents corpus/documents --split tune "
    "--only kind=answerable",
)
def ablate_command(
    dataset: Annotated[Path, typer.Argument(help="A BEIR folder, or one of questions with judged spans.")],
    *,
    documents: Annotated[
        list[Path] | None, typer.Option(help="What the indexes are built from, if not the dataset's corpus.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="The qrels file to judge by; `test` if not given.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Keep questions whose field has this value; may be repeated.", metavar="FIELD=VALUE"),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where records and own indexes go.")] = Path("runs"),
) -> None:
    """Leave each part of the ranking out in turn, and print what it is worth as a Markdown table."""
    metrics = metrics_for((), _ABLATION_DEPTH)
    judged = read_dataset(dataset, split, only or ())
    out.mkdir(parents=True, exist_ok=True)

    def measure(variant: Variant) -> Record:
        where = _Where(None, None, tuple(documents or ()), variant.assignments, out / "indexes")
        with ExitStack() as stack:
            asker = _asker(where, judged, _ABLATION_DEPTH, stack)
            plan = RunPlan(variant.name, judged, metrics, _ABLATION_DEPTH, tuple(only or ()))
            record = run(plan, asker, stack.enter_context(_Bar())).record
        name = "-".join(re.findall(r"\w+", variant.name.lower()))
        write_record(record, out / f"{judged.name}-{name}.json")
        return record

    sys.stdout.write(ablation_table(ablate(measure)) + "\n")


_LEARNING = LearningSettings()


@app.command(
    name="tune",
    epilog="Example: python -m evaluation tune 'datasets/bioasq?edition=8' 'corpus/questions?split=tune' "
    "--out my.safetensors",
)
def tune_command(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[
        list[str],
        typer.Argument(help="Datasets; after a ?, fields their questions must have.", metavar="DATASET[?NAME=VALUE]"),
    ],
    *,
    out: Annotated[Path, typer.Option(help="The adapter to write.", metavar="FILE.safetensors")],
    epochs: Annotated[int, typer.Option(min=1)] = _LEARNING.epochs,
    learning_rate: Annotated[float, typer.Option(min=0)] = _LEARNING.learning_rate,
    strength: Annotated[
        float, typer.Option(min=0, max=1, help="Below 1, what was learned is averaged with the base weights.")
    ] = _LEARNING.strength,
    seed: Annotated[int, typer.Option()] = _LEARNING.seed,
    start: Annotated[Path | None, typer.Option(help="An adapter to go on from.", metavar="FILE")] = None,
    leave_out: Annotated[
        str | None, typer.Option(help="A fold of the questions not to learn from.", metavar="NUMBER/COUNT")
    ] = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Train a low-rank adapter for the bundled encoder on judged questions; it takes most of an hour on two cores."""
    from evaluation.tuning.command import tell_step, tune  # noqa: PLC0415 - no other command trains

    settings = replace(_LEARNING, epochs=epochs, learning_rate=learning_rate, strength=strength, seed=seed)
    with ConsoleReporter() as report:
        fold = parse_fold(leave_out) if leave_out is not None else None
        questions = tune(sources, out, settings, cache, report, tell_step, start, fold)
    sys.stdout.write(f"adapter: {out}, learned from {questions} questions\n")


@app.command(
    name="calibrate",
    epilog="Example: python -m evaluation calibrate corpus/questions --documents corpus/documents --only split=tune "
    "--out search_api/answerability/calibration.json",
)
def calibrate_command(
    dataset: Annotated[Path, typer.Argument(help="Questions with judged spans, some of them without an answer.")],
    *,
    index: Annotated[
        Path | None, typer.Option(help="The index to ask; the dataset's own if not given.", metavar="DIR")
    ] = None,
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
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Fit how sure the search is that a question is answered, and cross-validate its error rates.

    Where the encoder has learned from these questions, it knows them better than any that will be asked: give
    --fold-adapter for each fold, and every question is asked with an encoder that has not seen it.
    """
    from evaluation.calibrating.asking import ask_for_signals  # noqa: PLC0415 - no other command fits
    from evaluation.calibrating.command import calibrate  # noqa: PLC0415 - as above
    from evaluation.calibrating.text import fitted_text  # noqa: PLC0415 - as above
    from search_api.answerability.calibration import to_json as calibration_json  # noqa: PLC0415 - as above

    judged = read_dataset(dataset, None, only or ())
    conditions = "".join(f" --only {condition}" for condition in only or ())
    if index is not None and fold_adapter:
        msg = "--index names a built index, which --fold-adapter cannot build another way: leave out --index"
        raise UsageError(msg)
    command = f"python -m evaluation calibrate {dataset}{conditions}"
    adapters = fold_adapter or []
    asked: list[Asked] = []
    for number, adapter in enumerate(adapters):
        fold = Fold(number, len(adapters))
        with _searcher(index, documents or (), judged, cache, str(adapter)) as searcher:
            asked += ask_for_signals(only_of(judged, fold), searcher)
    with _searcher(index, documents or (), judged, cache) as searcher:
        if not adapters:
            asked += ask_for_signals(judged, searcher)
        fitted = calibrate(judged, asked, searcher.encoder.identity.digest, command)
    if out is not None:
        try:
            out.write_text(calibration_json(fitted.calibration), encoding="utf-8")
        except OSError as error:
            msg = f"{out} cannot be written ({error.strerror}): name another file with --out"
            raise UsageError(msg) from error
    sys.stdout.write(fitted_text(fitted) + "\n")


@app.command(
    name="verdicts",
    epilog="Example: python -m evaluation verdicts corpus/questions --documents corpus/documents --only split=test",
)
def verdicts_command(
    dataset: Annotated[Path, typer.Argument(help="Questions with judged spans, or a BEIR folder.")],
    *,
    index: Annotated[
        Path | None, typer.Option(help="The index to ask; the dataset's own if not given.", metavar="DIR")
    ] = None,
    documents: Documents = None,
    only: Only = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Tell how often each verdict is given to questions of each kind, and whether the probabilities hold."""
    from evaluation.calibrating.command import measure_verdicts  # noqa: PLC0415 - no other command needs it

    judged = read_dataset(dataset, None, only or ())
    with _searcher(index, documents or (), judged, cache) as searcher:
        sys.stdout.write(measure_verdicts(judged, searcher) + "\n")


@app.command(
    name="highlights",
    epilog="Example: python -m evaluation highlights corpus/questions --documents corpus/documents --only split=test",
)
def highlights_command(
    dataset: Annotated[Path, typer.Argument(help="Questions with judged spans.")],
    *,
    index: Annotated[
        Path | None, typer.Option(help="The index to ask; the dataset's own if not given.", metavar="DIR")
    ] = None,
    documents: Documents = None,
    only: Only = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Tell how often the sentences marked in a passage are those that answer."""
    from evaluation.highlighted import highlights_text, measure_highlights  # noqa: PLC0415 - no other command needs it

    judged = read_dataset(dataset, None, only or ())
    with _searcher(index, documents or (), judged, cache) as searcher:
        sys.stdout.write(highlights_text(measure_highlights(judged, searcher)) + "\n")


class _Bar:
    """A bar on standard error while questions are asked, where that is a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("Asking", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)


def _check(where: _Where) -> None:
    """Refuse what contradicts itself before anything is read or built."""
    if where.url is not None and (where.index is not None or where.documents or where.assignments):
        msg = "--url asks a service as it is: leave out --index, --documents and --set, or leave out --url"
        raise UsageError(msg)
    if where.index is not None and where.documents:
        msg = "--documents builds an index and --index names one: leave out one of them"
        raise UsageError(msg)
    values = parse_assignments(where.assignments)
    settings = with_values(RunSettings(), values)
    if where.index is not None and settings.index != RunSettings().index:
        msg = "--index names a built index, which --set cannot build another way: leave out --index"
        raise UsageError(msg)


def _asker(where: _Where, dataset: Dataset, count: int, stack: ExitStack) -> Asker:
    """Open what is asked, building the dataset's own index where nothing else is named."""
    if where.url is not None:
        from evaluation.over_http import HttpAsker  # noqa: PLC0415 - only where a service is asked

        service = HttpAsker(where.url, count)
        stack.callback(service.close)
        return service
    from evaluation.in_process import InProcessAsker  # noqa: PLC0415 - a service is asked without it
    from evaluation.own_index import documents_of, own_index  # noqa: PLC0415 - as above

    settings = with_values(RunSettings(), parse_assignments(where.assignments))
    root = where.index
    if root is None:
        documents = where.documents or documents_of(dataset.folder)
        with ConsoleReporter() as report:
            root = own_index(dataset.name, documents, settings.index, where.cache, report)
    asker = InProcessAsker(root, settings.ask, dataset.judgements.unit, count)
    stack.callback(asker.close)
    return asker


@contextmanager
def _searcher(
    index: Path | None, documents: Sequence[Path], dataset: Dataset, cache: Path, adapter: str = DEFAULT_ADAPTER
) -> Iterator[Searcher]:
    """Open an index, or build the dataset's own with the settings that everybody gets, or with another adapter."""
    if index is not None and documents:
        msg = "--documents builds an index and --index names one: leave out one of them"
        raise UsageError(msg)
    from evaluation.own_index import documents_of, own_index  # noqa: PLC0415 - a service is asked without it
    from search_api.searcher import Searcher  # noqa: PLC0415 - as above

    root = index
    if root is None:
        with ConsoleReporter() as report:
            sources = tuple(documents) or documents_of(dataset.folder)
            root = own_index(dataset.name, sources, replace(RunSettings().index, adapter=adapter), cache, report)
    searcher = Searcher.open(root)
    try:
        yield searcher
    finally:
        searcher.close()


def main() -> None:
    """Run the command line; an error is one sentence on standard error, with exit status 2 for usage and else 1."""
    try:
        app()
    except UsageError as error:
        sys.stderr.write(f"evaluation: {error}\n")
        sys.exit(EXIT_USAGE)
    except (EvaluationError, CorpusError, EncoderError, BuildError, IndexStateError) as error:
        sys.stderr.write(f"evaluation: {error}\n")
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
