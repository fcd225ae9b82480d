"""Vectors written a few at a time are NumPy's own file, and any of its rows can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.index.vector_rows import RowsWriter, StoredRows

if TYPE_CHECKING:
    from pathlib import Path

MATRIX = np.random.default_rng(7).standard_normal((23, 8)).astype(np.float32)


@pytest.fixture(params=[np.float16, np.float32])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give a file of the matrix, written in runs of five rows."""
    path = tmp_path / f"{request.param.__name__}.npy"
    with RowsWriter(path, 8, request.param) as writer:
        for first in range(0, len(MATRIX), 5):
            writer.add(MATRIX[first : first + 5])
        writer.finish()
    assert writer.count == 23
    return path


def test_the_file_is_what_numpy_writes(path: Path, tmp_path: Path) -> None:
    """Byte for byte, though the number of rows was known last."""
    np.save(tmp_path / "whole.npy", MATRIX.astype(path.stem))
    assert path.read_bytes() == (tmp_path / "whole.npy").read_bytes()


def test_rows_come_back_as_float32(path: Path) -> None:
    """By range, to and beyond the end, and by number in any order."""
    stored = MATRIX.astype(path.stem).astype(np.float32)
    with StoredRows(path) as rows:
        assert (len(rows), rows.shape) == (23, (23, 8))
        for found, wanted in (
            (rows[3:9], stored[3:9]),
            (rows[20:40], stored[20:]),
            (rows[40:50], stored[:0]),
            (rows[np.array([22, 0, 7])], stored[[22, 0, 7]]),
        ):
            assert found.dtype == np.float32
            assert np.array_equal(found, wanted)
