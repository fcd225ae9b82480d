"""Which sentences of a passage answer best: those whose vectors are nearest to the question's.

The cosine alone favours short sentences that only name the topic, and does not know that a question of how many is
answered by a number; a little is added for length and for digits. What each number here does to the share of hits
with the right sentence marked is what ``python -m evaluation highlights`` prints.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from indexer.index.records import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.index.store import StoredPassage
    from indexer.index.vectors import SentenceVectors
    from search_api.ranking.legs import Question

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
    passages: Sequence[StoredPassage], vectors: SentenceVectors, question: Question
) -> list[tuple[Span, ...]]:
    """Pick the one or two sentences of each passage to mark, as ranges into its own text in reading order."""
    if not passages:
        return []
    # One product for all passages: a passage has few sentences, and a call costs more than its arithmetic.
    rows = [vectors.rows(stored.first_sentence, len(stored.passage.sentences)) for stored in passages]
    cosines: list[float] = (np.concatenate(rows) @ question.vector).tolist()
    figures = _ASKS_FOR_FIGURE.search(question.text) is not None
    marked = []
    for stored in passages:
        count = len(stored.passage.sentences)
        marked.append(_marked(stored, cosines[:count], figures=figures))
        cosines = cosines[count:]
    return marked


def _marked(stored: StoredPassage, cosines: Sequence[float], *, figures: bool) -> tuple[Span, ...]:
    start = stored.passage.start
    spans = [Span(sentence.start - start, sentence.end - start) for sentence in stored.passage.sentences]
    scores = [
        cosine
        + _LENGTH * math.log(span.end - span.start)
        + (_FIGURE if figures and _DIGIT.search(_CITATION.sub("", stored.text[span.start : span.end])) else 0)
        for span, cosine in zip(spans, cosines, strict=True)
    ]
    best, *others = sorted(range(len(spans)), key=lambda place: -scores[place])[:_MOST]
    return tuple(spans[place] for place in sorted([best, *(o for o in others if scores[o] >= scores[best] - _TIE)]))
