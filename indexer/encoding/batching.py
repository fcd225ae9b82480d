"""Texts as a network reads them: cut to what it takes, and gathered into batches of one length.

How a text is padded depends on its own length alone, so that nothing about it depends on what else is encoded.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

# Together, there are fewer lengths to plan for, and weights are read once for several texts.
_PADDED_TO = 8
_MOST_TOGETHER = 16
_TOKENS_TOGETHER = 1_024


class Tokens(NamedTuple):
    """The tokens of a text that the network reads, and where each stands in the text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Batch(NamedTuple):
    """Texts that are run at once, by their places among those to encode, each padded to ``length`` tokens."""

    places: list[int]
    length: int


def cut(encoded: Any, most: int) -> Tokens:  # noqa: ANN401 - tokenizers' stubs lack Encoding
    """Cut a text of more than ``most`` tokens as truncation would: the special tokens at the end stay."""
    ids, offsets = encoded.ids, encoded.offsets
    if len(ids) <= most:
        return Tokens(ids, offsets)
    text_ends = len(ids) - encoded.special_tokens_mask[::-1].index(0)
    kept = most - (len(ids) - text_ends)
    return Tokens(ids[:kept] + ids[text_ends:], offsets[:kept] + offsets[text_ends:])


def batches(lengths: Sequence[int], most: int, *, together: bool) -> list[Batch]:
    """Gather texts of so many tokens, ``most`` at most, longest first; ``together`` allows several in a batch.

    Neighbours of equal length let OpenVINO keep its plan for that shape.
    """
    padded_to, most_together = (_PADDED_TO, _MOST_TOGETHER) if together else (1, 1)

    def padded(place: int) -> int:
        return min(-(-lengths[place] // padded_to) * padded_to, most)

    found: list[Batch] = []
    longest_first = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for length, group in groupby(longest_first, key=padded):
        places = list(group)
        size = max(1, min(most_together, _TOKENS_TOGETHER // length))
        found += [Batch(places[first : first + size], length) for first in range(0, len(places), size)]
    return found


def inputs(texts: Sequence[Tokens], length: int) -> dict[str, npt.NDArray[np.int64]]:
    """Give what the network takes of texts, each padded to ``length`` tokens; shape (texts, length)."""
    ids = np.zeros((len(texts), length), np.int64)
    mask = np.zeros((len(texts), length), np.int64)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens.ids)] = tokens.ids
        mask[row, : len(tokens.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask}
