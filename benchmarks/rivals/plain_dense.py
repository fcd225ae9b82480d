"""Plain search: exact cosines by NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class PlainDense:
    """Vectors alone."""

    def __init__(self, model: Path, _folder: Path) -> None:
        """Load the encoder."""
        self._encoder = SentenceTransformer(str(model))

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""
        self._ids = [each.id for each in passages]
        self._vectors = self._encoder.encode([each.text for each in passages], normalize_embeddings=True)

    def search(self, question: str, depth: int = DEPTH) -> Sequence[tuple[str, float]]:
        """Give ids and cosines."""
        cosines = self._vectors @ self._encoder.encode(question, normalize_embeddings=True)
        rows = np.argsort(-cosines)[:depth]
        return [(self._ids[row], float(cosines[row])) for row in rows]


if __name__ == "__main__":
    main(PlainDense)
