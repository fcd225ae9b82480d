"""Sources -> documents, and what became of every file.

One bad file never stops the batch: it is reported with a reason, and the next one is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError
from corpus.reading import FailedRecord, reader_for
from indexer.events import FILE_READ, Event
from indexer.index.ledger import FileStatus, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.bibliography import Bibliography
    from corpus.records import Document
    from corpus.sources import SourceFile
    from indexer.events import Report

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadSources:
    """The documents of a batch in the order of their files, and an entry for every file and every failed record.

    ``files`` names the file of each document, as its entry does.
    """

    documents: tuple[Document, ...]
    files: tuple[str, ...]
    entries: tuple[LedgerEntry, ...]


def digest_of(file: SourceFile) -> str:
    """Give the SHA-256 of a file's bytes; empty where it must not or cannot be read."""
    digest = hashlib.sha256()
    try:
        with file.open() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except (UnreadableFileError, OSError):
        return ""
    return digest.hexdigest()


def read_sources(
    files: Sequence[SourceFile],
    digests: Mapping[str, str],
    bibliography: Bibliography,
    previous: Iterable[LedgerEntry],
    report: Report,
) -> ReadSources:
    """Read every file. ``digests`` are those of the files' bytes, ``previous`` is the ledger of the live generation."""
    before = {entry.source: entry for entry in previous}
    documents: list[Document] = []
    origins: list[str] = []
    entries: list[LedgerEntry] = []
    taken: dict[str, str] = {}
    for file in files:
        found, failed = _read_file(file, bibliography, taken)
        entry = _entry(file, digests[file.source], found, failed, before.get(file.source))
        documents.extend(found)
        origins.extend([file.source] * len(found))
        entries.extend([entry, *failed])
        for reported in (entry, *failed):
            fields = {"source": reported.source, "status": reported.status.value, "reason": reported.reason}
            report(Event(FILE_READ, {**fields, "documents": reported.documents}))
    present = {file.source for file in files}
    for entry in before.values():
        whole_file = entry.status in {FileStatus.INDEXED, FileStatus.UNCHANGED, FileStatus.SKIPPED}
        if whole_file and entry.source not in present:
            entries.append(LedgerEntry(entry.source, FileStatus.REMOVED, "it is no longer in the source"))
            report(Event(FILE_READ, {"source": entry.source, "status": "removed", "reason": "", "documents": 0}))
    return ReadSources(tuple(documents), tuple(origins), tuple(entries))


def _read_file(
    file: SourceFile, bibliography: Bibliography, taken: dict[str, str]
) -> tuple[list[Document], list[LedgerEntry]]:
    """Read one file; a failure of the whole file is an entry that bears the file's own name."""
    found: list[Document] = []
    failed: list[LedgerEntry] = []
    reader = reader_for(file)
    if file.refusal is not None:
        return [], [LedgerEntry(file.source, FileStatus.FAILED, file.refusal)]
    if reader is None:
        return [], []
    try:
        for item in reader(file, bibliography):
            if isinstance(item, FailedRecord):
                failed.append(LedgerEntry(item.where, FileStatus.FAILED, item.reason))
            elif item.id in taken:
                reason = f"its id {item.id!r} is that of a document in {taken[item.id]}; give it another"
                failed.append(LedgerEntry(item.source, FileStatus.FAILED, reason))
            else:
                taken[item.id] = file.source
                found.append(item)
    except UnreadableFileError as error:
        failed.append(LedgerEntry(file.source, FileStatus.FAILED, str(error)))
    except OSError as error:
        failed.append(LedgerEntry(file.source, FileStatus.FAILED, f"it cannot be read ({error.strerror})"))
    return found, failed


def _entry(
    file: SourceFile, digest: str, found: list[Document], failed: list[LedgerEntry], before: LedgerEntry | None
) -> LedgerEntry:
    """Give the file's own entry, taken out of ``failed`` where the whole file failed."""
    for position, entry in enumerate(failed):
        if entry.source == file.source:
            return failed.pop(position)
    if reader_for(file) is None:
        return LedgerEntry(file.source, FileStatus.SKIPPED, f"no reader for {file.suffix or 'this kind of file'}")
    if not found:
        reason = "it holds no document that can be used" if failed else "it holds no document"
        return LedgerEntry(file.source, FileStatus.FAILED, reason, digest)
    same = before is not None and before.sha256 == digest
    return LedgerEntry(file.source, FileStatus.UNCHANGED if same else FileStatus.INDEXED, "", digest, len(found))
