"""Vectors of the parts of a text: pooled from its own tokens, or encoded one by one.

A model that takes the mean of its tokens for a text can take that of some of them for a part ("late chunking", Günther
et al. 2024, arXiv:2409.04701): nothing is encoded twice, and each token has read the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.encoding.seam import EncodedPassages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from indexer.encoding.seam import Ranges


def pooled(
    tokens: npt.NDArray[np.float32], offsets: Sequence[tuple[int, int]], parts: Ranges, before: int
) -> npt.NDArray[np.float32]:
    """Give the mean of the tokens that a part holds a piece of; float32 of shape (parts, d), of unit length.

    ``tokens`` has shape (n, d); ``offsets`` are the characters of each token, none for special ones. ``before`` is how
    many characters stand before the text whose ``parts`` these are. A part without a token is all zeros.
    """
    starts, ends = np.asarray(offsets, np.int64).reshape(-1, 2).T - before
    means = np.zeros((len(parts), tokens.shape[1]), np.float32)
    for row, (start, end) in enumerate(parts):
        held = (starts < end) & (ends > start) & (starts < ends)
        if held.any():
            mean = tokens[held].mean(axis=0)
            means[row] = mean / np.linalg.norm(mean)
    return means


def cut_out(texts: Sequence[str], parts: Sequence[Ranges]) -> list[str]:
    """Give what every part says, text after text."""
    return [text[start:end] for text, own in zip(texts, parts, strict=True) for start, end in own]


def encoded_apart(
    encode: Callable[[Sequence[str]], npt.NDArray[np.float32]], texts: Sequence[str], parts: Sequence[Ranges]
) -> EncodedPassages:
    """Encode each part as a text of its own."""
    return EncodedPassages(encode(texts), encode(cut_out(texts, parts)))
