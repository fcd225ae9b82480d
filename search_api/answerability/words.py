"""The words that a question turns on, and whether passages hold them: as they are, or by what they stand for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from search_api.answerability.rarity import rarity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexer.index.lexical import LexicalIndex
    from search_api.ranking.legs import Question

_WORD = re.compile(r"[^\W_]{2,}")
# "isn't" and the end of "I've" are no words that anything turns on.
_CONTRACTED = re.compile(r"\b\w*n['\u2019]t\b|['\u2019]\w{1,2}\b", re.IGNORECASE)
# Some 4 MB of words at most; questions share most of theirs.
_WORDS_KEPT = 8_192


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question.

    ``weight`` is the larger the rarer the word is in English and in the collection, 0 to 1. ``ways`` are the ways to
    say it, each a set of the index's terms: the word, the runs of letters and digits it is made of, and what an
    abbreviation or a brand name stands for.
    """

    weight: float
    ways: tuple[frozenset[str], ...]

    def is_held(self, terms: frozenset[str]) -> bool:
        """Tell whether a text of these terms says it in any way."""
        return any(way <= terms for way in self.ways)


class WordReader:
    """Reads the words of questions to one index. Safe to use from several threads."""

    def __init__(self, lexical: LexicalIndex) -> None:
        """Take the lexical index, which is asked for each word once while it is remembered."""
        self._lexical = lexical
        self._word = lru_cache(_WORDS_KEPT)(self._looked_up)

    def words(self, question: Question) -> list[Word]:
        """Give the words of a question, each once, without those that every text holds."""
        meanings: dict[str, list[frozenset[str]]] = {}
        for expansion in question.expansions:
            added = frozenset(self._lexical.terms(expansion.added))
            for word in _written(expansion.asked):
                meanings.setdefault(word, []).append(added)
        words = (self._word(each, *meanings.get(each, ())) for each in dict.fromkeys(_written(question.text)))
        return [word for word in words if word is not None]

    def _looked_up(self, written: str, *meanings: frozenset[str]) -> Word | None:
        terms = self._lexical.terms(written)
        if not terms:
            return None
        # The index's first term of a word is the word, the others are its runs.
        ways = tuple(way for way in (frozenset(terms[:1]), frozenset(terms[1:]), *meanings) if way)
        frequency = max(min(self._lexical.document_frequency(term) for term in way) for way in ways)
        return Word(rarity(written) * _rareness(self._lexical.count, frequency), ways)


def share_held(words: Iterable[Word], passages: Iterable[frozenset[str]]) -> float:
    """Tell how well the one passage that holds the most is to be believed, 0 to 1: 1 less its heaviest word missing.

    Passages are given by their terms. A question without words is held by none.
    """
    heaviest_first = sorted(words, key=lambda word: -word.weight)
    if not heaviest_first:
        return 0.0
    return 1 - min(next((word.weight for word in heaviest_first if not word.is_held(terms)), 0.0) for terms in passages)


def _written(text: str) -> Iterator[str]:
    yield from _WORD.findall(_CONTRACTED.sub(" ", text.lower()))


def _rareness(count: int, frequency: int) -> float:
    """Give BM25's inverse document frequency as a share of that of a word which no passage holds."""
    return _inverse_frequency(count, frequency) / _inverse_frequency(count, 0)


def _inverse_frequency(count: int, frequency: int) -> float:
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
