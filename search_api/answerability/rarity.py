"""How rare a word is in English at large: what tells the word a question turns on from the words around it."""

from __future__ import annotations

import math
from functools import cache

from search_api.english import english_counts

# One word in a thousand says nothing of a topic; one in a hundred million is a name or a term.
_COMMON, _RARE = 1e-3, 1e-8
_NUMBER = 0.3


def rarity(word: str) -> float:
    """Give 0 for a common word to 1 for one that no list of English has, on a logarithmic scale; numbers have 0.3."""
    if word.isdigit():
        return _NUMBER
    share = english_counts().get(word.lower(), 0) / _total()
    return min(max(math.log(_COMMON / max(share, _RARE)) / math.log(_COMMON / _RARE), 0.0), 1.0)


@cache
def _total() -> int:
    return sum(english_counts().values())
