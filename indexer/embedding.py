"""Texts -> vectors, each distinct text once, those embedded before from the cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.events import ENCODING, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.encoding.seam import Encoder
    from indexer.events import Report
    from indexer.vector_cache import VectorCache

# What a killed build loses at most, and how often progress moves.
_BATCH = 128


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of shape (n, dimension) in the order of the texts, and which of the texts were embedded now."""

    vectors: npt.NDArray[np.float32]
    is_new: npt.NDArray[np.bool_]


def text_digest(text: str) -> bytes:
    """Give the key of a text in the cache."""
    return hashlib.sha256(text.encode()).digest()


def embed(texts: Sequence[str], encoder: Encoder, cache: VectorCache, report: Report) -> Embedded:
    """Embed texts, each distinct one once."""
    digests = [text_digest(text) for text in texts]
    rows: dict[bytes, int] = {}
    for row, digest in enumerate(digests):
        rows.setdefault(digest, row)
    vectors = np.zeros((len(texts), encoder.identity.dimension), np.float32)
    known = cache.get(list(rows))
    missing = [(digest, row) for digest, row in rows.items() if digest not in known]
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        encoded = encoder.encode_documents([texts[row] for _, row in batch])
        cache.put((digest, vector) for (digest, _), vector in zip(batch, encoded, strict=True))
        known.update((digest, vector) for (digest, _), vector in zip(batch, encoded, strict=True))
        report(Event(ENCODING, {"done": first + len(batch), "total": len(missing)}))
    for row, digest in enumerate(digests):
        vectors[row] = known[digest]
    new = {digest for digest, _ in missing}
    return Embedded(vectors, np.fromiter((digest in new for digest in digests), np.bool_, len(digests)))
