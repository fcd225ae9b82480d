"""Haystack, hybrid in memory, joined by reciprocal ranks: https://docs.haystack.deepset.ai/docs/documentjoiner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Haystack:
    """A pipeline of an embedder, two retrievers of ten passages each, which is their default, and a joiner."""

    def __init__(self, model: Path, _folder: Path) -> None:
        """Load the encoder."""
        self._store = InMemoryDocumentStore()
        self._documents = SentenceTransformersDocumentEmbedder(model=str(model), progress_bar=False)
        self._documents.warm_up()
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=str(model), progress_bar=False))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(self._store))
        self._pipeline.add_component("lexical", InMemoryBM25Retriever(self._store))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
        self._pipeline.connect("embedder", "dense")
        self._pipeline.connect("dense", "joiner")
        self._pipeline.connect("lexical", "joiner")

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""
        documents = [Document(id=each.id, content=each.text) for each in passages]
        self._store.write_documents(self._documents.run(documents)["documents"])

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give ids and scores."""
        found = self._pipeline.run({"embedder": {"text": question}, "lexical": {"query": question}})
        return [(document.id, document.score) for document in found["joiner"]["documents"]]


if __name__ == "__main__":
    main(Haystack)
