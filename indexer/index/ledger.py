"""What became of every source file: one JSON line each, in the order of their names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.index.durable import write_synced
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class FileStatus(StrEnum):
    """What became of a source file. ``SKIPPED`` is a file of a kind that no reader knows."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One source file, or one record of it that failed (then ``source`` names the record).

    ``sha256`` is over what the file became: its documents; empty where it became none.
    """

    source: str
    status: FileStatus
    reason: str = ""
    sha256: str = ""
    documents: int = 0
    passages: int = 0


def write_ledger(entries: Iterable[LedgerEntry], path: Path) -> None:
    """Write and sync a ledger."""
    write_synced(
        path, ((json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False) + "\n").encode() for entry in entries)
    )


def read_ledger(path: Path) -> list[LedgerEntry]:
    """Read a ledger back.

    Raises:
        IndexDamagedError: it is missing or holds a line that is no entry.
    """
    try:
        rows = [json.loads(line) for line in path.read_bytes().splitlines()]
        return [LedgerEntry(**{**row, "status": FileStatus(row["status"])}) for row in rows]
    except OSError as error:
        raise IndexDamagedError(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(path, "holds a line that is no entry") from error
