"""The batch job: read, split, encode, write, verify, publish."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.bibliography import Bibliography
from corpus.sources import discover
from indexer.embedding import embed, text_digest
from indexer.encoding.loading import load_encoder
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
from indexer.index.errors import IndexDamagedError, IndexFormatError, IndexNotFoundError, IndexWriteError
from indexer.index.generations import clear_leftovers, free_name, point_to, prune, publish
from indexer.index.layout import IndexLayout
from indexer.index.ledger import FileStatus, LedgerEntry, read_ledger
from indexer.index.lock import build_lock
from indexer.index.opening import open_generation, open_index
from indexer.passages import SplitDocument, split_documents
from indexer.reading import digest_of, read_sources
from indexer.vector_cache import VectorCache
from indexer.writing import GenerationContent, software_version, write_generation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.sources import SourceFile
    from indexer.encoding.seam import Encoder
    from indexer.events import Report
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
    encoder = load_encoder(settings.encoder, layout.encoders)
    digests = {file.source: digest_of(file) for file in files}
    sources_sha256 = _sources_digest(settings, files, digests, encoder)
    if live.manifest is not None and _is_up_to_date(live, sources_sha256):
        # A build that was cut off after it published left this to the next one.
        removed = _tidy(report, layout, settings.keep)
        return _finish(report, replace(_unchanged_outcome(live), removed_generations=removed), UP_TO_DATE)

    read = read_sources(files, digests, bibliography, live.entries, report)
    if not read.documents:
        msg = "no file of the sources became a document: name a folder with .md, .txt or .jsonl files that hold text"
        raise NothingToPublishError(msg)
    documents = list(split_documents(read.documents, encoder, settings))
    entries = _with_passage_counts(read.entries, read.files, documents)
    report(Event(SPLIT, {"documents": len(documents), "passages": sum(len(split.passages) for split in documents)}))

    with VectorCache(layout.vector_cache, encoder.identity.digest) as cache:
        if cache.discarded:
            report(Event(CACHE_DISCARDED, {"file": str(layout.vector_cache)}))
        passage_texts = [text for split in documents for text in split.passage_texts]
        sentence_texts = [text for split in documents for text in split.sentence_texts]
        embedded = embed(passage_texts + sentence_texts, encoder, cache, report)
        passages_embedded = int(embedded.is_new[: len(passage_texts)].sum())
        report(Event(ENCODED, {"embedded": passages_embedded, "reused": len(passage_texts) - passages_embedded}))

        fingerprint = _fingerprint(sources_sha256, entries)
        name = free_name(layout, fingerprint)
        existing = _sound_twin(layout, fingerprint)
        if existing is None:
            vectors, sentence_vectors = np.split(embedded.vectors, [len(passage_texts)])
            content = GenerationContent(name, sources_sha256, documents, vectors, sentence_vectors, entries)
            _write_verify_publish(content, layout, encoder, settings, report)
        else:
            name = existing
            point_to(layout, name)
        removed = _tidy(report, layout, settings.keep, cache, (*passage_texts, *sentence_texts))

    changed = live.manifest is None or live.manifest.generation != name
    outcome = BuildOutcome(
        generation=name,
        published=changed,
        files=dict(Counter(entry.status.value for entry in entries)),
        documents=len(documents),
        passages=len(passage_texts),
        passages_embedded=passages_embedded,
        passages_reused=len(passage_texts) - passages_embedded,
        removed_generations=removed,
    )
    return _finish(report, outcome, PUBLISHED if changed else UP_TO_DATE)


def _tidy(
    report: Report, layout: IndexLayout, keep: int, cache: VectorCache | None = None, texts: Iterable[str] = ()
) -> tuple[str, ...]:
    """Remove old generations and vectors, and name the generations removed.

    What was published stays published where this fails, so the build has not failed.
    """
    try:
        removed = prune(layout, keep)
        if cache is not None:
            cache.keep_only(text_digest(text) for text in texts)
    except (OSError, sqlite3.OperationalError) as error:
        report(Event(NOT_TIDIED, {"reason": str(error)}))
        return ()
    return tuple(removed)


def _write_verify_publish(
    content: GenerationContent, layout: IndexLayout, encoder: Encoder, settings: BuildSettings, report: Report
) -> None:
    staged = layout.staging(content.name)
    try:
        write_generation(content, staged, encoder, settings, report)
        opened = open_generation(staged)
        opened.store.check()
        opened.close()
        report(Event(VERIFIED, {"generation": content.name}))
        publish(layout, staged, content.name)
    finally:
        # Once it is published, the staging folder bears another name.
        shutil.rmtree(staged.folder, ignore_errors=True)


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


def _sources_digest(
    settings: BuildSettings, files: Sequence[SourceFile], digests: Mapping[str, str], encoder: Encoder
) -> str:
    """Take one digest over everything that decides what a build gives."""
    digest = hashlib.sha256()
    for part in (software_version(), encoder.identity.digest, json.dumps(settings.decisive(), sort_keys=True)):
        digest.update(f"{part}\n".encode())
    for path in settings.references:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for file in files:
        digest.update(f"{json.dumps(file.source)} {digests[file.source] or file.refusal or 'unreadable'}\n".encode())
    return digest.hexdigest()


def _fingerprint(sources_sha256: str, entries: Sequence[LedgerEntry]) -> str:
    """Name what was built: its sources, and what each became, whether now or before."""
    digest = hashlib.sha256(sources_sha256.encode())
    for entry in entries:
        if entry.status is not FileStatus.REMOVED:
            row = asdict(replace(entry, status=_settled(entry.status)))
            digest.update(json.dumps(row, sort_keys=True).encode())
    return digest.hexdigest()


def _settled(status: FileStatus) -> FileStatus:
    return FileStatus.INDEXED if status is FileStatus.UNCHANGED else status


def _sound_twin(layout: IndexLayout, fingerprint: str) -> str | None:
    """Find a generation on disk that is already what this build would write."""
    for folder in layout.published():
        if folder.name.split("-")[0] == fingerprint[:16]:
            try:
                open_generation(layout.generation(folder.name)).close()
            except (IndexDamagedError, IndexFormatError):
                continue
            return folder.name
    return None


def _with_passage_counts(
    entries: Sequence[LedgerEntry], files: Sequence[str], documents: Sequence[SplitDocument]
) -> tuple[LedgerEntry, ...]:
    counts: Counter[str] = Counter()
    for file, split in zip(files, documents, strict=True):
        counts[file] += len(split.passages)
    return tuple(replace(entry, passages=counts[entry.source]) for entry in entries)


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
