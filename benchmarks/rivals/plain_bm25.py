"""Plain search: BM25 by bm25s with English stop words and the Snowball stemmer, as https://bm25s.github.io has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bm25s
import Stemmer

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class PlainBM25:
    """Words alone."""

    def __init__(self, _model: Path, _folder: Path) -> None:
        """Load the stemmer."""
        self._stemmer = Stemmer.Stemmer("english")

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""
        self._ids = [each.id for each in passages]
        tokens = bm25s.tokenize(
            [each.text for each in passages], stopwords="en", stemmer=self._stemmer, show_progress=False
        )
        self._index = bm25s.BM25()
        self._index.index(tokens, show_progress=False)

    def search(self, question: str, depth: int = DEPTH) -> Sequence[tuple[str, float]]:
        """Give ids and scores."""
        tokens = bm25s.tokenize(question, stopwords="en", stemmer=self._stemmer, show_progress=False)
        rows, scores = self._index.retrieve(tokens, k=min(depth, len(self._ids)), show_progress=False)
        return [(self._ids[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True)]


if __name__ == "__main__":
    main(PlainBM25)
