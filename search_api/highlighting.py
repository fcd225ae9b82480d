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
    from indexer.index.store import StoredPassage
    from indexer.index.vectors import SentenceVectors
    from search_api.ranking.legs import Question

# A second sentence is marked only if it is as near as the first, give or take this much.
_TIE = 0.1
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


def highlights(stored: StoredPassage, vectors: SentenceVectors, question: Question) -> tuple[Span, ...]:
    """Pick the one or two sentences to mark, as ranges into the passage's own text in reading order."""
    start = stored.passage.start
    spans = [Span(sentence.start - start, sentence.end - start) for sentence in stored.passage.sentences]
    scores = vectors.rows(stored.first_sentence, len(spans)) @ question.vector
    scores = scores + _LENGTH * np.array([math.log(span.end - span.start) for span in spans])
    if _ASKS_FOR_FIGURE.search(question.text):
        figures = [bool(_DIGIT.search(_CITATION.sub("", stored.text[span.start : span.end]))) for span in spans]
        scores = scores + _FIGURE * np.array(figures)
    order = np.argsort(-scores, kind="stable")[:_MOST]
    best = scores[order[0]]
    return tuple(spans[place] for place in sorted(order) if scores[place] >= best - _TIE)
