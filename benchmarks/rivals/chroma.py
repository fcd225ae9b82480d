"""Chroma, dense: https://docs.trychroma.com/docs/embeddings/embedding-functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Chroma:
    """A collection on disk. Chroma's own default encoder is the same model, but can only be had over the network."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Load the encoder."""
        self._client = chromadb.PersistentClient(str(folder / "chroma"))
        embedder = SentenceTransformerEmbeddingFunction(str(model))
        self._collection = self._client.create_collection("passages", embedding_function=embedder)

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages, as many at once as Chroma takes."""
        most = self._client.get_max_batch_size()
        for first in range(0, len(passages), most):
            batch = passages[first : first + most]
            self._collection.add(ids=[each.id for each in batch], documents=[each.text for each in batch])

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give ids and distances, nearest first."""
        found = self._collection.query(query_texts=[question], n_results=DEPTH)
        return [(item, -distance) for item, distance in zip(found["ids"][0], found["distances"][0], strict=True)]


if __name__ == "__main__":
    main(Chroma)
