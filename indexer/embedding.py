"""Texts -> vectors, each distinct text once, those embedded before from the cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.encoding.seam import Encoder
    from indexer.vector_cache import VectorCache

# What a killed build loses at most.
_BATCH = 128


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of shape (n, dimension) in the order of the texts, and which of the texts were embedded now."""

    vectors: npt.NDArray[np.float32]
    is_new: npt.NDArray[np.bool_]


def text_digest(text: str) -> bytes:
    """Give the key of a text in the cache."""
    return hashlib.sha256(text.encode()).digest()


def embed(texts: Sequence[str], encoder: Encoder, cache: VectorCache) -> Embedded:
    """Embed texts, each distinct one once; what was embedded is in the cache when this returns."""
    digests = [text_digest(text) for text in texts]
    distinct = dict(zip(digests, texts, strict=True))
    known = cache.get(list(distinct))
    # Texts of equal length follow each other, longest first, as encoders like them.
    missing = sorted((digest for digest in distinct if digest not in known), key=lambda each: -len(distinct[each]))
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        vectors = encoder.encode_documents([distinct[digest] for digest in batch])
        made = list(zip(batch, vectors, strict=True))
        cache.put(made)
        known.update(made)
    matrix = np.empty((len(texts), encoder.identity.dimension), np.float32)
    for row, digest in enumerate(digests):
        matrix[row] = known[digest]
    new = set(missing)
    return Embedded(matrix, np.fromiter((digest in new for digest in digests), np.bool_, len(digests)))
