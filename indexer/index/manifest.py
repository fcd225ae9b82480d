"""What a generation holds, how it was made, and the SHA-256 of its every file.

The form is fixed: sorted keys, two spaces, one line end. Reading a manifest that is not in that form is refused,
so that no byte of it can change unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from indexer.encoding.identity import EncoderIdentity
from indexer.index.durable import sha256_of, write_synced
from indexer.index.errors import IndexDamagedError, IndexFormatError
from indexer.index.layout import FORMAT_VERSION, GenerationLayout
from indexer.index.lexical import lexical_files

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import JsonValue


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a generation: its path inside the generation's folder, size in bytes, and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a generation holds."""

    documents: int
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class VectorIndexRecord:
    """The kind of vector index (a faiss factory string) and its measured recall@10 against exact search.

    ``probes`` is how many lists a question looks into, ``candidates`` how many passages are ranked again by their
    finer vectors; both are zero for exact search.
    """

    kind: str
    probes: int
    candidates: int
    recall_at_10: float


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """The contract between a build and a service.

    ``sources_sha256`` is over the documents as read; ``settings`` are those of the build that change its result;
    ``encoder_location`` is what the user named: empty for the bundled model, else a folder or a hub's name.
    ``encoder_adapter`` is likewise the adapter named: ``default``, ``none`` or a file.
    """

    format_version: int
    generation: str
    software: str
    sources_sha256: str
    settings: dict[str, JsonValue]
    encoder: EncoderIdentity
    encoder_location: str
    encoder_adapter: str
    encoder_runtime: str
    vector_index: VectorIndexRecord
    counts: Counts
    files: tuple[FileRecord, ...]

    def to_bytes(self) -> bytes:
        """Write the manifest in its one form."""
        return (json.dumps(asdict(self), sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def file_records(layout: GenerationLayout) -> tuple[FileRecord, ...]:
    """Measure every data file of a generation."""
    return tuple(
        FileRecord(path.relative_to(layout.folder).as_posix(), path.stat().st_size, sha256_of(path))
        for path in (*layout.data_files, *lexical_files(layout.lexical))
    )


def write_manifest(manifest: IndexManifest, path: Path) -> None:
    """Write and sync a manifest."""
    write_synced(path, [manifest.to_bytes()])


def read_manifest(path: Path, published_sha256: str | None = None) -> IndexManifest:
    """Read a manifest back; ``published_sha256`` is what CURRENT says of it, where it is published.

    Raises:
        IndexDamagedError: it is missing or is not what ``write_manifest`` writes.
        IndexFormatError: it is of another format version.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(path, f"cannot be read ({error.strerror})") from error
    if published_sha256 is not None and hashlib.sha256(content).hexdigest() != published_sha256:
        raise IndexDamagedError(path, "is not the manifest that was published")
    try:
        parsed: dict[str, Any] = json.loads(content)
        version = parsed["format_version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamagedError(path, "is not a manifest") from error
    if version != FORMAT_VERSION:
        raise IndexFormatError(path.parent.parent.parent, version, FORMAT_VERSION)
    try:
        manifest = IndexManifest(
            **{
                **parsed,
                "encoder": EncoderIdentity(**parsed["encoder"]),
                "vector_index": VectorIndexRecord(**parsed["vector_index"]),
                "counts": Counts(**parsed["counts"]),
                "files": tuple(FileRecord(**record) for record in parsed["files"]),
            }
        )
        written = manifest.to_bytes()
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(path, "lacks a field or has one too many") from error
    if written != content:
        raise IndexDamagedError(path, "was altered")
    return manifest
