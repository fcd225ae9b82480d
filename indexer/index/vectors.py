"""Vectors of passages in a FAISS index, and vectors of sentences in a NumPy array.

Rows are numbered as in the store: row *i* is the vector of passage *i*. Vectors are float32 of unit length, so that
the inner product is the cosine. Nothing here unpickles: FAISS has its own format, NumPy is told ``allow_pickle=False``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

import faiss
import numpy as np

from indexer.index.durable import sync_file
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    FloatMatrix: TypeAlias = npt.NDArray[np.float32]
    RowArray: TypeAlias = npt.NDArray[np.int64]

EXACT_KIND = "Flat"

# FAISS trusts what a file says of its own sizes; no list in ours is longer than this.
_MAX_VECTOR_BYTES = 1 << 36
faiss.set_deserialization_vector_byte_limit(_MAX_VECTOR_BYTES)


def write_vectors(vectors: FloatMatrix, path: Path) -> None:
    """Write and sync an exact inner-product index of shape (n, d)."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    with path.open("wb") as file:
        # Given a name, FAISS says nothing where a full disk cuts the last bytes off.
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
        file.flush()
        os.fsync(file.fileno())


def write_sentence_vectors(vectors: FloatMatrix, path: Path) -> None:
    """Write and sync sentence vectors as float16 of shape (n, d): half the size, exact enough to pick one."""
    np.save(path, vectors.astype(np.float16, order="C"), allow_pickle=False)
    sync_file(path)


class VectorIndex:
    """Nearest passages by cosine."""

    def __init__(self, path: Path) -> None:
        """Read the index.

        Raises:
            IndexDamagedError: the file is missing or FAISS cannot read it.
        """
        try:
            self._index = faiss.read_index(str(path))
        except (RuntimeError, OSError) as error:
            raise IndexDamagedError(path, "cannot be read as a FAISS index") from error

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
        stored: FloatMatrix = self._index.reconstruct_batch(rows)
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
        parameters = None
        if rows is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))  # type: ignore[call-arg]
        scores, found = self._index.search(query.reshape(1, -1), min(depth, self.count), params=parameters)
        kept = found[0] >= 0
        return scores[0][kept], found[0][kept]


class SentenceVectors:
    """Vectors of sentences, read from the disk as they are needed."""

    def __init__(self, path: Path) -> None:
        """Map the file.

        Raises:
            IndexDamagedError: the file is missing or is no array of vectors.
        """
        try:
            self._vectors = np.load(path, mmap_mode="r", allow_pickle=False)
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
