"""Which words are English: what is one is neither misspelt nor, in lower case, an abbreviation."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import KeysView


@cache
def english_counts() -> dict[str, int]:
    """Give the 82,765 English words that symspellpy ships, in lower case, with their counts.

    The words are SCOWL's, the counts those of Google Books.
    """
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    # Each line is a word and its count.
    fields = listed.split()
    return dict(zip(fields[::2], map(int, fields[1::2]), strict=True))


def english_words() -> KeysView[str]:
    """Give the same words without their counts."""
    return english_counts().keys()


@cache
def english_by_initial() -> dict[str, tuple[str, ...]]:
    """Give the same words by their first letter."""
    words: dict[str, list[str]] = {}
    for word in sorted(english_words()):
        words.setdefault(word[0], []).append(word)
    return {initial: tuple(each) for initial, each in words.items()}
