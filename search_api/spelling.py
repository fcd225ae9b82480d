"""Misspelt words of a question -> words that the index knows, where that is safe.

A word is left alone if the passages hold it, if it is English, if the encoder's tokenizer has it whole, if it is short,
holds a digit or is written in capitals: a corrector that turns one medicine into another is worse than none.
What was changed is told with the answer, and a request can forbid it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search_api.english import english_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MIN_LETTERS = 4
# One slip in a short word, two in a long one (Damerau 1964 found 80 % of misspellings to be one slip).
_TWO_SLIPS_FROM = 6
_CANDIDATES = 20
_TOKEN = re.compile(r"\w+(?:['\u2019]\w+)?")


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was asked, and the word that was searched for instead."""

    asked: str
    used: str


class Speller:
    """Corrects questions towards the words of one index."""

    def __init__(self, words: Mapping[str, int], is_whole_token: Callable[[str], bool]) -> None:
        """Know the words of an index with their counts, and ask the encoder which words it has whole."""
        self._words = words
        self._is_whole_token = is_whole_token
        self._by_initial: dict[str, list[str]] = {}
        for word in words:
            self._by_initial.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Give the text with its misspelt words corrected, and what was changed."""
        corrections: dict[str, str] = {}
        for match in _TOKEN.finditer(text):
            asked = match.group()
            used = self._suggestion(asked)
            if used is not None:
                corrections[asked] = used
        corrected = _TOKEN.sub(lambda match: corrections.get(match.group(), match.group()), text)
        return corrected, tuple(Correction(asked, used) for asked, used in corrections.items())

    def _suggestion(self, asked: str) -> str | None:
        word = asked.lower()
        if len(word) < _MIN_LETTERS or not word.isalpha() or asked.isupper():
            return None
        if word in self._words or word in english_words() or self._is_whole_token(word):
            return None
        slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        # The first letter is seldom wrong (Yannakoudakis and Fawthrop 1983), and keeps like-sounding medicines apart.
        near = extract(
            word,
            self._by_initial.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=_CANDIDATES,
        )
        if not near:
            return None
        return min(near, key=lambda found: (found[1], -self._words[found[0]], found[0]))[0]
