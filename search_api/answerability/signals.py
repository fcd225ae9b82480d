"""What a ranking shows of whether its question is answered: five figures, each the higher the better.

A question that is off topic has nothing near. A near miss has: its topic is there, its answer is not. Then no passage
stands out from the others of the topic, none holds the word on which the question turns (a medicine, a device, a
disease), or none gives the kind of figure that is asked for.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.index.recent import Recent
from search_api.answerability.figures import gives_figures
from search_api.answerability.words import WordReader, share_held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.index.opening import OpenIndex
    from indexer.index.store import StoredPassage
    from indexer.index.vectors import FloatMatrix, RowArray
    from search_api.ranking.fusion import Fused
    from search_api.ranking.legs import Question

PASSAGES = 10
"""How many passages are looked at: the first page, however many hits were asked for."""

# Beyond this a passage stands out and no more can be learned from it.
_FAR_AHEAD = 0.2
# To be ahead of what is further than this means less.
_NEAR = 0.5
# So many of a document's passages tell what its middle one is like.
_SAMPLED = 64
# So many of the first passages are read for the question's words, and for the figures it asks for.
_READ, _READ_FOR_FIGURES = 5, 3
# The terms of so many passages are kept, less than a kilobyte each.
_TERMS_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class Signals:
    """What one ranking shows.

    ``first`` is the cosine of the first passage served, ``sentence`` that of the nearest sentence of the first ten.
    ``ahead`` is how far the nearest passage is ahead of its topic, 0 to 0.2: the mean of its lead in cosine over the
    tenth nearest, and over the middle one of its own document; less where the question is far from both.
    ``held`` is how far one of the first five passages holds the question's words, 0 to 1: 1 less the weight of the
    heaviest word that it lacks, where a word weighs the more the rarer it is in English and in the collection.
    ``figure`` is 0 where a kind of figure is asked for that none of the first three passages gives, else 1.
    """

    first: float
    sentence: float
    ahead: float
    held: float
    figure: float

    @property
    def near(self) -> float:
        """How near the question is to what is served: the mean of ``first`` and ``sentence``."""
        return _near(self.first, self.sentence)


class SignalReader:
    """Reads signals off the rankings of one index. Safe to use from several threads."""

    def __init__(self, index: OpenIndex, document_rows: RowArray) -> None:
        """Take an index; ``document_rows`` gives the document of every passage row, ascending, shape (passages,)."""
        self._index = index
        self._document_rows = document_rows
        self._words = WordReader(index.lexical)
        self._terms: Recent[tuple[str, ...]] = Recent(_TERMS_KEPT)

    def read(
        self, question: Question, found: Fused, first: Sequence[StoredPassage], sentences: Sequence[Sequence[float]]
    ) -> Signals:
        """Look at a ranking: all that was found, and its ``first`` passages as served, one at least.

        ``sentences`` gives the cosines of the sentences of each of them with the question.
        """
        nearest = np.lexsort((found.rows, -found.cosines))[:PASSAGES]
        best, last = found.cosines[nearest[[0, -1]]].tolist()
        own = _own_document(int(found.rows[nearest[0]]), self._document_rows)
        middle = _median(self._index.vectors.cosines(question.vector, own))
        cosine = float(found.cosines[np.flatnonzero(found.rows == first[0].row)[0]])
        sentence = max(map(max, sentences[:PASSAGES]))
        lead = min(((best - last) + (best - middle)) / 2, _FAR_AHEAD)
        return Signals(
            first=cosine,
            sentence=sentence,
            ahead=lead * min(max(_near(cosine, sentence), 0.0) / _NEAR, 1.0),
            held=share_held(self._words.words(question), map(self._terms_of, first[:_READ])),
            figure=float(gives_figures(question.text, [stored.text for stored in first[:_READ_FOR_FIGURES]])),
        )

    def _terms_of(self, stored: StoredPassage) -> frozenset[str]:
        terms = self._terms.get(stored.row)
        if terms is None:
            # Passages share most of their terms, so one string of each is enough.
            text = " ".join((*stored.passage.section_path, stored.text))
            terms = tuple(map(sys.intern, self._index.lexical.terms(text)))
            self._terms.put(stored.row, terms)
        return frozenset(terms)


def _own_document(row: int, document_rows: RowArray) -> RowArray:
    """Give the rows of the passages of a row's document, evenly thinned out where they are many."""
    start, end = np.searchsorted(document_rows, [document_rows[row], document_rows[row] + 1])
    return np.arange(start, end, max(1, (end - start) // _SAMPLED), dtype=np.int64)


def _near(first: float, sentence: float) -> float:
    return (first + sentence) / 2


def _median(values: FloatMatrix) -> float:
    """Give the median of an array of shape (m,); NumPy's own takes ten times as long over as few."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
