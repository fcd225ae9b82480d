"""Citation marks are found where they stand, and nothing else is taken for one."""

from __future__ import annotations

import time

import pytest

from corpus.citations import citation_marks, cited_keys


def test_a_mark_is_found_at_its_place_with_its_keys() -> None:
    """A mark's range is exactly its brackets; its keys stand in order."""
    text = "Pain 😀 eases [@moore2014; @finnerup-2015]."
    (mark,) = citation_marks(text)
    assert text[mark.start : mark.end] == "[@moore2014; @finnerup-2015]"
    assert mark.keys == ("moore2014", "finnerup-2015")


def test_a_key_is_named_once_in_order_of_first_citation() -> None:
    """The keys of a text are distinct and in order."""
    assert cited_keys("a [@b]. c [@a; @b] d [@a]") == ["b", "a"]


@pytest.mark.parametrize(
    "text",
    ["someone@example.org", "[link](https://x.org/@me)", "[@]", "[@ key]", "[see @key]", "[@a; b]", "[[@a;]", "@key"],
)
def test_other_brackets_are_no_marks(text: str) -> None:
    """An address, a link, an empty or a broken mark is text."""
    assert citation_marks(text) == []


@pytest.mark.parametrize("key", ["a.b:c", "doi/10.1000~x", "x+y", "é", "a#1", "q?", "<a>"])
def test_keys_may_hold_the_marks_that_pandoc_allows(key: str) -> None:
    """Inner punctuation belongs to a key."""
    assert cited_keys(f"[@{key}]") == [key]


@pytest.mark.parametrize("piece", ["[", "[@", "[@a", "[@a;", "[@a; ", "@a;", "[@a ; @b "])
def test_a_megabyte_of_broken_marks_takes_linear_time(piece: str) -> None:
    """The worst text for the pattern is read in well under a second."""
    text = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    assert citation_marks(text) == []
    assert time.perf_counter() - began < 5
