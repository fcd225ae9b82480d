"""txtai, hybrid: https://neuml.github.io/txtai/embeddings/configuration/general/#hybrid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txtai import Embeddings

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Txtai:
    """An embeddings database with a sparse index beside the dense one; it keeps no text, which is its default."""

    def __init__(self, model: Path, _folder: Path) -> None:
        """Load the encoder."""
        self._embeddings = Embeddings(path=str(model), hybrid=True)

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""
        self._embeddings.index((each.id, each.text, None) for each in passages)

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give ids and scores."""
        return [(str(item), float(score)) for item, score in self._embeddings.search(question, DEPTH)]


if __name__ == "__main__":
    main(Txtai)
