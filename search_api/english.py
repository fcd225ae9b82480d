"""Which words are English: what is one is neither misspelt nor, in lower case, an abbreviation."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def english_words() -> frozenset[str]:
    """Give the 82,765 English words that symspellpy ships (SCOWL, counted by Google Books), in lower case."""
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in listed.splitlines())


@cache
def english_by_initial() -> dict[str, tuple[str, ...]]:
    """Give the same words by their first letter."""
    words: dict[str, list[str]] = {}
    for word in sorted(english_words()):
        words.setdefault(word[0], []).append(word)
    return {initial: tuple(each) for initial, each in words.items()}
