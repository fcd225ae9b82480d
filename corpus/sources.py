"""What the user named -> the files to read, each with the label its citations will show.

Walks folders, refuses what is not a regular file inside its source, and reads bytes within a size limit.
Knows nothing of file formats.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import CorpusError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A text of this size is some ten thousand pages; what is larger is data, and belongs in JSONL, read line by line.
MAX_TEXT_BYTES = 32 * 1024 * 1024


class SourceNotFoundError(CorpusError):
    """A source named by the user does not exist, or cannot be reached."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    ``source`` is how citations name it: the label of its source folder and the path inside, with ``/``.
    ``refusal`` is why it must not be opened, or None.
    """

    path: Path
    source: str
    refusal: str | None = None

    @property
    def suffix(self) -> str:
        """The file's ending in lower case, with its dot."""
        return self.path.suffix.lower()

    def open(self) -> BinaryIO:
        """Open the file for reading bytes.

        Raises:
            UnreadableFileError: it is no regular file, or cannot be opened.
        """
        if self.refusal is not None:
            raise UnreadableFileError(self.refusal)
        try:
            # Without O_NONBLOCK, opening a FIFO would wait for a writer for ever.
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            msg = f"it cannot be opened ({error.strerror}); check its permissions"
            raise UnreadableFileError(msg) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            msg = "it is not a regular file; remove it from the source folder"
            raise UnreadableFileError(msg)
        return os.fdopen(descriptor, "rb")

    def read_bytes(self, limit: int = MAX_TEXT_BYTES) -> bytes:
        """Read the whole file.

        Raises:
            UnreadableFileError: as ``open`` does, or the file is larger than ``limit`` bytes.
        """
        with self.open() as file:
            try:
                content = file.read(limit + 1)
            except OSError as error:
                msg = f"it cannot be read ({error.strerror}); check the disk"
                raise UnreadableFileError(msg) from error
        if len(content) > limit:
            msg = f"it is larger than {limit // (1024 * 1024)} MiB; split it, or turn it into JSONL"
            raise UnreadableFileError(msg)
        return content


def discover(sources: Sequence[Path]) -> list[SourceFile]:
    """List every file of the sources, ordered by the name that citations show.

    A source is a folder or a single file. Names that begin with a dot are left out: they are settings, not documents.

    Raises:
        SourceNotFoundError: a source does not exist, or cannot be reached.
    """
    named = (Path(os.path.abspath(source)) for source in sources)  # noqa: PTH100 - resolve() would follow links
    roots = list(dict.fromkeys(named))
    for root in roots:
        try:
            root.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            msg = f"the source {root} does not exist: name a folder or a file"
            raise SourceNotFoundError(msg) from error
        except OSError as error:
            msg = f"the source {root} cannot be reached ({error.strerror}): mend that, or name another folder or file"
            raise SourceNotFoundError(msg) from error
    files = [
        file
        for root, label in zip(roots, _labels(roots), strict=True)
        for file in (_walk(root, label) if root.is_dir() else [SourceFile(root, label)])
    ]
    return sorted(files, key=lambda file: file.source)


def _labels(roots: Sequence[Path]) -> list[str]:
    """Name each source by as few trailing parts of its path as tell it from the others."""
    for depth in range(1, max(len(root.parts) for root in roots) + 1):
        labels = ["/".join(root.parts[-depth:]) for root in roots]
        if len(set(labels)) == len(roots):
            break
    return labels


def _walk(root: Path, label: str) -> Iterator[SourceFile]:
    real_root = root.resolve()
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            source = _source(label, root, folder)
            yield SourceFile(folder, source, f"the folder cannot be listed ({error.strerror}); check its permissions")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield SourceFile(path, _source(label, root, path), _refusal(entry, real_root))


def _refusal(entry: os.DirEntry[str], real_root: Path) -> str | None:
    """Say why an entry must not be opened. A link may point to a file of its own source, and nowhere else."""
    try:
        entry.name.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    try:
        if entry.is_symlink():
            # Path.resolve() raises where a link leads to itself.
            target = Path(os.path.realpath(entry.path))
            if not target.is_relative_to(real_root):
                return "it is a link that points outside the source folder; copy the file there instead"
            if target.is_dir():
                return "it is a link to a folder of the same source, whose files are read there"
            if not target.exists():
                return "it is a link to a file that does not exist; remove it"
        return None if entry.is_file() else "it is not a regular file; remove it from the source folder"
    except OSError as error:
        return f"it cannot be reached ({error.strerror}); mend the link or its permissions"


def _source(label: str, root: Path, path: Path) -> str:
    inside = path.relative_to(root).as_posix()
    name = label if inside == "." else f"{label}/{inside}"
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
