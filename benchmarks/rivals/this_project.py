"""This project as everybody gets it: a build, then the searcher of the service."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from benchmarks.rivals.protocol import DEPTH, Text, main
from indexer.build import build
from indexer.encoding.loading import EncoderChoice, load_encoder
from indexer.index.layout import IndexLayout
from indexer.settings import BuildSettings
from search_api.opening import open_searcher
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ThisProject:
    """An index of one document for each passage, longer ones split as usual; a document is found by its best passage.

    The model is the bundled one, whose weights are those that the others are given. It is converted beforehand in a
    process of its own, as the first build on a machine does once; the build that is timed loads what that made.
    """

    def __init__(self, _model: Path, folder: Path) -> None:
        """Have the encoder converted."""
        self._settings = BuildSettings(
            sources=(folder / "documents.jsonl",), index=folder / "index", encoder=self.encoder()
        )
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            conversions = IndexLayout(self._settings.index).encoders
            pool.submit(_convert, self._settings.encoder, conversions).result()

    @staticmethod
    def encoder() -> EncoderChoice:
        """Choose the default encoder."""
        return EncoderChoice()

    def build(self, passages: Sequence[Text]) -> None:
        """Write the documents down, build the index as the batch job does, and open it."""
        with self._settings.sources[0].open("w", encoding="utf-8") as file:
            for each in passages:
                file.write(json.dumps({"_id": each.id, "title": "", "text": each.text}, ensure_ascii=False) + "\n")
        build(self._settings, lambda _: None)
        self._searcher = open_searcher(self._settings.index)

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give the documents of the hits, each once; the whole answer is made, citations and marks among it."""
        best: dict[str, float] = {}
        for hit in self._searcher.search(SearchRequest(question, DEPTH)).hits:
            best.setdefault(hit.citation.document_id, hit.score)
        return list(best.items())


def _convert(choice: EncoderChoice, conversions: Path) -> None:
    load_encoder(choice, conversions)


if __name__ == "__main__":
    main(ThisProject)
