"""How firmly the sentences of a text hang together: what a reader would not want parted.

Knows nothing of passages and their size.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from indexer.sentences.blocks import Block, BlockKind, blocks
from indexer.sentences.spans import block_sentences

if TYPE_CHECKING:
    from indexer.index.records import Span


class Bond(IntEnum):
    """How firmly a sentence hangs together with the one before it."""

    NONE = 0
    """Another paragraph."""
    PARAGRAPH = 1
    """The same paragraph."""
    GROUP = 2
    """Another item of the same list, another row of the same table, another line of code."""
    ITEM = 3
    """The same item."""
    TIED = 4
    """The first item or row after what introduces it; what follows a heading."""
    HEADER = 5
    """A table's first row of data."""


_LISTED = frozenset({BlockKind.ITEM, BlockKind.ROW, BlockKind.CODE})


def bonded_sentences(text: str, start: int, end: int) -> tuple[list[Span], list[Bond]]:
    """Return the sentences of a range and how each hangs together with the one before it."""
    spans: list[Span] = []
    bonds: list[Bond] = []
    previous: Block | None = None
    bond = Bond.NONE
    for block in blocks(text, start, end):
        sentences = block_sentences(text, block)
        header = previous is not None and previous.kind is BlockKind.ROW and bond not in {Bond.HEADER, Bond.GROUP}
        bond = _bond(previous, block, header=header)
        within = Bond.ITEM if block.kind is BlockKind.ITEM else Bond.PARAGRAPH
        spans.extend(sentences)
        bonds.extend([bond, *[within] * (len(sentences) - 1)])
        previous = block
    return spans, bonds


def _bond(previous: Block | None, block: Block, *, header: bool) -> Bond:
    """Return how a block hangs together with the one before it; ``header`` tells that this is a table's first row."""
    if previous is None or previous.quoted != block.quoted:
        return Bond.NONE
    if previous.kind is BlockKind.HEADING:
        return Bond.TIED
    if block.kind not in _LISTED:
        return Bond.NONE
    if previous.kind is BlockKind.PARAGRAPH:
        return Bond.TIED
    if previous.kind is not block.kind or (block.kind is BlockKind.ROW and block.after_blank):
        return Bond.NONE
    return Bond.HEADER if header else Bond.GROUP
