"""The batch job: read, split, encode, write, verify, publish."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from corpus.bibliography import Bibliography
from corpus.sources import discover
from indexer.encoding.loading import for_building, load_encoder
from indexer.errors import NothingToPublishError
from indexer.events import (
    BUILD_FINISHED,
    BUILD_STARTED,
    CACHE_DISCARDED,
    ENCODED,
    NOT_TIDIED,
    PUBLISHED,
    SPLIT,
    UP_TO_DATE,
    VERIFIED,
    Event,
)
from indexer.fingerprints import fingerprint, sound_twin, sources_digest
from indexer.index.errors import IndexDamagedError, IndexFormatError, IndexNotFoundError, IndexWriteError
from indexer.index.generations import clear_leftovers, free_name, point_to, prune, publish
from indexer.index.layout import IndexLayout
from indexer.index.ledger import FileStatus, read_ledger
from indexer.index.lock import build_lock
from indexer.index.opening import open_generation, open_index
from indexer.passages import DocumentSplitter
from indexer.portions import embed_and_write, prepared_portions
from indexer.reading import look_into, read_sources
from indexer.vector_cache import VectorCache
from indexer.writing import GenerationRecord, GenerationWriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.sources import SourceFile
    from indexer.events import Report
    from indexer.index.layout import GenerationLayout
    from indexer.index.ledger import LedgerEntry
    from indexer.index.manifest import IndexManifest
    from indexer.settings import BuildSettings


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """What a build did. ``published`` is False where the index was up to date. Counts of files are by ledger status."""

    generation: str
    published: bool
    files: Mapping[str, int]
    documents: int
    passages: int
    passages_embedded: int
    passages_reused: int
    removed_generations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Live:
    """The generation that serves now, if there is a sound one."""

    manifest: IndexManifest | None
    entries: tuple[LedgerEntry, ...]


def build(settings: BuildSettings, report: Report) -> BuildOutcome:
    """Build an index from its sources and publish it; the index published before serves until the last step.

    Raises:
        CorpusError: a source or a bibliography named by the user cannot be used.
        EncoderError: the encoder cannot be used.
        BuildError: nothing can be published.
        IndexStateError: another build is writing, or the disk refused.
    """
    layout = IndexLayout(settings.index)
    files = discover(settings.sources)
    bibliography = Bibliography.load(settings.references)
    try:
        layout.generations.mkdir(parents=True, exist_ok=True)
        with build_lock(layout):
            clear_leftovers(layout)
            return _build(settings, layout, files, bibliography, report)
    except OSError as error:
        raise IndexWriteError(layout.root, error.strerror or str(error)) from error
    except sqlite3.OperationalError as error:
        raise IndexWriteError(layout.root, str(error)) from error


def _build(
    settings: BuildSettings,
    layout: IndexLayout,
    files: Sequence[SourceFile],
    bibliography: Bibliography,
    report: Report,
) -> BuildOutcome:
    report(Event(BUILD_STARTED, {"index": str(layout.root), "files": len(files)}))
    live = _live(layout)
    encoder = load_encoder(for_building(settings.encoder), layout.encoders)
    contents = {file.source: look_into(file) for file in files}
    digests = {source: content.sha256 for source, content in contents.items()}
    sources_sha256 = sources_digest(settings, files, digests, encoder)
    if live.manifest is not None and _is_up_to_date(live, sources_sha256):
        # A build that was cut off after it published left this to the next one.
        removed = _tidy(report, layout, settings.keep)
        return _finish(report, replace(_unchanged_outcome(live), removed_generations=removed), UP_TO_DATE)

    # Its name is known once everything is read.
    staged = layout.staging(sources_sha256[:16])
    read = read_sources(files, digests, bibliography, live.entries)
    splitter = DocumentSplitter.for_encoder(encoder, settings)
    try:
        with (
            VectorCache(layout.vector_cache, encoder.identity.digest) as cache,
            GenerationWriter(staged, encoder.identity.dimension) as writer,
        ):
            if cache.discarded:
                report(Event(CACHE_DISCARDED, {"file": str(layout.vector_cache)}))
            expected = sum(content.documents for content in contents.values())
            with prepared_portions(read, splitter, sum(content.size for content in contents.values())) as portions:
                streamed = embed_and_write(portions, encoder, cache, writer, expected, report)
            counts = writer.counts
            if not counts.documents:
                msg = "no file of the sources became a document: name a folder with .md, .txt or .jsonl files of text"
                raise NothingToPublishError(msg)
            reused = counts.passages - streamed.embedded
            report(Event(SPLIT, {"documents": counts.documents, "passages": counts.passages}))
            report(Event(ENCODED, {"embedded": streamed.embedded, "reused": reused}))

            wanted = fingerprint(sources_sha256, streamed.entries)
            name = sound_twin(layout, wanted)
            if name is None:
                name = free_name(layout, wanted)
                about = GenerationRecord(name, sources_sha256, streamed.entries)
                writer.finish(about, encoder, settings, report)
                _verify_publish(layout, staged, name, report)
            else:
                point_to(layout, name)
            removed = _tidy(report, layout, settings.keep, cache)
    finally:
        # Once it is published, the staging folder bears another name.
        shutil.rmtree(staged.folder, ignore_errors=True)

    changed = live.manifest is None or live.manifest.generation != name
    outcome = BuildOutcome(
        generation=name,
        published=changed,
        files=dict(Counter(entry.status.value for entry in streamed.entries)),
        documents=counts.documents,
        passages=counts.passages,
        passages_embedded=streamed.embedded,
        passages_reused=reused,
        removed_generations=removed,
    )
    return _finish(report, outcome, PUBLISHED if changed else UP_TO_DATE)


def _tidy(report: Report, layout: IndexLayout, keep: int, cache: VectorCache | None = None) -> tuple[str, ...]:
    """Remove old generations and vectors, and name the generations removed.

    What was published stays published where this fails, so the build has not failed.
    """
    try:
        removed = prune(layout, keep)
        if cache is not None:
            cache.forget_unused()
    except (OSError, sqlite3.OperationalError) as error:
        report(Event(NOT_TIDIED, {"reason": str(error)}))
        return ()
    return tuple(removed)


def _verify_publish(layout: IndexLayout, staged: GenerationLayout, name: str, report: Report) -> None:
    opened = open_generation(staged)
    opened.store.check()
    opened.close()
    report(Event(VERIFIED, {"generation": name}))
    publish(layout, staged, name)


def _live(layout: IndexLayout) -> _Live:
    """Open what serves now. A damaged or foreign index is no reason not to build a sound one."""
    try:
        opened = open_index(layout.root)
    except (IndexNotFoundError, IndexDamagedError, IndexFormatError):
        return _Live(None, ())
    opened.close()
    return _Live(opened.manifest, tuple(read_ledger(opened.layout.ledger)))


def _is_up_to_date(live: _Live, sources_sha256: str) -> bool:
    """Tell whether a build would change nothing. Files that failed are tried again, whatever their digest."""
    failed = any(entry.status is FileStatus.FAILED for entry in live.entries)
    return live.manifest is not None and live.manifest.sources_sha256 == sources_sha256 and not failed


def _unchanged_outcome(live: _Live) -> BuildOutcome:
    assert live.manifest is not None  # noqa: S101 - asked by the caller
    counts = Counter(_unchanged(entry.status).value for entry in live.entries)
    counts.pop(FileStatus.REMOVED.value, None)
    return BuildOutcome(
        generation=live.manifest.generation,
        published=False,
        files=dict(counts),
        documents=live.manifest.counts.documents,
        passages=live.manifest.counts.passages,
        passages_embedded=0,
        passages_reused=live.manifest.counts.passages,
    )


def _unchanged(status: FileStatus) -> FileStatus:
    return FileStatus.UNCHANGED if status is FileStatus.INDEXED else status


def _finish(report: Report, outcome: BuildOutcome, event: str) -> BuildOutcome:
    report(Event(event, {"generation": outcome.generation}))
    fields = asdict(outcome)
    report(Event(BUILD_FINISHED, {**fields, "removed_generations": list(outcome.removed_generations)}))
    return outcome
