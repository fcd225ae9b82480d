"""Writing the vector index: its kind is chosen by how many vectors there are, and its recall is measured.

Exact search is kept while it is fast. Beyond that, vectors are coded in four bits for two components (product
quantisation; Jégou, Douze and Schmid 2011, Product Quantization for Nearest Neighbor Search), and the best by their
codes are ranked again by their float16 vectors, which are mapped and not loaded. While that is fast the codes of all
vectors are looked at; beyond, they stand in lists around centroids (IVF, the same paper), of which the nearest are.
Beyond some millions candidates are ranked again by vectors of eight bits a component, so that all of them stay in
memory. A setting whose measured recall misses the target is followed by the next: more candidates, more lists looked
into, a finer code, exact search. Of the kinds that are tried one is held at a time.

The same vectors give the same bytes: samples are seeded. Knows nothing of passages.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np

from indexer.index.manifest import VectorIndexRecord
from indexer.index.vectors import CANDIDATE_UNIT, EXACT_KIND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.index.vector_rows import FloatRows
    from indexer.index.vectors import FloatMatrix, RowArray

# Exact search of so many vectors takes a quarter of a millisecond, of twice as many twice that.
EXACT_UP_TO = 5_000
# Looking at the codes of so many takes about as long as looking into lists, and misses none.
ONE_LIST_UP_TO = 200_000
# So many float16 vectors of 384 components take 2.3 GB. Beyond, eight bits have to do, which cost 0.009 of recall at
# 100,000 vectors.
HALF_UP_TO = 3_000_000

_SEED = 7
_QUESTIONS = 500
# Sentences that a question to measure by lies between.
_MIXED = 6
_DEPTH = 10
_CHUNK = 20_000
_TRAINING_PER_LIST = 40
_LEAST_TRAINING = 20_000
# Training and filling take time with the number of vectors times that of lists.
_MOST_LISTS = 4_096


@dataclass(frozen=True, slots=True)
class _Kind:
    """How vectors are kept twice: coded in lists, and finer to rank candidates again.

    So many ``components`` share a code of four bits; one by itself has eight. ``fine`` is FAISS's name.
    """

    components: int
    fine: str

    def name(self, lists: int, dimension: int) -> str:
        """Give FAISS's name of an index of so many lists."""
        code = "SQ8" if self.components == 1 else f"PQ{dimension // self.components}x4fs"
        return f"IVF{lists},{code},Refine({self.fine})"


@dataclass(frozen=True, slots=True)
class _Scale:
    """How so many vectors are indexed.

    ``most_lists`` bounds how many lists there are. ``settings`` are lists looked into and candidates. They and
    ``kinds`` stand in the order they are tried. ``target`` is the recall@10 at which one is taken.
    """

    most_lists: int
    kinds: tuple[_Kind, ...]
    settings: tuple[tuple[int, int], ...]
    target: float


# Four bits for two components find among 800 candidates what those for four find among 6,400.
_FINE_AFTER_CODES = (_Kind(2, "SQfp16"), _Kind(1, "SQfp16"))
_FEW = _Scale(1, _FINE_AFTER_CODES, ((1, 800), (1, 1_600), (1, 3_200)), 0.99)
_MANY = _Scale(_MOST_LISTS, _FINE_AFTER_CODES, ((128, 800), (256, 800), (512, 1_600), (512, 3_200)), 0.98)
# What eight bits cannot tell apart, float16 can, in twice the memory.
_VERY_MANY = _Scale(_MOST_LISTS, (_Kind(2, "SQ8"), _Kind(2, "SQfp16")), ((128, 1_600), (256, 3_200)), 0.95)


def write_vectors(
    vectors: FloatRows,
    sentences: FloatRows,
    path: Path,
    *,
    exact_up_to: int = EXACT_UP_TO,
    one_list_up_to: int = ONE_LIST_UP_TO,
    half_up_to: int = HALF_UP_TO,
    target: float | None = None,
) -> tuple[VectorIndexRecord, ...]:
    """Write and sync an index of vectors of unit length, shape (n, d), read a part at a time.

    Recall is measured with questions that lie between vectors of ``sentences``, shape (m, d).
    Search is exact up to ``exact_up_to`` vectors, and up to ``one_list_up_to`` all codes are looked at; up to
    ``half_up_to`` vectors are kept as float16, beyond as eight bits.
    ``target`` is the recall that is wanted in place of what that many are expected to reach.
    Gives every setting that was tried with its recall, the one that was taken last.
    """
    tried: list[VectorIndexRecord] = []
    if len(vectors) > exact_up_to:
        questions = _between(sentences, _QUESTIONS)
        truth = exact_nearest(vectors, questions)
        scale = _scale(len(vectors), one_list_up_to, half_up_to)
        wanted = scale.target if target is None else target
        for kind in _names(len(vectors), vectors.shape[1], scale):
            # Dropped before the next is filled: two of them would double the memory of a build.
            index = _filled(vectors, kind)
            for setting in _measured(index, kind, scale.settings, questions, truth):
                tried.append(setting)
                if setting.recall_at_10 >= wanted:
                    _write(index, path)
                    return tuple(tried)
            del index
    exact = faiss.IndexFlatIP(vectors.shape[1])
    for chunk in _chunks(vectors):
        exact.add(chunk)
    _write(exact, path)
    return (*tried, VectorIndexRecord(EXACT_KIND, 0, 0, 1.0))


def recall_target(count: int) -> float:
    """Give the recall@10 that an approximate index of so many vectors must reach."""
    return _scale(count, ONE_LIST_UP_TO, HALF_UP_TO).target


def _scale(count: int, one_list_up_to: int, half_up_to: int) -> _Scale:
    if count <= one_list_up_to:
        return _FEW
    return _MANY if count <= half_up_to else _VERY_MANY


def _names(count: int, dimension: int, scale: _Scale) -> Iterator[str]:
    """Give FAISS's names of the kinds that divide the dimension, with lists by the square root of the count."""
    lists = min(2 ** round(math.log2(4 * math.sqrt(count))), max(1, count // _TRAINING_PER_LIST), scale.most_lists)
    for kind in scale.kinds:
        if dimension % kind.components == 0:
            yield kind.name(lists, dimension)


def _measured(
    index: Any,  # noqa: ANN401 - FAISS tells no kinds of index apart
    kind: str,
    settings: tuple[tuple[int, int], ...],
    questions: FloatMatrix,
    truth: RowArray,
) -> Iterator[VectorIndexRecord]:
    """Give the index one setting after the other, each with its recall."""
    lists: Any = faiss.downcast_index(index.base_index)
    for probes, candidates in settings:
        lists.nprobe = probes
        index.k_factor = candidates / CANDIDATE_UNIT
        yield VectorIndexRecord(kind, probes, candidates, round(_recall(index, questions, truth), 4))


def _filled(vectors: FloatRows, kind: str) -> Any:  # noqa: ANN401 - FAISS tells no kinds of index apart
    """Train an index on a sample and add every vector."""
    index: Any = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    lists: Any = faiss.downcast_index(index.base_index)
    lists.cp.seed = _SEED
    index.train(_sample(vectors, max(_TRAINING_PER_LIST * lists.nlist, _LEAST_TRAINING)))
    for chunk in _chunks(vectors):
        index.add(chunk)
    return index


def _sample(vectors: FloatRows, most: int) -> FloatMatrix:
    """Take a seeded sample, in the order of rows."""
    rows = np.random.default_rng(_SEED).choice(len(vectors), min(most, len(vectors)), replace=False)
    return np.ascontiguousarray(vectors[np.sort(rows)], np.float32)


def _between(sentences: FloatRows, count: int) -> FloatMatrix:
    """Make questions as far from every passage as real ones are: each in the middle of some sentences, seeded.

    A sentence by itself is no measure, since it lies right beside its own passage.
    """
    drawn = np.random.default_rng(_SEED).choice(len(sentences), (count, _MIXED))
    between = sentences[drawn.ravel()].reshape(count, _MIXED, -1).sum(axis=1)
    # A sentence without a token is all zeros.
    lengths = np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-6)
    return np.ascontiguousarray(between / lengths, np.float32)


def exact_nearest(vectors: FloatRows, questions: FloatMatrix) -> RowArray:
    """Find the ten nearest of each question exactly, a part of the vectors at a time; shape (questions, 10)."""
    heap = faiss.ResultHeap(len(questions), _DEPTH, keep_max=True)
    first = 0
    for chunk in _chunks(vectors):
        scores, rows = faiss.knn(questions, chunk, min(_DEPTH, len(chunk)), metric=faiss.METRIC_INNER_PRODUCT)
        heap.add_result(scores, rows + first)
        first += len(chunk)
    heap.finalize()
    return np.asarray(heap.I, np.int64)


def _recall(index: faiss.Index, questions: FloatMatrix, truth: RowArray) -> float:
    """Measure the share of each question's ten nearest that are found, on average."""
    _, found = index.search(questions, _DEPTH)
    shares = [len(set(row) & set(wanted)) / _DEPTH for row, wanted in zip(found.tolist(), truth.tolist(), strict=True)]
    return float(np.mean(shares))


def _chunks(vectors: FloatRows) -> Iterator[FloatMatrix]:
    for first in range(0, len(vectors), _CHUNK):
        yield np.ascontiguousarray(vectors[first : first + _CHUNK], np.float32)


def _write(index: faiss.Index, path: Path) -> None:
    with path.open("wb") as file:
        # Given a name, FAISS says nothing where a full disk cuts the last bytes off.
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
        file.flush()
        os.fsync(file.fileno())
