"""``legs``: each leg of the search alone, over more synthetic vectors and texts than a whole build is needed for.

What an index's sentences say, and their vectors, are mixed into as many as wanted; the questions are real ones. Each
step runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import numpy as np
import typer

from benchmarks.corpora import SEED
from benchmarks.processes import memory_mb, peak_mb
from benchmarks.questions import percentiles, read_questions, timed
from benchmarks.record import table
from benchmarks.synthetic import synthetic_texts, synthetic_vectors
from corpus.counts import counted
from indexer.encoding.loading import load_encoder
from indexer.index.layout import IndexLayout
from indexer.index.lexical import LexicalIndex, LexicalWriter, prepared
from indexer.index.opening import open_index
from indexer.index.vector_building import exact_nearest, write_vectors
from indexer.index.vector_rows import RowsWriter, StoredRows
from indexer.index.vectors import VectorIndex
from search_api.opening import encoder_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.index.vectors import FloatMatrix, RowArray

    Row = dict[str, float | str]

EXAMPLE = "python -m benchmarks legs --vectors 1000000 --texts 1000000"

_ROOT = Path(__file__).parents[2]
_DEPTH = 200
_NEAREST = 10
_WARM_UP = 20
_MB = 1_000_000

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Material:
    """What is mixed, and what is asked: ``vectors`` are the sentences', ``asked`` the questions', of unit length."""

    sentences: list[str]
    vectors: FloatMatrix
    questions: list[str]
    asked: FloatMatrix


def command(
    *,
    vectors: Annotated[list[int] | None, typer.Option(min=1_000, help="How many vectors; may be repeated.")] = None,
    texts: Annotated[list[int] | None, typer.Option(min=1_000, help="How many texts; may be repeated.")] = None,
    index: Annotated[Path, typer.Option(help="The index whose sentences are mixed.")] = Path(".index/library"),
    questions: Annotated[Path, typer.Option(help="The questions, as JSONL with a text each.")] = (
        _ROOT / "corpus" / "questions" / "queries.jsonl"
    ),
    folder: Annotated[Path | None, typer.Option(help="Where indexes are written and deleted again.")] = None,
) -> None:
    """Build and search the vector leg and the lexical leg alone; print a table of each."""
    material = material_of(index, questions)
    for name, sizes, measure in (("Vectors", vectors, measure_vectors), ("Texts", texts, measure_texts)):
        rows: list[Row] = []
        for count in sizes or ():
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                rows.append(measure(material, count, Path(scratch)))
        if rows:
            sys.stdout.write(f"{name}, {counted(len(material.questions), 'question')}\n\n{table(rows)}\n")
            sys.stdout.flush()


def material_of(root: Path, questions: Path) -> Material:
    """Read the sentences of an index with their vectors, and encode questions with its encoder."""
    index = open_index(root)
    sentences = [
        stored.text[sentence.start - stored.passage.start : sentence.end - stored.passage.start]
        for stored in index.store.passages(range(index.store.passage_count))
        for sentence in stored.passage.sentences
    ]
    vectors = index.sentence_vectors.rows(0, index.sentence_vectors.count)
    encoder = load_encoder(encoder_choice(index.manifest, None), IndexLayout(root).encoders)
    index.close()
    texts = read_questions(questions)
    return Material(sentences, vectors, texts, encoder.encode_queries(texts))


def measure_vectors(material: Material, count: int, folder: Path) -> Row:
    """Write and search an index of ``count`` vectors; recall is against exact search of what was written."""
    rows, path = folder / "vectors.npy", folder / "vectors.faiss"
    with RowsWriter(rows, material.vectors.shape[1], np.float16) as writer:
        for chunk in synthetic_vectors(material.vectors, count, SEED):
            writer.add(chunk)
        writer.finish()
    built = _alone(_build_vectors, rows, material.vectors, path)
    truth = _alone(_exact, rows, material.asked)
    rows.unlink()
    return {
        "passages": count,
        **built,
        "on disk, MB": path.stat().st_size / _MB,
        **_alone(_search_vectors, path, material.asked, truth),
    }


def measure_texts(material: Material, count: int, folder: Path) -> Row:
    """Write and search a lexical index of ``count`` texts."""
    path = folder / "lexical"
    return {
        "passages": count,
        **_alone(_build_texts, path, material.sentences, count),
        "on disk, MB": sum(file.stat().st_size for file in path.iterdir()) / _MB,
        **_alone(_search_texts, path, material.questions),
    }


def _alone(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a step in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(step, *args, **kwargs).result()


def _build_vectors(rows: Path, sentences: FloatMatrix, path: Path) -> Row:
    """Build as the batch job does, which measures its own recall with vectors of sentences."""
    started = time.perf_counter()
    with StoredRows(rows) as vectors:
        taken = write_vectors(vectors, sentences, path)[-1]
    return {
        "kind": taken.kind,
        "lists looked into": taken.probes,
        "candidates": taken.candidates,
        "recall@10 as the build measured it": taken.recall_at_10,
        "build, s": time.perf_counter() - started,
        "build, peak MB": peak_mb(),
    }


def _exact(rows: Path, asked: FloatMatrix) -> RowArray:
    with StoredRows(rows) as vectors:
        return exact_nearest(vectors, asked)


def _search_vectors(path: Path, asked: FloatMatrix, truth: RowArray) -> Row:
    index = VectorIndex(path)
    for vector in asked[:_WARM_UP]:
        index.search(vector, _DEPTH)
    taken: list[float] = []
    shares: list[float] = []
    for vector, nearest in zip(asked, truth.tolist(), strict=True):
        (_, found), seconds = timed(partial(index.search, vector, _DEPTH))
        taken.append(seconds)
        shares.append(len(set(found[:_NEAREST].tolist()) & set(nearest)) / len(nearest))
    return {"recall@10": float(np.mean(shares)), **_cost(taken)}


def _build_texts(path: Path, sentences: Sequence[str], count: int) -> Row:
    started = time.perf_counter()
    deque(synthetic_texts(sentences, count, SEED), maxlen=0)
    making = time.perf_counter() - started
    started = time.perf_counter()
    with LexicalWriter(path) as writer:
        for text in synthetic_texts(sentences, count, SEED):
            writer.add(prepared(text))
        writer.finish()
    seconds = time.perf_counter() - started - making
    return {"build, s": seconds, "build, texts/s": count / seconds, "build, peak MB": peak_mb()}


def _search_texts(path: Path, questions: Sequence[str]) -> Row:
    index = LexicalIndex(path)
    terms = [index.terms(text) for text in questions]
    taken = _times(index, terms, None)
    tenth = np.arange(0, index.count, 10)
    matches = [sum(map(index.document_frequency, words)) for words in terms]
    return {
        "matches of a question's words, p50": float(np.median(matches)),
        "p50 ms among a tenth of the rows": percentiles(_times(index, terms, tenth)).p50,
        **_cost(taken),
    }


def _times(index: LexicalIndex, terms: Sequence[Sequence[str]], rows: RowArray | None) -> list[float]:
    """Give the seconds of each search, after some that warm up."""
    for words in terms[:_WARM_UP]:
        index.search(words, _DEPTH, rows)
    return [timed(partial(index.search, words, _DEPTH, rows))[1] for words in terms]


def _cost(taken: Sequence[float]) -> Row:
    times = percentiles(taken)
    resident, own = memory_mb(os.getpid())
    return {
        "p50 ms": times.p50,
        "p95 ms": times.p95,
        "p99 ms": times.p99,
        "resident MB": resident,
        "its own MB": own,
    }
