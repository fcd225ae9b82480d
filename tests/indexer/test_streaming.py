"""What runs ahead, in a thread or in processes, comes in order, with its errors, and stops when nobody takes it."""

from __future__ import annotations

import operator
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.errors import LostProcessError
from indexer.streaming import ahead, in_portions, in_processes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def test_portions_hold_all_items_in_order() -> None:
    """Each is full but the last; an item larger than a portion closes the one it comes to."""
    sizes = [1, 1, 3, 9, 2, 1]
    assert list(in_portions(sizes, int, 4)) == [[1, 1, 3], [9], [2, 1]]
    assert list(in_portions([], int, 4)) == []


def test_items_come_in_order_from_another_thread() -> None:
    """All of them."""
    threads = set()

    def make() -> Iterator[int]:
        for number in range(100):
            threads.add(threading.current_thread())
            yield number

    with ahead(make()) as items:
        assert list(items) == list(range(100))
    assert threading.current_thread() not in threads


def test_an_error_is_raised_after_the_items_before_it() -> None:
    """Where they are taken."""

    def make() -> Iterator[int]:
        yield 1
        message = "the disk is on fire"
        raise OSError(message)

    with ahead(make()) as items:
        assert next(items) == 1
        with pytest.raises(OSError, match="on fire"):
            next(items)


def test_leaving_early_ends_the_thread() -> None:
    """Even while it waits for room; it makes no more than it was ahead."""
    made = []

    def make() -> Iterator[int]:
        for number in range(1_000):
            made.append(number)
            yield number

    before = threading.active_count()
    with ahead(make()) as items:
        assert next(items) == 0
    assert threading.active_count() == before
    assert len(made) < 10


def test_results_of_processes_come_in_order() -> None:
    """Items are taken no faster than results are, though several processes work."""
    made = []

    def items() -> Iterator[int]:
        for number in range(200):
            made.append(number)
            yield number

    with closing(in_processes(operator.neg, items(), 2)) as results:
        assert next(results) == 0
        assert len(made) < 20
        assert list(results) == [-number for number in range(1, 200)]


def test_an_error_in_a_process_is_raised_where_results_are_taken() -> None:
    """As it was raised there."""
    with closing(in_processes(int, ["text"], 1)) as results, pytest.raises(ValueError, match="invalid literal"):
        next(results)


def test_a_process_that_is_killed_is_told() -> None:
    """In a sentence, whatever ended it."""
    ending = closing(in_processes(os._exit, [1], 1))
    with ending as results, pytest.raises(LostProcessError, match="build again"):
        next(results)


_KILLED_AT_WORK = """
import os, signal
from indexer.errors import LostProcessError
from indexer.streaming import in_processes

def pid(_):
    return os.getpid()

if __name__ == "__main__":
    print(next(in_processes(pid, range(100), 1)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_build_leaves_no_process_behind(tmp_path: Path) -> None:
    """Its helpers notice and end."""
    (tmp_path / "program.py").write_text(_KILLED_AT_WORK)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(tmp_path / "program.py")],
        capture_output=True, text=True, check=False, timeout=60, env=environment,
    )  # fmt: skip
    assert run.returncode == -signal.SIGKILL
    helper = Path("/proc") / run.stdout.strip()
    deadline = time.monotonic() + 30
    while helper.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not helper.exists()
