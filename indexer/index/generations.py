"""Which generation is live, and how a new one takes its place.

CURRENT is replaced last, atomically: before that moment readers see the old generation whole, after it the new one.
It is one line: the generation's name, the SHA-256 of its manifest, and a checksum of the two.
"""

from __future__ import annotations

import re
import shutil
import zlib
from typing import TYPE_CHECKING, NamedTuple

from indexer.index.durable import replace_atomically, sha256_of, sync_folder
from indexer.index.errors import IndexDamagedError, IndexNotFoundError

if TYPE_CHECKING:
    from indexer.index.layout import GenerationLayout, IndexLayout

_CURRENT = re.compile(rb"(([0-9a-f]{16}(?:-[0-9]{1,4})?) ([0-9a-f]{64})) ([0-9a-f]{8})\n")


class Current(NamedTuple):
    """The live generation's name, and the SHA-256 of its manifest, which vouches for every other file."""

    generation: str
    manifest_sha256: str


def read_current(layout: IndexLayout) -> Current:
    """Read which generation is live.

    Raises:
        IndexNotFoundError: nothing was published here.
        IndexDamagedError: CURRENT is not what ``publish`` writes.
    """
    try:
        content = layout.current.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexNotFoundError(layout.root) from error
    except OSError as error:
        raise IndexDamagedError(layout.current, f"cannot be read ({error.strerror})") from error
    match = _CURRENT.fullmatch(content)
    if match is None or match.group(4).decode() != _checksum(match.group(1)):
        raise IndexDamagedError(layout.current, "does not name a generation")
    return Current(match.group(2).decode(), match.group(3).decode())


def free_name(layout: IndexLayout, fingerprint: str) -> str:
    """Name a generation by its fingerprint; a number follows where a damaged one of that name is in the way."""
    number = 1
    name = fingerprint[:16]
    while layout.generation(name).folder.exists():
        number += 1
        name = f"{fingerprint[:16]}-{number}"
    return name


def publish(layout: IndexLayout, staged: GenerationLayout, name: str) -> None:
    """Make a written, synced and verified generation the live one."""
    sync_folder(staged.folder)
    final = layout.generation(name)
    staged.folder.rename(final.folder)
    sync_folder(layout.generations)
    point_to(layout, name)


def point_to(layout: IndexLayout, name: str) -> None:
    """Make a generation that already stands in its place the live one."""
    line = f"{name} {sha256_of(layout.generation(name).manifest)}".encode()
    replace_atomically(layout.current, line + f" {_checksum(line)}\n".encode())


def clear_leftovers(layout: IndexLayout) -> None:
    """Remove what builds that were cut off left behind."""
    for folder in layout.leftovers():
        shutil.rmtree(folder)


def prune(layout: IndexLayout, keep: int) -> list[str]:
    """Remove all but the live generation and the newest others, ``keep`` in all; name those removed."""
    live = read_current(layout).generation
    others = [folder for folder in layout.published() if folder.name != live]
    removed = others[: max(0, len(others) - (keep - 1))]
    for folder in removed:
        discarded = layout.discarded(folder.name)
        folder.rename(discarded)
        shutil.rmtree(discarded)
    return [folder.name for folder in removed]


def _checksum(line: bytes) -> str:
    return f"{zlib.crc32(line):08x}"
