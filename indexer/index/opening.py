"""Opening an index: everything is verified before the first answer.

Knows nothing of encoders beyond their identity, and nothing of ranking.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.index.abbreviations import read_abbreviations
from indexer.index.durable import sha256_of
from indexer.index.errors import IndexDamagedError
from indexer.index.generations import read_current
from indexer.index.layout import GenerationLayout, IndexLayout
from indexer.index.lexical import LexicalIndex
from indexer.index.manifest import IndexManifest, read_manifest
from indexer.index.store import PassageStore
from indexer.index.vectors import SentenceVectors, VectorIndex
from indexer.index.words import read_words

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.index.abbreviations import Abbreviation
    from indexer.index.generations import Current
    from indexer.index.manifest import FileRecord

# More readers than this only take turns at the disk.
_HASHED_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One generation, verified and ready to be searched. It never changes; a newer one is opened beside it."""

    layout: GenerationLayout
    manifest: IndexManifest
    store: PassageStore
    vectors: VectorIndex
    sentence_vectors: SentenceVectors
    lexical: LexicalIndex
    words: dict[str, int]
    abbreviations: tuple[Abbreviation, ...]

    def close(self) -> None:
        """Give its files back."""
        self.store.close()


def open_index(root: Path) -> OpenIndex:
    """Open the live generation of an index folder.

    Raises:
        IndexNotFoundError: nothing was published there.
        IndexFormatError: it is of another format version.
        IndexDamagedError: a file is missing, altered, or disagrees with another.
    """
    layout = IndexLayout(root)
    current = read_current(layout)
    while True:
        try:
            return open_generation(layout.generation(current.generation), current)
        except IndexDamagedError:
            # A build may have published and pruned between the two reads; then there is a newer one to open.
            newer = read_current(layout)
            if newer == current:
                raise
            current = newer


def open_generation(layout: GenerationLayout, current: Current | None = None) -> OpenIndex:
    """Verify and open one generation; ``current`` is what CURRENT says of it, where it is published.

    Raises:
        IndexFormatError: it is of another format version.
        IndexDamagedError: a file is missing, altered, or disagrees with another.
    """
    manifest = read_manifest(layout.manifest, None if current is None else current.manifest_sha256)
    _verify_files(layout, manifest)
    store = PassageStore(layout.store)
    try:
        opened = OpenIndex(
            layout,
            manifest,
            store,
            VectorIndex(layout.vectors),
            SentenceVectors(layout.sentence_vectors),
            LexicalIndex(layout.lexical),
            read_words(layout.words),
            read_abbreviations(layout.abbreviations),
        )
        _verify_counts(opened)
    except IndexDamagedError:
        store.close()
        raise
    return opened


def _verify_files(layout: GenerationLayout, manifest: IndexManifest) -> None:
    recorded = {record.name for record in manifest.files}
    for path in layout.data_files:
        if path.name not in recorded:
            raise IndexDamagedError(layout.manifest, f"does not list {path.name}")
    # Hashing gives the interpreter free, so that files are read side by side.
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _HASHED_AT_ONCE)) as pool:
        for _ in pool.map(lambda record: _verify_file(layout.folder / record.name, record), manifest.files):
            pass


def _verify_file(path: Path, record: FileRecord) -> None:
    try:
        size = path.stat().st_size
        if size != record.size:
            raise IndexDamagedError(path, f"has {size} bytes where the manifest says {record.size}")
        digest = sha256_of(path)
    except OSError as error:
        raise IndexDamagedError(path, f"cannot be read ({error.strerror})") from error
    if digest != record.sha256:
        raise IndexDamagedError(path, "was altered: its SHA-256 is not the manifest's")


def _verify_counts(opened: OpenIndex) -> None:
    counts, dimension = opened.manifest.counts, opened.manifest.encoder.dimension
    for path, found, expected, what in (
        (opened.layout.store, opened.store.document_count, counts.documents, "documents"),
        (opened.layout.store, opened.store.passage_count, counts.passages, "passages"),
        (opened.layout.vectors, opened.vectors.count, counts.passages, "vectors"),
        (opened.layout.vectors, opened.vectors.dimension, dimension, "dimensions"),
        (opened.layout.lexical, opened.lexical.count, counts.passages, "passages"),
        (opened.layout.sentence_vectors, opened.sentence_vectors.count, counts.sentences, "sentence vectors"),
        (opened.layout.sentence_vectors, opened.sentence_vectors.dimension, dimension, "dimensions"),
    ):
        if found != expected:
            raise IndexDamagedError(path, f"holds {found} {what} where the manifest says {expected}")
