"""Texts and their parts -> vectors, each distinct text once, those embedded before from the cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.encoding.seam import Encoder, Ranges
    from indexer.vector_cache import VectorCache

# Raised where the vectors of an index come to mean something else; then an index is built anew.
EMBEDDING_VERSION = 2

# What a killed build loses at most.
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of texts, shape (n, dimension), and of all their parts, text after text, shape (m, dimension).

    ``is_new`` tells which of the texts were embedded now, shape (n,).
    """

    texts: npt.NDArray[np.float32]
    parts: npt.NDArray[np.float32]
    is_new: npt.NDArray[np.bool_]


def digests(text: str, parts: Ranges) -> tuple[bytes, ...]:
    """Give the keys in the cache of a text and of each of its parts, whose vectors depend on the whole text."""
    own = hashlib.sha256(text.encode()).digest()
    return (own, *(hashlib.sha256(own + b"%d:%d" % (start, end)).digest() for start, end in parts))


def embed(texts: Sequence[str], parts: Sequence[Ranges], encoder: Encoder, cache: VectorCache) -> Embedded:
    """Embed texts with their parts, each distinct one once; what was embedded is in the cache when this returns."""
    keys = [digests(text, own) for text, own in zip(texts, parts, strict=True)]
    distinct = dict(zip(keys, zip(texts, parts, strict=True), strict=True))
    known = cache.get(list(dict.fromkeys(digest for key in distinct for digest in key)))
    # Texts of equal length follow each other, longest first, as encoders like them.
    missing = sorted(
        (key for key in distinct if any(digest not in known for digest in key)), key=lambda key: -len(distinct[key][0])
    )
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        encoded = encoder.encode_passages([distinct[key][0] for key in batch], [distinct[key][1] for key in batch])
        of_parts = iter(encoded.parts)
        made = [
            each
            for key, vector in zip(batch, encoded.texts, strict=True)
            for each in zip(key, (vector, *islice(of_parts, len(key) - 1)), strict=True)
        ]
        cache.put(made)
        known.update(made)
    new = set(missing)
    dimension = encoder.identity.dimension
    return Embedded(
        _matrix([known[own] for own, *_ in keys], dimension),
        _matrix([known[digest] for _, *of_text in keys for digest in of_text], dimension),
        np.fromiter((key in new for key in keys), np.bool_, len(keys)),
    )


def _matrix(vectors: Sequence[npt.NDArray[np.float32]], dimension: int) -> npt.NDArray[np.float32]:
    return np.array(vectors, np.float32).reshape(len(vectors), dimension)
