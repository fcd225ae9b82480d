"""Writes that survive a loss of power: bytes reach the disk before their name does.

Knows nothing of what it writes.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until a folder's list of names is on the disk."""
    sync_file(path)


def write_synced(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def replace_atomically(path: Path, content: bytes) -> None:
    """Replace a file so that a reader, or a crash, meets either the old content or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    write_synced(temporary, [content])
    temporary.replace(path)
    sync_folder(path.parent)
