"""Whether passages give the kind of figure that a question asks for: an amount, a rate, a time, a share, a price."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Kind(NamedTuple):
    """A kind of figure: what asks for it, and what gives it."""

    asks: re.Pattern[str]
    gives: re.Pattern[str]


def _kind(asks: str, *gives: str) -> _Kind:
    return _Kind(re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), re.compile("|".join(gives), re.IGNORECASE))


_COUNT = r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several)"

_KINDS = (
    _kind(
        r"dos(e|es|age|ing)|milligrams?|mg|how much|schedule",
        r"\d\s*(mg|milligrams?|g|grams?|ml|mcg|micrograms?|µg|iu|units?)\b",
        r"\d\s*%",
    ),
    _kind(
        r"hz|hertz|frequency|infusion rate|velocity|intensity|pulses",
        r"\d\s*(k?hz|hertz|mg|m/s|per (second|minute|hour))\b",
    ),
    _kind(
        r"how (long|soon|many|often)|duration",
        _COUNT + r"[\s-]+(to \w+ )?(minutes?|hours?|days?|weeks?|months?|years?|times)\b",
        r"\b((once|twice) (a|every|daily)|daily|weekly|monthly|every)\b",
    ),
    _kind(
        r"how (common|likely|many)|what (share|per ?cent|percentage|proportion)|odds|success rate|nnt",
        r"\d\s*(%|per ?cent)",
        _COUNT + r" (in|out of|of) (\w+ )?(\d+|two|three|four|five|ten)\b",
        r"\b(number needed|nnt)\b",
    ),
    _kind(
        r"costs?|price|cheap(est)?|expensive|pay|fortune|worth the money",
        r"[£$€]\s?\d",
        r"\b(costs?|prices?|cheap(er|est)?|expensive)\b",
    ),
)
_CITATION = re.compile(r"\[@[^\]]*\]")


def gives_figures(question: str, passages: Sequence[str]) -> bool:
    """Tell whether every kind of figure asked for stands in some passage; where none is asked for, so it is."""
    asked = [kind.gives for kind in _KINDS if kind.asks.search(question)]
    texts = [_CITATION.sub("", passage) for passage in passages] if asked else []
    return all(any(gives.search(text) for text in texts) for gives in asked)
