"""The values that were used last, up to a bound on what they weigh together.

Knows nothing of what it keeps.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

_Value = TypeVar("_Value")


class Recent(Generic[_Value]):
    """Values by key; those not used for longest are forgotten first. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        """Keep values that weigh at most ``most`` together; zero keeps none."""
        self._most = most
        self._weight = 0
        self._values: OrderedDict[Hashable, tuple[_Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def weight(self) -> int:
        """What the values kept weigh together."""
        return self._weight

    def get(self, key: Hashable) -> _Value | None:
        """Give a value, which counts as using it; None where it was never kept or is forgotten."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: _Value, weight: int = 1) -> None:
        """Keep a value, unless it alone weighs more than all may."""
        if weight > self._most:
            return
        with self._lock:
            former = self._values.pop(key, None)
            self._weight += weight - (former[1] if former else 0)
            self._values[key] = (value, weight)
            while self._weight > self._most:
                _, (_, lost) = self._values.popitem(last=False)
                self._weight -= lost
