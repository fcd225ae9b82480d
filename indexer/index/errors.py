"""What can be wrong with an index.

Exception
└── IndexStateError
    ├── IndexNotFoundError      there is no published index in the folder
    ├── IndexFormatError        it was written in another format version
    ├── IndexDamagedError       a file is missing, altered, or disagrees with another; names the file
    ├── EncoderMismatchError    the vectors were made by another encoder than the one at hand
    ├── IndexLockedError        another build holds the folder
    └── IndexWriteError         the disk refused a write
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class IndexStateError(Exception):
    """The base of every error of an index. Its text is one sentence with the next step."""


class IndexNotFoundError(IndexStateError):
    """There is no published index in the folder."""

    def __init__(self, root: Path) -> None:
        """Name the folder."""
        super().__init__(f"there is no index in {root}: build one with `python -m indexer build SOURCE --index {root}`")


class IndexFormatError(IndexStateError):
    """The index was written in another format version."""

    def __init__(self, root: Path, found: object, expected: int) -> None:
        """Name the folder and both versions."""
        super().__init__(
            f"the index in {root} has format version {found}, this software reads version {expected}: "
            f"build it again with `python -m indexer build SOURCE --index {root}`"
        )


class IndexDamagedError(IndexStateError):
    """A file of the index is missing, altered, or disagrees with another; ``problem`` says which."""

    def __init__(self, file: Path, problem: str) -> None:
        """Name the file and what is wrong with it."""
        self.file = file
        self.problem = problem
        super().__init__(
            f"{file} {problem}: build the index again from its sources with `python -m indexer build`, "
            "or restore the file from a backup"
        )


class EncoderMismatchError(IndexStateError):
    """The vectors were made by another encoder than the one at hand."""

    def __init__(self, differences: str) -> None:
        """Say what differs."""
        super().__init__(
            f"the index was built with another encoder ({differences}): "
            "name the encoder it was built with, or build the index again with this one"
        )


class IndexLockedError(IndexStateError):
    """Another build holds the folder."""

    def __init__(self, root: Path) -> None:
        """Name the folder."""
        super().__init__(f"another build is writing to {root}: wait for it to end, then run this one again")


class IndexWriteError(IndexStateError):
    """The disk refused a write; what was published is whole."""

    def __init__(self, root: Path, problem: str) -> None:
        """Name the folder and what the system said."""
        super().__init__(
            f"the index in {root} could not be written ({problem}): free space or mend permissions, then build again; "
            "what was published before is whole"
        )
