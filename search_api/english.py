"""Which words are English: what is one is neither misspelt nor, in lower case, an abbreviation."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def english_words() -> frozenset[str]:
    """Give the 82,765 English words that symspellpy ships (SCOWL, counted by Google Books), in lower case."""
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in listed.splitlines())
