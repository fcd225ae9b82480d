"""Work that runs ahead of whoever takes it, in portions, so that reading and splitting overlap with encoding.

Knows nothing of documents and vectors. Memory holds no more than a few portions.
"""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")

# One being taken, one ready, one being made.
_AHEAD = 1


@dataclass(frozen=True, slots=True)
class _End:
    """What a thread leaves behind: nothing more comes, or what it failed of."""

    error: BaseException | None = None


def in_portions(items: Iterable[Item], size_of: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """Gather items into lists whose sizes add up to ``most`` or, by the last item, just over it."""
    portion: list[Item] = []
    size = 0
    for item in items:
        portion.append(item)
        size += size_of(item)
        if size >= most:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


@contextmanager
def ahead(items: Iterable[Item]) -> Iterator[Iterator[Item]]:
    """Iterate in a thread of its own, a little ahead; give what takes the items, in order, and raises what it raised.

    Leaving the block stops the thread.
    """
    waiting: queue.Queue[Item | _End] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def run() -> None:
        end = _End()
        try:
            for item in items:
                waiting.put(item)
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised where the items are taken
            end = _End(error)
        waiting.put(end)

    def take() -> Iterator[Item]:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    thread = threading.Thread(target=run, name="ahead", daemon=True)
    thread.start()
    try:
        yield take()
    finally:
        stopped.set()
        while thread.is_alive():
            # It may wait for room.
            _drain(waiting)
            thread.join(timeout=0.01)


def _drain(waiting: queue.Queue[Item | _End]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except queue.Empty:
        return
