"""Misspelt words of a question -> words that the index knows, where that is safe.

A word is left alone if the passages hold it, if it is English, if the encoder's tokenizer has it whole, if it is short,
holds a digit or capitals within: a corrector that turns one medicine into another is worse than none. Words that were
joined or parted by mistake are parted or joined. What was changed is told with the answer, and a request can forbid it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search_api.english import english_by_initial, english_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

_MIN_LETTERS = 4
# One slip in a short word, two in a long one (Damerau 1964 found 80 % of misspellings to be one slip).
_TWO_SLIPS_FROM = 6
# The last letters tell classes of medicines apart, so a slip there is mended only in a long word.
_LAST_LETTER_FROM = 7
_ENDING = 2
_NAME_FROM = 7
# Of two words as near, one is taken only if it stands in so many times more passages.
_CLEARLY_COMMONER = 3
# One that stands in so many times more, and in so many at least, is taken for a single slip wherever it is.
_FAR_COMMONER = 20
_CANDIDATES = 20
_PREFIXES = frozenset(
    {"anti", "auto", "hyper", "inter", "micro", "mono", "multi", "over", "poly", "post", "semi", "super", "trans"}
)
_ENDINGS = frozenset({"s", "es", "ed", "ing", "ly", "al", "ally"})
_MIN_PART_LETTERS = 4
_MIN_HALF_LETTERS = 3
_MIN_JOINED_LETTERS = 8
_KNOWN_END_FROM = 5
# Names that the index lacks come again, and are compared with all its words each time.
_WORDS_KEPT = 8_192
_TOKEN = re.compile(r"\w+(?:['\u2019]\w+)?")


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was asked, and the word that was searched for instead; either can be two words."""

    asked: str
    used: str


class Speller:
    """Corrects questions towards the words of one index."""

    def __init__(
        self, words: Mapping[str, int], is_whole_token: Callable[[str], bool], names: Collection[str] = ()
    ) -> None:
        """Know the words of an index with their counts, and ask the encoder which words it has whole.

        ``names`` in lower case are known too, whether or not the index holds them.
        """
        self._words = {**dict.fromkeys(names, 0), **words}
        self._is_whole_token = is_whole_token
        self._suggestion = lru_cache(_WORDS_KEPT)(self._looked_up)
        self._by_initial: dict[str, list[str]] = {}
        for word in self._words:
            self._by_initial.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> tuple[str, tuple[Correction, ...]]:
        """Give the text with its misspelt words corrected, and what was changed."""
        corrections: dict[str, str] = {}
        parts: list[str] = []
        end = 0
        for start, stop, used in self._changes(text):
            parts += [text[end:start], used]
            corrections[text[start:stop]] = used
            end = stop
        corrected = "".join([*parts, text[end:]])
        return corrected, tuple(Correction(asked, used) for asked, used in corrections.items())

    def is_known(self, word: str) -> bool:
        """Tell whether a word in lower case is the index's, a medicine's name or English."""
        return word in self._words or word in english_words()

    def _changes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give the ranges of a text to replace, in order, each with what replaces it."""
        tokens = list(_TOKEN.finditer(text))
        place = 0
        while place < len(tokens):
            token = tokens[place]
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if following is not None and text[token.end() : following.start()] == " ":
                joined = self._joined(token.group(), following.group())
                if joined is not None:
                    yield token.start(), following.end(), joined
                    place += 2
                    continue
            used = self._suggestion(token.group(), opens=place == 0)
            if used is not None:
                yield token.start(), token.end(), used
            place += 1

    def _joined(self, first: str, second: str) -> str | None:
        """Give the one word that was written as two, if the index has it far more often than its rarer half."""
        joined = (first + second).lower()
        # Asked first, since the index has hardly any.
        count = self._words.get(joined, 0)
        if (
            count <= _CLEARLY_COMMONER
            or len(joined) < _MIN_JOINED_LETTERS
            or min(len(first), len(second)) < _MIN_HALF_LETTERS
            or not joined.isalpha()
            or (first + second)[1:] != joined[1:]
        ):
            return None
        rarer = max(min(self._words.get(first.lower(), 0), self._words.get(second, 0)), 1)
        return joined if count > _CLEARLY_COMMONER * rarer else None

    def _looked_up(self, asked: str, *, opens: bool) -> str | None:
        word = asked.lower()
        if len(word) < _MIN_LETTERS or not word.isalpha() or asked[1:] != word[1:]:
            return None
        if self.is_known(word) or self._is_whole_token(word):
            return None
        if asked[0] != word[0] and not opens:
            # A name, most likely.
            return self._nearest(word, 1) if len(word) >= _NAME_FROM else None
        return self._nearest(word, 2 if len(word) >= _TWO_SLIPS_FROM else 1) or self._parted(word)

    def _nearest(self, word: str, slips: int) -> str | None:
        """Give the word of the index that was surely meant."""
        # The first letter is seldom wrong (Yannakoudakis and Fawthrop 1983), and keeps like-sounding medicines apart.
        found = extract(
            word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips, limit=_CANDIDATES
        )
        if not found:
            return None
        nearest = min(distance for _, distance, _ in found)
        (count, best), *others = sorted(
            ((self._words[known], known) for known, distance, _ in found if distance == nearest),
            key=lambda each: (-each[0], each[1]),
        )
        rivals = max((other for other, known in others if not _are_forms(best, known)), default=0)
        if count < _CLEARLY_COMMONER * rivals or _are_inflections(word, best):
            return None
        overwhelms = nearest == 1 and count >= _FAR_COMMONER * max(rivals, 1)
        return best if overwhelms or _is_safe(word, best, nearest) else None

    def _parted(self, word: str) -> str | None:
        """Give the two words that were written as one, both English and in the index."""
        pairs = [
            (min(self._words[first], self._words[second]), f"{first} {second}")
            for first, second in (
                (word[:cut], word[cut:]) for cut in range(_MIN_PART_LETTERS, len(word) - _MIN_PART_LETTERS + 1)
            )
            if first in self._words
            and second in self._words
            and {first, second} <= english_words()
            and first not in _PREFIXES
        ]
        return max(pairs)[1] if pairs else None


def _is_safe(word: str, best: str, slips: int) -> bool:
    """Tell whether the slips are such as people make, not the difference between two words."""
    if slips == 1 and len(word) == _MIN_LETTERS:
        near = extract(word, english_by_initial().get(word[0], ()), scorer=OSA.distance, score_cutoff=1, limit=2)
        return all(known == best for known, *_ in near)
    if slips == 1:
        return (
            len(word) >= _LAST_LETTER_FROM or len(word) != len(best) or word[-1] == best[-1] or word[:-1] != best[:-1]
        )
    if word[-_ENDING:] != best[-_ENDING:] or len(best) < len(word):
        return False
    if _ends_in_another_word(word, best):
        return False
    english = english_by_initial().get(word[0], ())
    return not extract(word, english, scorer=OSA.distance, score_cutoff=1, limit=1)


def _ends_in_another_word(word: str, best: str) -> bool:
    """Tell whether a word is rather a compound that nobody knows: "pharmacokinetics" is no "pharmacogenetics"."""
    ends = (word[cut:] for cut in range(_MIN_HALF_LETTERS, len(word) - _KNOWN_END_FROM + 1))
    return any(end in english_words() and not best.endswith(end) for end in ends)


def _are_forms(one: str, other: str) -> bool:
    """Tell whether two words differ in their last two letters alone, as "patched" and "patches" do."""
    shared = max(len(one), len(other)) - _ENDING
    return shared >= _MIN_LETTERS and one[:shared] == other[:shared]


def _are_inflections(one: str, other: str) -> bool:
    """Tell whether one word is the other with an ending, which no correction is needed for."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and long[len(short) :] in _ENDINGS
