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


def write_abbreviations(documents: Iterable[Iterable[tuple[str, str]]], path: Path) -> None:
    """Count, write and sync short and long forms, given as the pairs of each document.

    Long forms that differ in case alone are one, written as in most documents.
    """
    counts: Counter[tuple[str, str]] = Counter()
    spellings: dict[tuple[str, str], Counter[str]] = {}
    for pairs in documents:
        found = {(short, long.lower()): long for short, long in pairs}
        counts.update(found.keys())
        for pair, long in found.items():
            spellings.setdefault(pair, Counter())[long] += 1
    rows = sorted((short, _commonest(spellings[short, long]), count) for (short, long), count in counts.items())
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
