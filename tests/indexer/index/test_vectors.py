"""Vectors come back as they were written, and the nearest are found among the rows asked for."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.index.errors import IndexDamagedError
from indexer.index.vector_building import write_vectors
from indexer.index.vector_rows import RowsWriter
from indexer.index.vectors import SentenceVectors, VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt


def unit(rows: int, columns: int = 8) -> npt.NDArray[np.float32]:
    """Return random vectors of unit length, always the same."""
    vectors = np.random.default_rng(7).standard_normal((rows, columns)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def write_rows(vectors: npt.NDArray[np.float32], path: Path) -> None:
    """Write vectors of sentences, a few at a time."""
    with RowsWriter(path, vectors.shape[1], np.float16) as writer:
        for first in range(0, len(vectors), 4):
            writer.add(vectors[first : first + 4])
        writer.finish()


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """Give an index of fifty vectors."""
    write_vectors(unit(50), unit(50), tmp_path / "vectors.faiss")
    return VectorIndex(tmp_path / "vectors.faiss")


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    """Search is exact: it gives what sorting all inner products gives."""
    vectors = unit(50)
    query = vectors[17]
    cosines, rows = index.search(query, 10)
    expected = np.argsort(-(vectors @ query))[:10]
    assert rows.tolist() == expected.tolist()
    assert rows[0] == 17
    assert np.allclose(cosines, (vectors @ query)[expected], atol=1e-6)
    assert (index.count, index.dimension) == (50, 8)


def test_only_the_rows_asked_for_are_found(index: VectorIndex) -> None:
    """A filter is exact also where the best rows are left out."""
    vectors = unit(50)
    allowed = np.array([3, 40, 8], np.int64)
    cosines, rows = index.search(vectors[17], 10, allowed)
    assert rows.tolist() == sorted(allowed.tolist(), key=lambda row: -float(vectors[row] @ vectors[17]))
    assert cosines.shape == (3,)


@pytest.mark.parametrize(("depth", "rows"), [(0, None), (-1, None), (5, np.empty(0, np.int64))])
def test_nothing_asked_is_nothing_found(index: VectorIndex, depth: int, rows: npt.NDArray[np.int64] | None) -> None:
    """A depth of zero and an empty filter give no hit."""
    cosines, found = index.search(unit(1)[0], depth, rows)
    assert (cosines.shape, found.shape) == ((0,), (0,))


def test_more_than_there_is_gives_all(index: VectorIndex) -> None:
    """A depth beyond the count gives every row once."""
    assert sorted(index.search(unit(1)[0], 10_000)[1].tolist()) == list(range(50))


def test_an_index_without_vectors_finds_nothing(tmp_path: Path) -> None:
    """Zero vectors are written, read and searched."""
    write_vectors(np.empty((0, 8), np.float32), np.empty((0, 8), np.float32), tmp_path / "v")
    write_rows(np.empty((0, 8), np.float32), tmp_path / "s.npy")
    assert VectorIndex(tmp_path / "v").search(unit(1)[0], 5)[1].size == 0
    assert (SentenceVectors(tmp_path / "s.npy").count, SentenceVectors(tmp_path / "s.npy").dimension) == (0, 8)


def test_the_same_vectors_give_the_same_bytes(tmp_path: Path) -> None:
    """Both files are deterministic."""
    for number, vectors in enumerate((unit(5), np.asfortranarray(unit(5))), start=1):
        write_vectors(vectors, vectors, tmp_path / f"{number}v")
        write_rows(vectors, tmp_path / f"{number}s.npy")
    assert (tmp_path / "1v").read_bytes() == (tmp_path / "2v").read_bytes()
    assert (tmp_path / "1s.npy").read_bytes() == (tmp_path / "2s.npy").read_bytes()


def test_sentence_vectors_come_back_as_near_as_half_precision(tmp_path: Path) -> None:
    """A run of rows is given as float32 within the rounding of float16."""
    write_rows(unit(9), tmp_path / "s.npy")
    stored = SentenceVectors(tmp_path / "s.npy")
    assert (stored.count, stored.dimension, str(stored.rows(3, 4).dtype)) == (9, 8, "float32")
    assert np.allclose(stored.rows(3, 4), unit(9)[3:7], atol=1e-3)


def test_cosines_of_sentences_come_run_by_run(tmp_path: Path) -> None:
    """Each run has those of its own vectors, in order; of no runs there are none."""
    write_rows(unit(9), tmp_path / "s.npy")
    stored = SentenceVectors(tmp_path / "s.npy")
    first, second = stored.cosines(unit(9)[4], [(3, 2), (0, 1)])
    assert first == pytest.approx((unit(9)[3:5] @ unit(9)[4]).tolist(), abs=1e-3)
    assert second == pytest.approx([float(unit(9)[0] @ unit(9)[4])], abs=1e-3)
    assert stored.cosines(unit(9)[4], []) == []


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 100, b"IxFI" + b"\xff" * 200])
def test_what_is_no_faiss_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, garbage, and a header with absurd sizes are refused by name, and ask for no memory."""
    path = tmp_path / "vectors.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"^{path} cannot be read as a FAISS index"):
        VectorIndex(path)


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    """An array of objects and a bare pickle, which NumPy could load, are refused."""
    path = tmp_path / "sentences.npy"
    for content in (pickle.dumps([1]), b"", b"\x93NUMPY\x01\x00"):
        path.write_bytes(content)
        with pytest.raises(IndexDamagedError, match="cannot be read as an array"):
            SentenceVectors(path)
    np.save(path, np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(IndexDamagedError, match="cannot be read as an array"):
        SentenceVectors(path)


@pytest.mark.parametrize(("shape", "kind"), [((2, 2), "<f4"), ((4,), "<f2"), ((2, 2, 2), "<f2"), ((2, 2), "<i2")])
def test_another_array_is_refused(tmp_path: Path, shape: tuple[int, ...], kind: str) -> None:
    """Only a matrix of float16 holds sentence vectors."""
    np.save(tmp_path / "sentences.npy", np.zeros(shape, kind))
    with pytest.raises(IndexDamagedError, match="does not hold float16 vectors"):
        SentenceVectors(tmp_path / "sentences.npy")
