"""The abbreviations that the passages explain, and in how many documents: what a question's abbreviation stands for.

One pair a line, in order of code points: short form, long form, count, parted by tabs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.index.durable import write_synced
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form, a long form as it is mostly written, and how many documents explain the one by the other."""

    short: str
    long: str
    documents: int


class AbbreviationCounts:
    """Counts the documents that explain a short form by a long one.

    Long forms that differ in case alone are one, written as in most documents.
    """

    def __init__(self) -> None:
        """Begin with no document."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self._spellings: dict[tuple[str, str], Counter[str]] = {}

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count the short and long forms of a document, each pair once."""
        found = {(short, long.lower()): long for short, long in pairs}
        self._counts.update(found.keys())
        for pair, long in found.items():
            self._spellings.setdefault(pair, Counter())[long] += 1

    def write(self, path: Path) -> None:
        """Write and sync what was counted."""
        rows = sorted(
            (short, _commonest(self._spellings[short, long]), count) for (short, long), count in self._counts.items()
        )
        write_synced(path, (f"{short}\t{long}\t{count}\n".encode() for short, long, count in rows))


def read_abbreviations(path: Path) -> tuple[Abbreviation, ...]:
    """Read the abbreviations back.

    Raises:
        IndexDamagedError: the file is missing or holds a line that is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(
            Abbreviation(short, long, int(count)) for short, long, count in (line.split("\t") for line in lines)
        )
    except OSError as error:
        raise IndexDamagedError(path, f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise IndexDamagedError(path, "holds a line that is no abbreviation") from error


def _commonest(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
