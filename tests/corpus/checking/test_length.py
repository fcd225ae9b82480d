"""The rule on length, and what counts as a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.checking.length import count_words
from corpus.checking.page import read_page
from corpus.records import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"


def _words(text: str) -> int:
    return count_words(read_page("a.md", Document("a", "A", text, (), "a.md")))


def test_citations_link_targets_and_front_matter_are_no_words() -> None:
    """Only what a reader reads is counted; a figure with its sign is one word."""
    assert (
        _words("---\nid: a\n---\n\n# Two words\n\nSee [the page](../a/b.md): 5.4 to 8.7% helped [@a2017b; @c].\n") == 9
    )


def test_a_short_document_is_reported(good: dict[str, str], found: Found) -> None:
    """Fewer than 500 words are too few."""
    lines = good[GABAPENTIN].split("\n")
    good[GABAPENTIN] = "\n".join("Few words." if line.startswith("The alder") else line for line in lines)
    assert found(good) == [("length", "")]


def test_a_long_document_is_reported(good: dict[str, str], found: Found) -> None:
    """More than 1,500 words are too many."""
    good[GABAPENTIN] += "\n" + "word " * 1000 + "\n"
    assert found(good) == [("length", "")]
