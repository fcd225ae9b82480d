"""Numbers of things."""

from __future__ import annotations

import pytest

from corpus.counts import counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 passages"), (1, "1 passage"), (2, "2 passages"), (12_000, "12,000 passages")]
)
def test_only_one_thing_is_told_in_the_singular(number: int, said: str) -> None:
    """And thousands are parted."""
    assert counted(number, "passage") == said
