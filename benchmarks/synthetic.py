"""Realistic vectors and texts beyond what real text there is: made of real ones, the same for the same seed.

A synthetic vector lies between a real passage's vector and that of one of its nearest neighbours, with noise added:
it keeps the clusters and the directions of real text, which random vectors have not. A synthetic text is three
sentences of real passages that stand near each other in the corpus, so that words keep their real frequencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    FloatMatrix = npt.NDArray[np.float32]

_NEIGHBOURS = 10
# The length of the noise beside a vector of length 1: the cosine with the vector it was added to is 0.97.
_NOISE = 0.25
_CHUNK = 20_000
_SENTENCES = 3


def neighbours_of(real: FloatMatrix) -> npt.NDArray[np.int64]:
    """Give each real vector's ten nearest others, shape (n, 10)."""
    index = faiss.IndexFlatIP(real.shape[1])
    index.add(real)
    _, found = index.search(real, _NEIGHBOURS + 1)
    return np.asarray(found[:, 1:], np.int64)


def synthetic_vectors(real: FloatMatrix, count: int, seed: int) -> Iterator[FloatMatrix]:
    """Make ``count`` vectors of unit length from real ones of shape (n, d), in chunks; a longer run begins alike."""
    neighbours = neighbours_of(real)
    for first in range(0, count, _CHUNK):
        generator = np.random.default_rng((seed, first))
        base = generator.integers(len(real), size=_CHUNK)
        other = neighbours[base, generator.integers(_NEIGHBOURS, size=_CHUNK)]
        share = generator.random((_CHUNK, 1), np.float32)
        noise = generator.standard_normal((_CHUNK, real.shape[1]), np.float32)
        noise *= _NOISE / np.sqrt(np.float32(real.shape[1]))
        mixed = share * real[base] + (1 - share) * real[other] + noise
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        yield mixed[: count - first]


def synthetic_texts(sentences: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Make ``count`` texts of three sentences each, drawn from a corpus's sentences in their order."""
    for first in range(0, count, _CHUNK):
        generator = np.random.default_rng((seed, first))
        places = generator.integers(len(sentences), size=_CHUNK)
        steps = generator.integers(1, 40, size=(_CHUNK, _SENTENCES - 1)).cumsum(axis=1)
        for place, step in zip(places[: count - first], steps, strict=False):
            yield " ".join(sentences[(place + offset) % len(sentences)] for offset in (0, *step))
