"""Vectors of texts come back until their text is no longer used, and a damaged one never does."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np

from indexer.vector_cache import VectorCache

if TYPE_CHECKING:
    from pathlib import Path

ENCODER, OTHER = "ab" * 32, "cd" * 32
TEXTS = [bytes([number]) * 32 for number in range(4)]
VECTORS = np.eye(4, dtype=np.float32)


def filled(path: Path, encoder: str = ENCODER) -> None:
    """Put a vector for each text."""
    with VectorCache(path, encoder) as cache:
        cache.put(zip(TEXTS, VECTORS, strict=True))


def known(path: Path, encoder: str = ENCODER) -> dict[bytes, list[float]]:
    """Give what the cache says of the texts."""
    with VectorCache(path, encoder) as cache:
        return {text: vector.tolist() for text, vector in cache.get(TEXTS).items()}


def test_only_what_was_looked_up_or_put_is_kept(tmp_path: Path) -> None:
    """Of this encoder's vectors; another's are left alone."""
    path = tmp_path / "cache.sqlite"
    filled(path)
    filled(path, OTHER)
    with VectorCache(path, ENCODER) as cache:
        cache.get(TEXTS[:2])
        cache.put([(TEXTS[3], VECTORS[3])])
        assert cache.forget_unused() == 1
    assert known(path) == {TEXTS[row]: VECTORS[row].tolist() for row in (0, 1, 3)}
    assert len(known(path, OTHER)) == 4


def test_a_flipped_bit_makes_a_text_unknown(tmp_path: Path) -> None:
    """It is embedded again then, and replaced."""
    path = tmp_path / "cache.sqlite"
    filled(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE vectors SET vector = zeroblob(16) WHERE text = ?", (TEXTS[1],))
    connection.commit()
    connection.close()
    assert set(known(path)) == {TEXTS[0], TEXTS[2], TEXTS[3]}
    filled(path)
    assert set(known(path)) == set(TEXTS)


def test_vectors_of_the_old_form_are_taken_over(tmp_path: Path) -> None:
    """A file from before rows were numbered gives what it held."""
    filled(tmp_path / "new.sqlite")
    connection = sqlite3.connect(tmp_path / "old.sqlite")
    connection.execute(
        "CREATE TABLE vectors (encoder BLOB NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, "
        "checksum INTEGER NOT NULL, PRIMARY KEY (encoder, text)) WITHOUT ROWID"
    )
    connection.execute("ATTACH ? AS new", (str(tmp_path / "new.sqlite"),))
    connection.execute("INSERT INTO vectors SELECT encoder, text, vector, checksum FROM new.vectors")
    connection.commit()
    connection.close()
    with VectorCache(tmp_path / "old.sqlite", ENCODER) as cache:
        assert not cache.discarded
    assert known(tmp_path / "old.sqlite") == known(tmp_path / "new.sqlite")
