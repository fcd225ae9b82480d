"""Which half of the questions one belongs to, and which questions are too alike to stand in different halves.

Knows nothing of judgements.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from corpus.checking.questions import SPLITS

if TYPE_CHECKING:
    from corpus.checking.questions import Split

# Of the first 20,000 numbers, the one that parts kinds, voices, styles and themes most evenly.
# It was chosen before anything was searched.
_SALT = 13248
# Jaccard index of the content words; questions above it say the same with a word changed.
MAX_RESEMBLANCE = 0.8
_WORD = re.compile(r"\w+")
# Words that carry no topic: articles, pronouns, question words, auxiliaries, prepositions, conjunctions.
_FUNCTION_WORDS = frozenset(
    _WORD.findall("""
    a about after all am an and any are as at be been before being but by can could did do does for from get had has
    have he her him his how i if in into is it its may me might must my no not of on or our over shall she should so
    than that the their them then there these they this those to too was we were what when where which who whom whose
    why will with would you your
    """)
)


def split_of(group: str, salt: int = _SALT) -> Split:
    """Give the half of a group: fixed by its name, so that no question changes sides when others are added."""
    return SPLITS[hashlib.sha256(f"{salt}:{group}".encode()).digest()[0] % len(SPLITS)]


def content_words(text: str) -> frozenset[str]:
    """Give the words of a question that carry its topic, in lower case."""
    return frozenset(_WORD.findall(text.lower())) - _FUNCTION_WORDS


def resemblance(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the Jaccard index of two sets of words; 0 where both are empty."""
    return len(one & other) / len(one | other) if one or other else 0.0
