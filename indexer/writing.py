"""Passages and vectors -> a whole generation on disk, synced, not yet published."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from indexer.abbreviations import definitions
from indexer.events import VECTORS_INDEXED, Event
from indexer.index.abbreviations import write_abbreviations
from indexer.index.layout import FORMAT_VERSION, GenerationLayout
from indexer.index.ledger import write_ledger
from indexer.index.lexical import write_lexical
from indexer.index.manifest import Counts, IndexManifest, file_records, write_manifest
from indexer.index.store import write_store
from indexer.index.vector_building import RECALL_TARGET, write_vectors
from indexer.index.vectors import write_sentence_vectors
from indexer.index.words import write_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from corpus.records import Document
    from indexer.encoding.seam import Encoder
    from indexer.events import Report
    from indexer.index.ledger import LedgerEntry
    from indexer.index.records import Passage, Span
    from indexer.passages import SplitDocument
    from indexer.settings import BuildSettings


@dataclass(frozen=True, slots=True)
class GenerationContent:
    """All that a generation is made of. Vectors are in the order of passages and of sentences."""

    name: str
    sources_sha256: str
    documents: Sequence[SplitDocument]
    vectors: npt.NDArray[np.float32]
    sentence_vectors: npt.NDArray[np.float32]
    entries: Sequence[LedgerEntry]


def software_version() -> str:
    """Give this software's name and version, as the manifest records it."""
    try:
        return f"pain-evidence-search {version('pain-evidence-search')}"
    except PackageNotFoundError:
        return "pain-evidence-search (not installed)"


def write_generation(
    content: GenerationContent, layout: GenerationLayout, encoder: Encoder, settings: BuildSettings, report: Report
) -> IndexManifest:
    """Write every file of a generation into its staging folder, the manifest last."""
    layout.folder.mkdir(parents=True)
    documents, passages = write_store(layout.store, _with_sentence_rows(content.documents))
    tried = write_vectors(content.vectors, content.sentence_vectors, layout.vectors)
    for setting in tried:
        report(Event(VECTORS_INDEXED, {**asdict(setting), "taken": setting is tried[-1], "target": RECALL_TARGET}))
    write_sentence_vectors(content.sentence_vectors, layout.sentence_vectors)
    passage_texts = [text for split in content.documents for text in split.passage_texts]
    write_lexical(passage_texts, layout.lexical)
    write_words(passage_texts, layout.words)
    write_abbreviations(
        ([found for text in split.passage_texts for found in definitions(text)] for split in content.documents),
        layout.abbreviations,
    )
    write_ledger(content.entries, layout.ledger)
    manifest = IndexManifest(
        format_version=FORMAT_VERSION,
        generation=content.name,
        software=software_version(),
        sources_sha256=content.sources_sha256,
        settings=settings.decisive(),
        encoder=encoder.identity,
        encoder_location=settings.encoder.location,
        encoder_adapter=settings.encoder.adapter,
        encoder_runtime=encoder.runtime,
        vector_index=tried[-1],
        counts=Counts(documents, passages, len(content.sentence_vectors)),
        files=file_records(layout),
    )
    write_manifest(manifest, layout.manifest)
    return manifest


def _with_sentence_rows(
    documents: Sequence[SplitDocument],
) -> Iterator[tuple[Document, Sequence[Passage], Mapping[Span, int]]]:
    first = 0
    for split in documents:
        yield split.document, split.passages, {span: first + row for row, span in enumerate(split.sentences)}
        first += len(split.sentences)
