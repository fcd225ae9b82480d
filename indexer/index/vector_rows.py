"""Vectors written row after row into a NumPy file, and read back in parts: memory holds only what is worked on.

A mapped file would do as well, but each of its pages that is touched counts as the process's memory.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.lib import format as npy

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import numpy.typing as npt

    from indexer.index.vectors import FloatMatrix, RowArray


class FloatRows(Protocol):
    """A matrix of which some rows at a time are read: an array, or :class:`StoredRows`."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and components."""

    def __len__(self) -> int:
        """Count the rows."""

    def __getitem__(self, rows: slice | RowArray, /) -> FloatMatrix:
        """Read some rows; float32."""


class RowsWriter:
    """Writes a NumPy file of shape (n, d) whose number of rows is known last; the same bytes as ``np.save`` gives."""

    def __init__(self, path: Path, dimension: int, dtype: npt.DTypeLike) -> None:
        """Begin a new file.

        Raises:
            OSError: the disk refused, as in every method.
        """
        self.count = 0
        self._dimension = dimension
        self._dtype = np.dtype(dtype)
        self._file = path.open("wb")
        self._write_header()

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def add(self, rows: FloatMatrix) -> None:
        """Write rows of shape (m, d)."""
        self._file.write(rows.astype(self._dtype, order="C").data)
        self.count += len(rows)

    def finish(self) -> None:
        """Write how many rows there are, and sync the file."""
        self._file.seek(0)
        self._write_header()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _write_header(self) -> None:
        # NumPy leaves room in it for a greater number of rows.
        shape = (self.count, self._dimension)
        described = {"descr": npy.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(self._file, described)


class StoredRows:
    """The rows of such a file, read as they are asked for. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a file that a :class:`RowsWriter` has finished.

        Raises:
            OSError: the disk refused, as in every method.
        """
        self._file = path.open("rb")
        npy.read_magic(self._file)
        self.shape, _, self._dtype = npy.read_array_header_1_0(self._file)
        self._first = self._file.tell()
        self._row_bytes = self.shape[1] * self._dtype.itemsize

    def __enter__(self) -> Self:
        """Give the rows themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        """Count the rows."""
        return int(self.shape[0])

    def __getitem__(self, rows: slice | RowArray, /) -> FloatMatrix:
        """Read a range of rows, or rows by their numbers; float32."""
        if isinstance(rows, slice):
            first, stop, _ = rows.indices(len(self))
            content = self._read(first, max(0, stop - first))
        else:
            content = b"".join(self._read(row, 1) for row in rows.tolist())
        found = np.frombuffer(content, self._dtype).reshape(-1, self.shape[1])
        return found.astype(np.float32, copy=False)

    def _read(self, first: int, count: int) -> bytes:
        return os.pread(self._file.fileno(), count * self._row_bytes, self._first + first * self._row_bytes)
