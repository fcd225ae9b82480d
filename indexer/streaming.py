"""Work that runs ahead of whoever takes it, in portions: in a thread, or spread over processes.

Knows nothing of documents and vectors. Memory holds no more than a few portions.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from indexer.errors import LostProcessError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Future

Item = TypeVar("Item")
Made = TypeVar("Made")

# One being taken, one ready, one being made.
_AHEAD = 1
# Portions that wait for each process, so that none is idle while results are taken in order.
_AHEAD_PER_PROCESS = 4


# What this process applies, where it is one of those that ``in_processes`` starts.
_function: Callable[[Any], Any]


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


def in_processes(
    function: Callable[[Item], Made], items: Iterable[Item], processes: int
) -> Generator[Made, None, None]:
    """Apply a function to each item in other processes; results come in the order of the items.

    The function is sent to each process once. Items are taken no faster than results are.

    Raises:
        LostProcessError: one of the processes was ended from outside.
    """
    # Forked, a process would inherit locks that other threads hold.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, partial(_begin, function))
    try:
        pending: deque[Future[Made]] = deque()
        for item in items:
            pending.append(pool.submit(_apply, item))
            if len(pending) > _AHEAD_PER_PROCESS * processes:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except BrokenProcessPool as error:
        msg = "a process that splits documents was ended, perhaps for want of memory: free some and build again"
        raise LostProcessError(msg) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(function: Callable[[Any], Any]) -> None:
    """Prepare a process: it keeps the function, leaves interrupts to its parent, and ends when the parent is killed."""
    global _function  # noqa: PLW0603 - a process of a pool has no other place
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _apply(item: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
    return _function(item)


def _drain(waiting: queue.Queue[Item | _End]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except queue.Empty:
        return
