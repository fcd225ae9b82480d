"""The files that a command writes: what the disk refuses is one sentence, and is found before the work is done."""

from __future__ import annotations

from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from evaluation.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def require_writable(folder: Path, option: str = "--out") -> None:
    """Make a folder and try it, so that nothing is measured for minutes whose result cannot be kept.

    Raises:
        UsageError: the folder cannot be made, or takes no file; the sentence names the option that named it.
    """
    with writing(folder, option):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass


def require_writable_file(path: Path, option: str = "--out") -> None:
    """Try the place of one file, which is left as it is.

    Raises:
        UsageError: its folder cannot be made or takes no file, or a folder or what may not be written stands there.
    """
    require_writable(path.parent, option)
    with writing(path, option):
        if path.exists():
            path.open("ab").close()


@contextmanager
def writing(path: Path, option: str = "--out") -> Iterator[None]:
    """Write to ``path`` in the block.

    Raises:
        UsageError: the disk refused; the sentence names the option that named the path.
    """
    try:
        yield
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror}): name another place with {option}"
        raise UsageError(msg) from error
