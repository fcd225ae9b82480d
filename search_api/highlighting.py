"""Which sentences of a passage answer best: those whose vectors are nearest to the question's.

The cosine alone favours short sentences that only name the topic, and does not know that a question of how many is
answered by a number; a little is added for length and for digits. What each number here does to the share of hits
with the right sentence marked is what ``python -m evaluation highlights`` prints.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from indexer.index.records import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.index.store import StoredPassage

# A second sentence is marked only if it is as near as the first, give or take this much.
_TIE = 0.06
_MOST = 2
# For every sentence e times as long.
_LENGTH = 0.03
# For a sentence with a figure, where the question asks for one.
_FIGURE = 0.1
_ASKS_FOR_FIGURE = re.compile(
    r"\b(how (many|much|often|common|likely|long)|what (share|per ?cent|percentage|proportion|number)|nnt|odds|rate)\b",
    re.IGNORECASE,
)
_CITATION = re.compile(r"\[@[^\]]*\]")
_DIGIT = re.compile(r"\d")


def highlights(
    passages: Sequence[StoredPassage], cosines: Sequence[Sequence[float]], question: str
) -> list[tuple[Span, ...]]:
    """Pick the one or two sentences of each passage to mark, as ranges into its own text in reading order.

    ``cosines`` gives those of every passage's sentences with the question.
    """
    figures = _ASKS_FOR_FIGURE.search(question) is not None
    return [_marked(stored, near, figures=figures) for stored, near in zip(passages, cosines, strict=True)]


def _marked(stored: StoredPassage, cosines: Sequence[float], *, figures: bool) -> tuple[Span, ...]:
    origin, sentences = stored.passage.start, stored.passage.sentences
    scores = [
        cosine
        + _LENGTH * math.log(end - start)
        + (_FIGURE if figures and _has_figure(stored.text[start - origin : end - origin]) else 0)
        for (start, end), cosine in zip(sentences, cosines, strict=True)
    ]
    best, *others = sorted(range(len(scores)), key=lambda place: -scores[place])[:_MOST]
    marked = sorted([best, *(other for other in others if scores[other] >= scores[best] - _TIE)])
    return tuple(Span(sentences[place].start - origin, sentences[place].end - origin) for place in marked)


def _has_figure(sentence: str) -> bool:
    return _DIGIT.search(_CITATION.sub("", sentence)) is not None
