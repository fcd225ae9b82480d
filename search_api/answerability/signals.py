"""What a ranking shows of whether its question is answered: four figures, each the higher the better.

A question that is off topic has nothing near. A near miss has: its topic is there, its answer is not. Then no passage
stands out from the others of the topic, and the word on which the question turns (a medicine, a device, a disease)
may stand nowhere in the collection.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

import numpy as np

from search_api.answerability.rarity import rarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.index.lexical import LexicalIndex
    from indexer.index.opening import OpenIndex
    from indexer.index.store import StoredPassage
    from indexer.index.vectors import RowArray
    from search_api.ranking.fusion import Candidate
    from search_api.ranking.legs import Question

PASSAGES = 10
"""How many passages are looked at: the first page, however many hits were asked for."""

# Beyond this a passage stands out and no more can be learned from it.
_FAR_AHEAD = 0.2
# So many of a document's passages tell what its middle one is like.
_SAMPLED = 64
# So that a question of common words only is not one without words.
_LEAST = 1e-6
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Signals:
    """What one ranking shows.

    ``first`` is the cosine of the first passage served, ``sentence`` that of the nearest sentence of the first ten.
    ``ahead`` is how far the nearest passage is ahead of its topic, 0 to 0.2: the mean of its lead in cosine over the
    tenth nearest, and over the middle one of its own document.
    ``known`` is the share of the question's words that the collection holds, 0 to 1, where a word weighs the more the
    rarer it is in English and in the collection; 0 where the question has no words of its own.
    """

    first: float
    sentence: float
    ahead: float
    known: float


def signals(
    question: Question,
    candidates: Sequence[Candidate],
    first: Sequence[StoredPassage],
    index: OpenIndex,
    document_rows: RowArray,
) -> Signals:
    """Look at a ranking: all its candidates, best first, and its ``first`` passages as served, one at least.

    ``document_rows`` gives the document of every passage row, in ascending order, shape (passages,).
    """
    nearest = nlargest(PASSAGES, ((candidate.scores["dense"], -candidate.row) for candidate in candidates))
    best, row = nearest[0]
    own = _own_document(-row, document_rows)
    middle = float(np.median(index.vectors.cosines(question.vector, own)))
    sentences = [
        index.sentence_vectors.rows(stored.first_sentence, len(stored.passage.sentences)) for stored in first[:PASSAGES]
    ]
    return Signals(
        first=next(candidate.scores["dense"] for candidate in candidates if candidate.row == first[0].row),
        sentence=float((np.concatenate(sentences) @ question.vector).max()),
        ahead=min(((best - nearest[-1][0]) + (best - middle)) / 2, _FAR_AHEAD),
        known=_known(question.text, index.lexical),
    )


def _own_document(row: int, document_rows: RowArray) -> RowArray:
    """Give the rows of the passages of a row's document, evenly thinned out where they are many."""
    start, end = np.searchsorted(document_rows, [document_rows[row], document_rows[row] + 1])
    return np.arange(start, end, max(1, (end - start) // _SAMPLED), dtype=np.int64)


def _known(text: str, lexical: LexicalIndex) -> float:
    """Weigh the words of a question that the collection holds against all of them."""
    highest = _inverse_frequency(lexical.count, 0)
    held = total = 0.0
    for word in dict.fromkeys(_WORD.findall(text.lower())):
        for term in lexical.terms(word):
            frequency = lexical.document_frequency(term)
            weight = (rarity(word) + _LEAST) * _inverse_frequency(lexical.count, frequency) / highest
            total += weight
            held += weight if frequency > 0 else 0.0
    return held / total if total > 0 else 0.0


def _inverse_frequency(count: int, frequency: int) -> float:
    """Give the inverse document frequency of BM25."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
