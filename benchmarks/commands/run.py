"""``run``: what the system costs at growing sizes."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmarks.corpora import library_sentences
from benchmarks.growth_page import growth_page
from benchmarks.questions import read_questions
from benchmarks.record import table, write_record
from benchmarks.sizes import Plan, measure_judged, measure_synthetic
from evaluation import provenance
from evaluation.commands.options import Only, Split
from evaluation.dataset import read_dataset
from evaluation.own_index import documents_of
from indexer.encoding.loading import EncoderChoice, load_encoder

if TYPE_CHECKING:
    from corpus.records import JsonValue

EXAMPLE = "python -m benchmarks run --passages 1000 --passages 10000 --dataset datasets/nfcorpus"

_ROOT = Path(__file__).parents[2]

_LIBRARY = _ROOT / "corpus"
_SIZES = (1_000, 10_000, 100_000)


def command(
    *,
    passages: Annotated[
        list[int] | None,
        typer.Option(min=100, help="How many synthetic passages; may be repeated. 1, 10 and 100 thousand by default."),
    ] = None,
    dataset: Annotated[
        Path, typer.Option(help="Judged questions over real text, built with the encoder.", metavar="DIR")
    ] = _LIBRARY / "questions",
    split: Split = "test",
    only: Only = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long each number of clients asks.")] = 10,
    workers: Annotated[int, typer.Option(min=1, help="How many processes serve.")] = 1,
    most: Annotated[
        int, typer.Option("--sentences", min=50, help="How many of the library's sentences texts are made of.")
    ] = 4_000,
    out: Annotated[Path, typer.Option(help="Where the record is written.")] = Path("runs/benchmarks"),
) -> None:
    """Build, change, open, ask and serve indexes of growing size; write a dated record, a table and a page of plots."""
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
    judged = read_dataset(dataset, split, only or ())
    documents_of(judged.folder)
    out.mkdir(parents=True, exist_ok=True)
    encoders = out / "encoders"
    encoder = load_encoder(EncoderChoice(), encoders)
    plan = Plan(read_questions(_LIBRARY / "questions" / "queries.jsonl"), seconds, workers, encoder, encoders)
    sentences = library_sentences(_LIBRARY / "documents", encoder)
    sentences = sentences[:: -(-len(sentences) // most)]
    begun = time.perf_counter()
    real = encoder.encode_documents(sentences)
    about: dict[str, JsonValue] = {
        "software": provenance.software(),
        "commit": provenance.commit(),
        "machine": dict(provenance.machine()),
        "encoder": encoder.identity.name,
        "runtime": encoder.runtime,
        "dataset": judged.name,
        "judged questions": len(judged.questions),
        "sentences": len(sentences),
        "sentences embedded a second": round(len(sentences) / (time.perf_counter() - begun), 1),
        "questions": len(plan.questions),
        "server processes": workers,
    }
    measured: list[dict[str, float | str]] = []
    for count in (None, *(passages or _SIZES)):
        with tempfile.TemporaryDirectory(dir=out) as folder:
            if count is None:
                asked = [question.text for question in judged.questions]
                row = measure_judged(Path(folder), judged, replace(plan, questions=asked))
            else:
                row = measure_synthetic(Path(folder), count, sentences, real, plan)
        measured.append(row)
        sys.stderr.write(f"{row['passages']} passages ({row['text']}): measured\n")
        path = write_record(out, started, about, measured)
    path.with_suffix(".html").write_text(growth_page(started, about, measured), encoding="utf-8")
    sys.stdout.write(f"{table(measured)}\nrecord: {path}\nplots: {path.with_suffix('.html')}\n")
