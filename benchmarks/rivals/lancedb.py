"""LanceDB, hybrid search joined by reciprocal ranks: https://docs.lancedb.com/search/hybrid-search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lancedb
import pyarrow as pa
from lancedb.embeddings import EmbeddingFunctionConfig, get_registry
from lancedb.index import FTS
from lancedb.rerankers import RRFReranker

from benchmarks.rivals.protocol import DEPTH, Text, main

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class LanceDB:
    """A table that embeds its texts, with a full-text index. Vectors are searched exactly, as by default."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Load the encoder."""
        embedder = get_registry().get("sentence-transformers").create(name=str(model))
        vector = pa.list_(pa.float32(), embedder.ndims())
        self._schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("vector", vector)])
        self._embedding = EmbeddingFunctionConfig(vector_column="vector", source_column="text", function=embedder)
        self._database = lancedb.connect(folder / "lancedb")
        self._reranker = RRFReranker()

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""
        self._table = self._database.create_table(
            "passages", schema=self._schema, embedding_functions=[self._embedding]
        )
        self._table.add([{"id": each.id, "text": each.text} for each in passages])
        self._table.create_index("text", config=FTS())

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give ids and scores."""
        query = self._table.search(question, query_type="hybrid").rerank(self._reranker).limit(DEPTH)
        return [(row["id"], row["_relevance_score"]) for row in query.to_list()]


if __name__ == "__main__":
    main(LanceDB)
