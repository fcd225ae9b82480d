"""Which sentences of a passage answer best: those whose vectors are nearest to the question's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.index.records import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from indexer.index.store import StoredPassage
    from indexer.index.vectors import SentenceVectors

# A second sentence is marked only if it is as near as the first, give or take this cosine.
_TIE = 0.03
_MOST = 2


def highlights(
    stored: StoredPassage, vectors: SentenceVectors, question: npt.NDArray[np.float32]
) -> tuple[tuple[Span, ...], float]:
    """Pick the sentences to mark, as ranges into the passage's own text in reading order, and the best cosine."""
    sentences = stored.passage.sentences
    cosines = vectors.rows(stored.first_sentence, len(sentences)) @ question
    best = float(cosines.max())
    order = sorted(range(len(sentences)), key=lambda position: (-cosines[position], position))
    chosen = sorted(position for position in order[:_MOST] if cosines[position] >= best - _TIE)
    start = stored.passage.start
    return tuple(Span(sentences[place].start - start, sentences[place].end - start) for place in chosen), best
