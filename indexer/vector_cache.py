"""Vectors of texts embedded before, so that unchanged text is never embedded twice and a cut-off build can go on.

SQLite keeps it whole through a crash. Every row carries a checksum of its own: this file is no part of a generation,
and a bit that flips in it must not reach one.
"""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    import numpy.typing as npt

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY, encoder BLOB NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, checksum INTEGER NOT NULL,
    UNIQUE (encoder, text)
)
"""
# Five vectors of 384 components fill a page.
_PAGE_BYTES = 8192
_LOOKUP_BATCH = 500
# SQLITE_ERROR is what another table of the same name gives.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR})


class VectorCache:
    """Vectors by encoder identity and text digest. Use as a context manager."""

    def __init__(self, path: Path, encoder_digest: str) -> None:
        """Open or create the file. ``discarded`` tells whether a damaged one had to be thrown away.

        Raises:
            sqlite3.OperationalError: the disk refused.
        """
        self._encoder = bytes.fromhex(encoder_digest)
        self.discarded = False
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError as error:
            # A full disk is no reason to throw hours of work away.
            if error.sqlite_errorcode & 0xFF not in _DAMAGE:
                raise
            self.discarded = True
            for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
                name.unlink(missing_ok=True)
            self._connection = self._open(path)

    def __enter__(self) -> Self:
        """Give the cache itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, digests: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float32]]:
        """Look up texts by digest; those that are not known, or whose row is damaged, are left out."""
        found: dict[bytes, npt.NDArray[np.float32]] = {}
        used: list[tuple[int]] = []
        for first in range(0, len(digests), _LOOKUP_BATCH):
            batch = digests[first : first + _LOOKUP_BATCH]
            marks = ",".join("?" * len(batch))
            rows = self._connection.execute(
                f"SELECT id, text, vector, checksum FROM vectors WHERE encoder = ? AND text IN ({marks})",  # noqa: S608 - only question marks are put in
                [self._encoder, *batch],
            )
            for row, text, vector, checksum in rows:
                # A flipped bit can change the type of a value too.
                if isinstance(vector, bytes) and _checksum(self._encoder, text, vector) == checksum:
                    found[text] = np.frombuffer(vector, "<f4")
                    used.append((row,))
        self._connection.executemany("INSERT OR IGNORE INTO used VALUES (?)", used)
        return found

    def put(self, rows: Iterable[tuple[bytes, npt.NDArray[np.float32]]]) -> None:
        """Keep vectors; they are on the disk when this returns."""
        stored = [(text, vector.astype("<f4").tobytes()) for text, vector in rows]
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors (encoder, text, vector, checksum) VALUES (?, ?, ?, ?)",
                [(self._encoder, text, vector, _checksum(self._encoder, text, vector)) for text, vector in stored],
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO used SELECT id FROM vectors WHERE encoder = ? AND text = ?",
                [(self._encoder, text) for text, _ in stored],
            )

    def forget_unused(self) -> int:
        """Forget this encoder's vectors of texts that were neither looked up nor put since the cache was opened.

        Gives how many were forgotten.
        """
        with self._connection:
            self._connection.execute("BEGIN")
            return self._connection.execute(
                "DELETE FROM vectors WHERE encoder = ? AND id NOT IN (SELECT id FROM used)", (self._encoder,)
            ).rowcount

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _take_over_old_table(connection)
            connection.execute(_SCHEMA)
            connection.execute("SELECT id, encoder, text, vector, checksum FROM vectors LIMIT 0")
            # In a file of its own, which SQLite removes.
            connection.execute("CREATE TEMP TABLE used (id INTEGER PRIMARY KEY)")
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                damage = sqlite3.DatabaseError("damaged")
                damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise damage
        except sqlite3.DatabaseError:
            connection.close()
            raise
        # Else a blob whose type was changed to text by a flipped bit would stop the lookup.
        connection.text_factory = bytes
        return connection


def _take_over_old_table(connection: sqlite3.Connection) -> None:
    """Copy the vectors of a file from before rows were numbered: they may have taken hours."""
    columns = [column for _, column, *_ in connection.execute("PRAGMA table_info(vectors)")]
    if columns != ["encoder", "text", "vector", "checksum"]:
        return
    connection.execute("BEGIN")
    connection.execute("ALTER TABLE vectors RENAME TO old_vectors")
    connection.execute(_SCHEMA)
    connection.execute(
        "INSERT INTO vectors (encoder, text, vector, checksum) SELECT encoder, text, vector, checksum FROM old_vectors"
    )
    connection.execute("DROP TABLE old_vectors")
    connection.execute("COMMIT")


def _checksum(encoder: bytes, text: bytes, vector: bytes) -> int:
    return zlib.crc32(vector, zlib.crc32(text, zlib.crc32(encoder)))
