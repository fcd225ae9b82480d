"""What runs ahead in a thread comes in order, in portions, with its errors, and stops when nobody takes any more."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from indexer.streaming import ahead, in_portions

if TYPE_CHECKING:
    from collections.abc import Iterator


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
