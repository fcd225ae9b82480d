"""Vectors of passages in a FAISS index, and vectors of sentences in a NumPy array, both mapped and not copied.

Rows are numbered as in the store: row *i* is the vector of passage *i*. Vectors are float32 of unit length, so that
the inner product is the cosine. Nothing here unpickles: FAISS has its own format, NumPy is told ``allow_pickle=False``.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import faiss
import numpy as np

from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    FloatMatrix: TypeAlias = npt.NDArray[np.float32]
    RowArray: TypeAlias = npt.NDArray[np.int64]

EXACT_KIND = "Flat"

# A filter down to this many rows of those that stand in many lists is searched exactly: their vectors are read one by
# one, which takes as long for so many as looking into every list of a million.
_EXACT_ROWS = 5_000
# How many candidates are ranked again for each one wanted, where the index says less.
_CANDIDATES_PER_HIT = 2
# What the index's own factor of candidates is a multiple of.
CANDIDATE_UNIT = 10

# FAISS trusts what a file says of its own sizes; no list in ours is longer than this.
_MAX_VECTOR_BYTES = 1 << 36
faiss.set_deserialization_vector_byte_limit(_MAX_VECTOR_BYTES)


class VectorIndex:
    """Nearest passages by cosine: exact, or by lists of coded vectors whose best are ranked again by finer ones."""

    def __init__(self, path: Path) -> None:
        """Map the index.

        Raises:
            IndexDamagedError: the file is missing or FAISS cannot read it.
        """
        try:
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except (RuntimeError, OSError) as error:
            raise IndexDamagedError(path, "cannot be read as a FAISS index") from error
        self._fine: Any = self._index
        self._lists: Any = None
        if isinstance(self._index, faiss.IndexRefine):
            self._fine = faiss.downcast_index(self._index.refine_index)
            self._lists = faiss.downcast_index(self._index.base_index)

    @property
    def count(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """How many components a vector has."""
        return int(self._index.d)

    def vectors_of(self, rows: RowArray) -> FloatMatrix:
        """Give the vectors of ``rows``, float32 of shape (len(rows), d)."""
        stored: FloatMatrix = self._fine.reconstruct_batch(rows)
        return stored

    def cosines(self, query: FloatMatrix, rows: RowArray) -> FloatMatrix:
        """Give the cosine of one query of shape (d,) with each of ``rows``, float32 of shape (len(rows),)."""
        return self.vectors_of(rows) @ query

    def search(self, query: FloatMatrix, depth: int, rows: RowArray | None = None) -> tuple[FloatMatrix, RowArray]:
        """Find the nearest vectors of one query of shape (d,), best first, among ``rows`` where given.

        Returns cosines and rows, both of shape (m,) with m <= ``depth``.
        """
        if depth <= 0 or self.count == 0 or (rows is not None and len(rows) == 0):
            return np.empty(0, np.float32), np.empty(0, np.int64)
        if rows is not None and len(rows) <= _EXACT_ROWS and self._lists is not None and self._lists.nlist > 1:
            cosines = self.cosines(query, rows)
            order = np.argsort(-cosines, kind="stable")[:depth]
            return cosines[order], rows[order]
        depth = min(depth, self.count)
        with _one_thread():
            scores, found = self._index.search(query.reshape(1, -1), depth, params=self._parameters(depth, rows))
        kept = found[0] >= 0
        return scores[0][kept], found[0][kept]

    def _parameters(self, depth: int, rows: RowArray | None) -> faiss.SearchParameters | None:
        selector = None if rows is None else self._only(rows)
        if self._lists is None:
            return None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        probes = self._lists.nprobe
        if rows is not None:
            # Of every list only a share passes, so as many more lists are looked into.
            probes = min(self._lists.nlist, probes * self.count // len(rows))
        candidates = max(self._index.k_factor * CANDIDATE_UNIT, _CANDIDATES_PER_HIT * depth)
        in_lists = faiss.SearchParametersIVF(nprobe=int(probes), sel=selector)  # type: ignore[call-arg]
        return faiss.IndexRefineSearchParameters(  # type: ignore[call-arg]
            k_factor=candidates / depth, base_index_params=in_lists
        )

    def _only(self, rows: RowArray) -> faiss.IDSelector:
        """Let some rows through: a bit each, which is found faster than a number among numbers."""
        passing = np.zeros(self.count, np.bool_)
        passing[rows] = True
        return faiss.IDSelectorBitmap(np.packbits(passing, bitorder="little"))  # type: ignore[call-arg,arg-type]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS to the calling thread: threads that wait for one another take longer over one query than one does."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


class SentenceVectors:
    """Vectors of sentences, read from the disk as they are needed."""

    def __init__(self, path: Path) -> None:
        """Map the file.

        Raises:
            IndexDamagedError: the file is missing or is no array of vectors.
        """
        try:
            # A plain array over the file: NumPy's class of mapped ones takes longer over a slice than over a product.
            self._vectors = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
        except (ValueError, OSError, EOFError) as error:
            raise IndexDamagedError(path, "cannot be read as an array") from error
        if self._vectors.ndim != 2 or self._vectors.dtype != np.float16:  # noqa: PLR2004 - a matrix
            raise IndexDamagedError(path, "does not hold float16 vectors")

    @property
    def count(self) -> int:
        """How many vectors it holds."""
        return int(self._vectors.shape[0])

    @property
    def dimension(self) -> int:
        """How many components a vector has."""
        return int(self._vectors.shape[1])

    def rows(self, first: int, count: int) -> FloatMatrix:
        """Give ``count`` consecutive vectors as float32 of shape (count, d)."""
        return np.asarray(self._vectors[first : first + count], dtype=np.float32)

    def cosines(self, query: FloatMatrix, runs: Iterable[tuple[int, int]]) -> list[list[float]]:
        """Give the cosines of one query of shape (d,) with runs of vectors, each given by its first and their count."""
        runs = tuple(runs)
        if not runs:
            return []
        # One product for all runs: they are short, and a call costs more than its arithmetic.
        vectors = np.concatenate([self._vectors[first : first + count] for first, count in runs])
        cosines = iter((vectors.astype(np.float32) @ query).tolist())
        return [list(islice(cosines, count)) for _, count in runs]
