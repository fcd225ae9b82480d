"""Sources -> documents, and what became of every file.

One bad file never stops the batch: it is reported with a reason, and the next one is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError
from corpus.reading import FailedRecord, reader_for
from corpus.reading.jsonl import read_jsonl
from indexer.index.ledger import FileStatus, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corpus.bibliography import Bibliography
    from corpus.records import Document
    from corpus.sources import SourceFile

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's SHA-256, empty where it must not or cannot be read, about how many documents it holds, and its bytes."""

    sha256: str
    documents: int
    size: int


def look_into(file: SourceFile) -> FileContent:
    """Read a file's bytes once. A file that is read by lines may hold as many documents as it has lines."""
    digest = hashlib.sha256()
    lines = size = 0
    try:
        with file.open() as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                lines += chunk.count(b"\n")
    except (UnreadableFileError, OSError):
        return FileContent("", 0, 0)
    reader = reader_for(file)
    documents = 0 if reader is None else max(lines, 1) if reader is read_jsonl else 1
    return FileContent(digest.hexdigest(), documents, size)


def read_sources(
    files: Iterable[SourceFile],
    digests: Mapping[str, str],
    bibliography: Bibliography,
    previous: Iterable[LedgerEntry],
) -> Iterator[Document | LedgerEntry]:
    """Read every file: give its documents, and after them its entry and one for each of its records that failed.

    Last come the entries of files that are gone. ``digests`` are those of the files' bytes, ``previous`` is the ledger
    of the live generation.
    """
    before = {entry.source: entry for entry in previous}
    taken: dict[str, str] = {}
    for file in files:
        found = 0
        failed: list[LedgerEntry] = []
        for item in _read_file(file, bibliography, taken):
            if isinstance(item, LedgerEntry):
                failed.append(item)
            else:
                found += 1
                yield item
        yield _entry(file, digests[file.source], found, failed, before.pop(file.source, None))
        yield from failed
    for entry in before.values():
        if entry.status in {FileStatus.INDEXED, FileStatus.UNCHANGED, FileStatus.SKIPPED}:
            yield LedgerEntry(entry.source, FileStatus.REMOVED, "it is no longer in the source")


def _read_file(file: SourceFile, bibliography: Bibliography, taken: dict[str, str]) -> Iterator[Document | LedgerEntry]:
    """Read one file; a failure of the whole file is an entry that bears the file's own name."""
    reader = reader_for(file)
    if file.refusal is not None:
        yield LedgerEntry(file.source, FileStatus.FAILED, file.refusal)
        return
    if reader is None:
        return
    try:
        for item in reader(file, bibliography):
            if isinstance(item, FailedRecord):
                yield LedgerEntry(item.where, FileStatus.FAILED, item.reason)
            elif item.id in taken:
                reason = f"its id {item.id!r} is that of a document in {taken[item.id]}; give it another"
                yield LedgerEntry(item.source, FileStatus.FAILED, reason)
            else:
                taken[item.id] = file.source
                yield item
    except UnreadableFileError as error:
        yield LedgerEntry(file.source, FileStatus.FAILED, str(error))
    except OSError as error:
        yield LedgerEntry(file.source, FileStatus.FAILED, f"it cannot be read ({error.strerror})")


def _entry(
    file: SourceFile, digest: str, found: int, failed: list[LedgerEntry], before: LedgerEntry | None
) -> LedgerEntry:
    """Give the file's own entry, taken out of ``failed`` where the whole file failed."""
    for position, entry in enumerate(failed):
        if entry.source == file.source:
            return failed.pop(position)
    if reader_for(file) is None:
        return LedgerEntry(file.source, FileStatus.SKIPPED, f"no reader for {file.suffix or 'this kind of file'}")
    if not found:
        reason = (
            "it holds no document that can be used; mend its lines"
            if failed
            else "it holds no document; write one JSON object a line, or remove it"
        )
        return LedgerEntry(file.source, FileStatus.FAILED, reason, digest)
    same = before is not None and before.sha256 == digest
    return LedgerEntry(file.source, FileStatus.UNCHANGED if same else FileStatus.INDEXED, "", digest, found)
