"""Synthetic vectors and texts are made of real ones, and are the same for the same seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.synthetic import neighbours_of, synthetic_texts, synthetic_vectors

SENTENCES = [f"Sentence {number} of the corpus." for number in range(50)]


def real(count: int = 40) -> npt.NDArray[np.float32]:
    """Return vectors of unit length, always the same."""
    vectors = np.random.default_rng(1).standard_normal((count, 16)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_neighbours_are_the_nearest_others() -> None:
    """No vector is its own neighbour."""
    vectors = real()
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    assert [set(row) for row in neighbours_of(vectors)] == [set(row) for row in np.argsort(-cosines)[:, :10]]


def test_synthetic_vectors_are_near_real_ones_and_of_unit_length() -> None:
    """Each lies between two real vectors that are near each other, give or take the noise."""
    vectors = np.concatenate(list(synthetic_vectors(real(), 500, seed=3)))
    assert vectors.shape == (500, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors @ real().T).max(axis=1).min() > 0.5


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    """So that what was measured at one size is part of what is measured at the next."""
    short = np.concatenate(list(synthetic_vectors(real(), 20_100, seed=3)))
    longer = np.concatenate(list(synthetic_vectors(real(), 41_000, seed=3)))
    assert np.array_equal(longer[:20_100], short)
    assert not np.array_equal(next(synthetic_vectors(real(), 100, seed=4)), short[:100])


def test_synthetic_texts_are_three_real_sentences_each() -> None:
    """Three different ones, and the same for the same seed."""
    texts = list(synthetic_texts(SENTENCES, 200, seed=3))
    assert texts == list(synthetic_texts(SENTENCES, 300, seed=3))[:200]
    for text in texts:
        parts = [part.strip() + "." for part in text.split(".") if part.strip()]
        assert len(parts) == 3
        assert set(parts) <= set(SENTENCES)
