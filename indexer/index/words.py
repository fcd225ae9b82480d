"""The words of the passages and how many passages hold each: what a misspelt question can be corrected to.

One word a line, in order of code points: the word, a tab, the count.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from indexer.index.durable import write_synced
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WORD = re.compile(r"[^\W\d_]{2,40}")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count the texts that hold each word."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(WORD.findall(text.lower())))
    return counts


def write_words(counts: Counter[str], path: Path) -> None:
    """Write and sync words with their counts."""
    write_synced(path, (f"{word}\t{counts[word]}\n".encode() for word in sorted(counts)))


def read_words(path: Path) -> dict[str, int]:
    """Read the words back with their counts.

    Raises:
        IndexDamagedError: the file is missing or holds a line that is no word.
    """
    words: dict[str, int] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            word, _, count = line.partition("\t")
            words[word] = int(count)
    except OSError as error:
        raise IndexDamagedError(path, f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise IndexDamagedError(path, "holds a line that is no word") from error
    return words
