"""Prepared documents and their vectors -> a whole generation on disk, synced, not yet published."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Self

import numpy as np

from indexer.events import VECTORS_INDEXED, Event
from indexer.index.abbreviations import AbbreviationCounts
from indexer.index.layout import FORMAT_VERSION, GenerationLayout
from indexer.index.ledger import write_ledger
from indexer.index.lexical import LexicalWriter
from indexer.index.manifest import Counts, IndexManifest, file_records, write_manifest
from indexer.index.store_writing import StoreWriter
from indexer.index.vector_building import recall_target, write_vectors
from indexer.index.vector_rows import RowsWriter, StoredRows
from indexer.index.words import write_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from indexer.encoding.seam import Encoder
    from indexer.events import Report
    from indexer.index.ledger import LedgerEntry
    from indexer.index.vectors import FloatMatrix
    from indexer.preparing import PreparedPortion
    from indexer.settings import BuildSettings


@dataclass(frozen=True, slots=True)
class GenerationRecord:
    """What is known of a generation once its last document is read: its name, its sources, what each became."""

    name: str
    sources_sha256: str
    entries: Sequence[LedgerEntry]


def software_version() -> str:
    """Give this software's name and version, as the manifest records it."""
    try:
        return f"pain-evidence-search {version('pain-evidence-search')}"
    except PackageNotFoundError:
        return "pain-evidence-search (not installed)"


class GenerationWriter:
    """Writes a generation into its staging folder, portion after portion. Use as a context manager."""

    def __init__(self, layout: GenerationLayout, dimension: int) -> None:
        """Begin the folder; vectors will have ``dimension`` components.

        Raises:
            OSError, sqlite3.OperationalError: the disk refused, as in every method.
        """
        self._layout = layout
        self._words: Counter[str] = Counter()
        self._abbreviations = AbbreviationCounts()
        layout.folder.mkdir(parents=True)
        with ExitStack() as stack:
            self._store = stack.enter_context(StoreWriter(layout.store))
            self._lexical = stack.enter_context(LexicalWriter(layout.lexical))
            self._vectors = stack.enter_context(RowsWriter(layout.collected_vectors, dimension, np.float32))
            # Half the size, and exact enough to tell which sentence is nearest.
            self._sentences = stack.enter_context(RowsWriter(layout.sentence_vectors, dimension, np.float16))
            self._open_files = stack.pop_all()

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every file."""
        self._open_files.close()

    @property
    def counts(self) -> Counts:
        """How much was written."""
        return Counts(self._store.documents, self._store.passages, self._sentences.count)

    def add(self, portion: PreparedPortion, vectors: FloatMatrix, sentence_vectors: FloatMatrix) -> None:
        """Write documents with the vectors of their passages and of their sentences, in their order."""
        self._store.add(portion.documents)
        self._vectors.add(vectors)
        self._sentences.add(sentence_vectors)
        for text in portion.lexical_texts:
            self._lexical.add(text)
        self._words.update(portion.words)
        for found in portion.definitions:
            self._abbreviations.add(found)

    def finish(self, about: GenerationRecord, encoder: Encoder, settings: BuildSettings, report: Report) -> None:
        """Complete and sync every file, the manifest last."""
        layout = self._layout
        for file in (self._store, self._lexical, self._vectors, self._sentences):
            file.finish()
        with StoredRows(layout.collected_vectors) as vectors, StoredRows(layout.sentence_vectors) as sentences:
            tried = write_vectors(vectors, sentences, layout.vectors)
        layout.collected_vectors.unlink()
        target = recall_target(self.counts.passages)
        for setting in tried:
            report(Event(VECTORS_INDEXED, {**asdict(setting), "taken": setting is tried[-1], "target": target}))
        write_words(self._words, layout.words)
        self._abbreviations.write(layout.abbreviations)
        write_ledger(about.entries, layout.ledger)
        manifest = IndexManifest(
            format_version=FORMAT_VERSION,
            generation=about.name,
            software=software_version(),
            sources_sha256=about.sources_sha256,
            settings=settings.decisive(),
            encoder=encoder.identity,
            encoder_location=settings.encoder.location,
            encoder_adapter=settings.encoder.adapter,
            encoder_runtime=encoder.runtime,
            vector_index=tried[-1],
            counts=self.counts,
            files=file_records(layout),
        )
        write_manifest(manifest, layout.manifest)
