"""How long questions take in this process, and how near the vector leg is to exact search."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from evaluation.errors import DatasetError
from evaluation.inputs import read_lines
from search_api.opening import open_searcher
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from indexer.encoding.seam import Encoder
    from indexer.index.vectors import VectorIndex

_DEPTH = 10
_ASKED_DEPTH = 200
_RECALL_QUESTIONS = 200
_ROWS = 50_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Times:
    """Percentiles of milliseconds."""

    p50: float
    p95: float
    p99: float


def read_questions(path: Path) -> list[str]:
    """Read the texts of questions in BEIR's form, one JSON object a line.

    Raises:
        DatasetError: the file cannot be read.
    """
    lines = read_lines(path, "questions in BEIR's form, as JSON objects a line", DatasetError)
    return [str(json.loads(line)["text"]) for line in lines if line.strip()]


def percentiles(seconds: Sequence[float]) -> Times:
    """Give the percentiles of seconds, in milliseconds."""
    return Times(*(round(float(value) * 1000, 3) for value in np.percentile(seconds, [50, 95, 99])))


class _TimedQuestions:
    """Encodes questions as an encoder does, and keeps how many seconds the last one took: all that a search needs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors, self.seconds = timed(lambda: self._encoder.encode_queries(texts))
        return vectors


def in_process(root: Path, questions: Sequence[str]) -> tuple[dict[str, Times], float]:
    """Ask each question once after a warm-up, with the vector leg's recall@10.

    Times are of the whole answer, of all of it but encoding the question, and of both legs.
    """
    searcher = open_searcher(root)
    encoder = _TimedQuestions(searcher.encoder)
    searcher.encoder = cast("Encoder", encoder)
    whole: list[float] = []
    rest: list[float] = []
    dense: list[float] = []
    lexical: list[float] = []
    for text in questions[:10]:
        searcher.search(SearchRequest(text))
    vectors = searcher.encoder.encode_queries(list(questions))
    for text, vector in zip(questions, vectors, strict=True):
        whole.append(timed(partial(searcher.search, SearchRequest(text)))[1])
        rest.append(whole[-1] - encoder.seconds)
        dense.append(timed(partial(searcher.index.vectors.search, vector, _ASKED_DEPTH))[1])
        terms = searcher.index.lexical.terms(text)
        lexical.append(timed(partial(searcher.index.lexical.search, terms, _ASKED_DEPTH))[1])
    recall = recall_at_10(searcher.index.vectors, vectors[:_RECALL_QUESTIONS])
    searcher.close()
    times = {"answer": whole, "answer without the encoder": rest, "dense": dense, "lexical": lexical}
    return {name: percentiles(seconds) for name, seconds in times.items()}, recall


def recall_at_10(index: VectorIndex, questions: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    """Compare the ten nearest that are found with the ten that exact search over the stored vectors finds."""
    best = np.empty((len(questions), 0), np.float32)
    rows = np.empty((len(questions), 0), np.int64)
    for first in range(0, index.count, _ROWS):
        part = np.arange(first, min(first + _ROWS, index.count))
        best = np.concatenate([best, questions @ index.vectors_of(part).T], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(part, (len(questions), len(part)))], axis=1)
        order = np.argsort(-best, axis=1, kind="stable")[:, :_DEPTH]
        best, rows = np.take_along_axis(best, order, 1), np.take_along_axis(rows, order, 1)
    shares = [
        len(set(index.search(question, _ASKED_DEPTH)[1][:_DEPTH].tolist()) & set(wanted)) / len(wanted)
        for question, wanted in zip(questions, rows.tolist(), strict=True)
    ]
    return float(np.mean(shares))


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Give what a call gives, and the seconds it took."""
    started = time.perf_counter()
    given = call()
    return given, time.perf_counter() - started
