"""What a build is known by: everything that decides what it gives, before it and after it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from indexer.index.errors import IndexDamagedError, IndexFormatError
from indexer.index.ledger import FileStatus
from indexer.index.opening import open_generation
from indexer.writing import software_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.sources import SourceFile
    from indexer.encoding.seam import Encoder
    from indexer.index.layout import IndexLayout
    from indexer.index.ledger import LedgerEntry
    from indexer.settings import BuildSettings


def sources_digest(
    settings: BuildSettings, files: Sequence[SourceFile], digests: Mapping[str, str], encoder: Encoder
) -> str:
    """Take one digest over everything that decides what a build gives; ``digests`` are those of the files' bytes."""
    digest = hashlib.sha256()
    for part in (software_version(), encoder.identity.digest, json.dumps(settings.decisive(), sort_keys=True)):
        digest.update(f"{part}\n".encode())
    for path in settings.references:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for file in files:
        digest.update(f"{json.dumps(file.source)} {digests[file.source] or file.refusal or 'unreadable'}\n".encode())
    return digest.hexdigest()


def fingerprint(sources_sha256: str, entries: Sequence[LedgerEntry]) -> str:
    """Name what was built: its sources, and what each became, whether now or before."""
    digest = hashlib.sha256(sources_sha256.encode())
    for entry in entries:
        if entry.status is not FileStatus.REMOVED:
            row = asdict(replace(entry, status=_settled(entry.status)))
            digest.update(json.dumps(row, sort_keys=True).encode())
    return digest.hexdigest()


def sound_twin(layout: IndexLayout, wanted: str) -> str | None:
    """Find a generation on disk that already is what a build of this fingerprint would write."""
    for folder in layout.published():
        if folder.name.split("-")[0] == wanted[:16]:
            try:
                open_generation(layout.generation(folder.name)).close()
            except (IndexDamagedError, IndexFormatError):
                continue
            return folder.name
    return None


def _settled(status: FileStatus) -> FileStatus:
    return FileStatus.INDEXED if status is FileStatus.UNCHANGED else status
