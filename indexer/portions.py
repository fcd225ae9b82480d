"""The stream of a build: portions of documents are prepared ahead, embedded, and written.

Memory holds a few portions, whatever the size of the sources.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from indexer.embedding import embed
from indexer.events import ENCODING, FILE_READ, Event
from indexer.index.ledger import FileStatus, LedgerEntry
from indexer.preparing import prepare
from indexer.streaming import ahead, in_portions, in_processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from corpus.records import Document
    from indexer.encoding.seam import Encoder
    from indexer.events import Report
    from indexer.passages import DocumentSplitter
    from indexer.preparing import PreparedPortion
    from indexer.vector_cache import VectorCache
    from indexer.writing import GenerationWriter

# What is prepared, embedded and written at once: some 300 abstracts.
_PORTION_CHARACTERS = 131_072
_ENTRY_CHARACTERS = 100
# Processes take some two seconds to start, in which a megabyte or two is split.
_PARALLEL_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Streamed:
    """What became of every file, and how many passages were embedded now."""

    entries: tuple[LedgerEntry, ...]
    embedded: int


def prepared_portions(
    read: Iterable[Document | LedgerEntry], splitter: DocumentSplitter, size: int
) -> AbstractContextManager[Iterator[PreparedPortion]]:
    """Prepare what is read of sources of ``size`` bytes, ahead of whoever takes it."""
    portions = in_portions(read, _characters, _PORTION_CHARACTERS)
    work = partial(prepare, splitter)
    if size < _PARALLEL_BYTES:
        return ahead(map(work, portions))
    return closing(in_processes(work, portions, os.cpu_count() or 1))


def embed_and_write(
    portions: Iterable[PreparedPortion],
    encoder: Encoder,
    cache: VectorCache,
    writer: GenerationWriter,
    expected: int,
    report: Report,
) -> Streamed:
    """Embed and write what was prepared; ``expected`` is about how many documents will come."""
    entries: list[LedgerEntry] = []
    passages_of_file = embedded_passages = 0
    for portion in portions:
        embedded = embed(portion.passage_texts, portion.sentence_ranges, encoder, cache)
        embedded_passages += int(embedded.is_new.sum())
        writer.add(portion, embedded.texts, embedded.parts)
        for item in portion.items:
            if isinstance(item, LedgerEntry):
                entries.append(replace(item, passages=passages_of_file))
                passages_of_file = 0
                report(_file_read(item))
            else:
                passages_of_file += len(item.passages)
        report(Event(ENCODING, {"done": writer.counts.documents, "total": expected}))
    return Streamed(tuple(entries), embedded_passages)


def _characters(item: Document | LedgerEntry) -> int:
    """Measure an item; entries alone fill a portion too."""
    return _ENTRY_CHARACTERS if isinstance(item, LedgerEntry) else len(item.text)


def _file_read(entry: LedgerEntry) -> Event:
    reason = "" if entry.status is FileStatus.REMOVED else entry.reason
    fields = {"source": entry.source, "status": entry.status.value, "reason": reason}
    return Event(FILE_READ, {**fields, "documents": entry.documents})
