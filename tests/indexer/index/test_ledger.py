"""The ledger gives back what was written, or says that it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.index.errors import IndexDamagedError
from indexer.index.ledger import FileStatus, LedgerEntry, read_ledger, write_ledger

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = [
    LedgerEntry("notes/a.md", FileStatus.INDEXED, "", "a" * 64, 1, 7),
    LedgerEntry("notes/b\nc\u2028\r😀.md", FileStatus.FAILED, 'it is not UTF-8 ("quoted"); save it'),
    LedgerEntry("notes/d.pdf", FileStatus.SKIPPED, "no reader for .pdf"),
    LedgerEntry("notes/e.md", FileStatus.REMOVED, "it is no longer in the source"),
    LedgerEntry("notes/f.md", FileStatus.UNCHANGED, "", "b" * 64, 2, 9),
]


def test_a_ledger_round_trips(tmp_path: Path) -> None:
    """Entries come back in order, names with line ends and every status among them, one line each."""
    write_ledger(ENTRIES, tmp_path / "ledger.jsonl")
    assert read_ledger(tmp_path / "ledger.jsonl") == ENTRIES
    assert (tmp_path / "ledger.jsonl").read_bytes().count(b"\n") == len(ENTRIES)


def test_an_empty_ledger_is_a_ledger(tmp_path: Path) -> None:
    """No entry is no damage."""
    write_ledger([], tmp_path / "ledger.jsonl")
    assert read_ledger(tmp_path / "ledger.jsonl") == []


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"",
        b"[]",
        b'"x"',
        b"5",
        b"{}",
        b'{"source": "a", "status": "lost"}',
        b'{"status": "indexed"}',
        b'{"source": "a", "status": "indexed", "surplus": 1}',
        b"\xff",
    ],
)
def test_a_line_that_is_no_entry_is_refused(tmp_path: Path, line: bytes) -> None:
    """The file is named."""
    path = tmp_path / "ledger.jsonl"
    write_ledger(ENTRIES, path)
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(IndexDamagedError, match=f"^{path} holds a line that is no entry"):
        read_ledger(path)


def test_a_missing_ledger_is_refused(tmp_path: Path) -> None:
    """The system's reason is given."""
    with pytest.raises(IndexDamagedError, match=r"cannot be read \(No such file or directory\)"):
        read_ledger(tmp_path / "ledger.jsonl")
