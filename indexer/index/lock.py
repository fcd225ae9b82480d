"""One build at a time: a lock that the system releases when its holder dies, however it dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from indexer.index.errors import IndexLockedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.index.layout import IndexLayout


@contextmanager
def build_lock(layout: IndexLayout) -> Iterator[None]:
    """Hold the index folder for writing.

    Raises:
        IndexLockedError: another build holds it.
    """
    lock = FileLock(layout.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise IndexLockedError(layout.root) from error
    try:
        yield
    finally:
        lock.release()
