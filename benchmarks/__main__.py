"""The command line of the benchmarks."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmarks import legs
from benchmarks.corpora import change_one, fill_cache, library_sentences, write_corpus
from benchmarks.processes import CommandFailedError, run, serving
from benchmarks.questions import in_process, over_http
from benchmarks.record import table, write_record
from evaluation import provenance
from indexer.encoding.loading import EncoderChoice, load_encoder
from indexer.index.layout import IndexLayout
from indexer.index.manifest import read_manifest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from corpus.records import JsonValue
    from indexer.encoding.seam import Encoder

_ROOT = Path(__file__).parent.parent
_SIZES = (1_000, 10_000, 100_000)
_CLIENTS = (1, 8, 32)
_MB = 1_000_000

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def benchmarks() -> None:
    """Measure what the system costs as it grows."""


@app.command(name="run", epilog="Example: python -m benchmarks run --passages 1000 --passages 10000")
def run_command(
    *,
    passages: Annotated[list[int] | None, typer.Option(min=100, help="How many passages; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long each number of clients asks.")] = 10,
    most: Annotated[
        int, typer.Option("--sentences", min=50, help="How many of the library's sentences texts are made of.")
    ] = 4_000,
    out: Annotated[Path, typer.Option(help="Where the record is written.")] = Path("runs/benchmarks"),
) -> None:
    """Build, change, open, ask and serve indexes of growing size; write a dated record and a table."""
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
    lines = (_ROOT / "corpus" / "questions" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [str(json.loads(line)["text"]) for line in lines]
    out.mkdir(parents=True, exist_ok=True)
    encoders = out / "encoders"
    encoder = load_encoder(EncoderChoice(), encoders)
    sentences = library_sentences(_ROOT / "corpus" / "documents", encoder)
    sentences = sentences[:: -(-len(sentences) // most)]
    begun = time.perf_counter()
    real = encoder.encode_documents(sentences)
    speed = len(sentences) / (time.perf_counter() - begun)
    about: dict[str, JsonValue] = {
        "software": provenance.software(),
        "commit": provenance.commit(),
        "machine": dict(provenance.machine()),
        "encoder": encoder.identity.name,
        "runtime": encoder.runtime,
        "sentences": len(sentences),
        "sentences embedded a second": round(speed, 1),
        "questions": len(questions),
    }
    measured: list[dict[str, float | str]] = []
    for count in passages or _SIZES:
        with tempfile.TemporaryDirectory(dir=out) as folder:
            measured.append(_measure(Path(folder), count, sentences, real, encoder, questions, seconds))
        path = write_record(out, started, about, measured)
    sys.stdout.write(f"{table(measured)}\n{len(sentences)} sentences embedded at {speed:.0f} a second; {path}\n")


app.command(name="legs", epilog=f"Example: {legs.EXAMPLE}")(legs.command)


def _measure(
    folder: Path,
    count: int,
    sentences: list[str],
    real: npt.NDArray[np.float32],
    encoder: Encoder,
    questions: list[str],
    seconds: float,
) -> dict[str, float | str]:
    corpus, root = folder / "corpus.jsonl", folder / "index"
    write_corpus(sentences, count, corpus)
    fill_cache(corpus, root, real, count, encoder)
    IndexLayout(root).encoders.symlink_to(os.path.relpath(folder.parent / "encoders", root), target_is_directory=True)
    command = ["-m", "indexer", "build", str(corpus), "--index", str(root), "--keep", "1", "--json"]
    full = run(command)
    change_one(corpus)
    again = run(command)
    (generation,) = IndexLayout(root).published()
    manifest = read_manifest(IndexLayout(root).generation(generation.name).manifest)
    size = sum(file.size for file in manifest.files)
    times, recall = in_process(root, questions)
    row: dict[str, float | str] = {
        "passages": count,
        "build from vectors, passages/s": manifest.counts.passages / full.seconds,
        "build, s": full.seconds,
        "build, peak MB": full.peak_mb,
        "one document changed, s": again.seconds,
        "on disk, MB": size / _MB,
        "vector index": manifest.vector_index.kind,
        "recall@10 of the vector leg, the library's questions": recall,
    }
    for name, percentile in times.items():
        row |= {f"{name}, {which} ms": value for which, value in asdict(percentile).items()}
    with serving(root) as server:
        row["start to ready, s"] = server.ready_seconds
        over_http(server.port, questions, 1, 1)
        for clients in _CLIENTS:
            percentile, rate, failed = over_http(server.port, questions, clients, seconds)
            row[f"HTTP, {clients} clients, questions/s"] = rate
            row |= {f"HTTP, {clients} clients, {which} ms": value for which, value in asdict(percentile).items()}
            row[f"HTTP, {clients} clients, failed"] = failed
        row["server, resident MB"], row["server, its own MB"] = server.memory_mb()
    shutil.rmtree(root)
    return row


def main() -> None:
    """Run the command line; an error is one sentence on standard error and exit status 1."""
    try:
        app()
    except CommandFailedError as error:
        sys.stderr.write(f"benchmarks: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
