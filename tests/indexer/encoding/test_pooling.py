"""Vectors of the parts of a text, from the vectors of its tokens."""

from __future__ import annotations

import numpy as np
from fakes import FakeEncoder

from indexer.encoding.pooling import encoded_apart, pooled

# Two special tokens around three, of "ab cde f" behind a prompt of two characters.
OFFSETS = [(0, 0), (2, 4), (5, 8), (9, 10), (0, 0)]
TOKENS = np.array([[9, 9], [3, 4], [0, 5], [1, 0], [9, 9]], np.float32)


def test_a_part_is_the_mean_of_its_tokens() -> None:
    """Of unit length, special tokens left out, and a token of which it holds a piece among them."""
    of_parts = pooled(TOKENS, OFFSETS, [(0, 2), (0, 6), (4, 8)], 2)
    assert of_parts.dtype == np.float32
    wanted = [[3, 4], [3, 9], [1, 5]]
    assert np.allclose(of_parts, [np.array(each) / np.linalg.norm(each) for each in wanted])


def test_a_part_without_a_token_is_all_zeros() -> None:
    """An empty range, white space, and what was cut off."""
    assert not pooled(TOKENS, OFFSETS, [(0, 0), (2, 3), (40, 50)], 2).any()
    assert pooled(TOKENS, OFFSETS, [], 2).shape == (0, 2)


def test_parts_are_encoded_apart_where_a_model_pools_otherwise() -> None:
    """Each as a text of its own, text after text."""
    encoder = FakeEncoder()
    encoded = encoded_apart(encoder.encode_documents, ["one two", "three"], [[(0, 3), (4, 7)], [(0, 5)]])
    assert encoded.texts.tobytes() == encoder.encode_queries(["one two", "three"]).tobytes()
    assert encoded.parts.tobytes() == encoder.encode_queries(["one", "two", "three"]).tobytes()
