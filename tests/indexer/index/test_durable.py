"""Bytes reach the disk before their name does, and a file is replaced whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.index.durable import replace_atomically, sha256_of, write_synced

if TYPE_CHECKING:
    from pathlib import Path


def test_a_replaced_file_holds_the_new_content_alone(tmp_path: Path) -> None:
    """No temporary file is left."""
    path = tmp_path / "CURRENT"
    replace_atomically(path, b"old" * 100)
    replace_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["CURRENT"]


def test_bytes_are_synced_before_the_rename_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of the system calls is what survives a loss of power."""
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_sync(descriptor: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file"  # noqa: PTH112 - follows the link
        calls.append(f"sync {kind}")
        fsync(descriptor)

    def note_replace(source: Path, target: Path) -> None:
        calls.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    replace_atomically(tmp_path / "CURRENT", b"new")
    assert calls == ["sync file", "replace", "sync folder"]


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is met before the old file is touched."""
    path = tmp_path / "CURRENT"
    replace_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_chunks_are_written_in_order(tmp_path: Path) -> None:
    """The digest is that of all chunks together."""
    write_synced(tmp_path / "file", (b"a", b"", b"bc"))
    assert (tmp_path / "file").read_bytes() == b"abc"
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
