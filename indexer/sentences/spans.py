"""From blocks to sentence ranges.

Knows nothing of how blocks are told apart or how a sentence end is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.index.records import Span
from indexer.sentences import boundaries
from indexer.sentences.blocks import Block, BlockKind, blocks

if TYPE_CHECKING:
    from indexer.sentences.boundaries import Boundaries

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})


def sentence_spans(text: str, start: int, end: int, finder: Boundaries | None = None) -> list[Span]:
    """Return the sentences of ``text[start:end]``, in order, as ranges of ``text``.

    A range has no white space at its ends, and every character that is not white space lies in exactly one range.
    No sentence crosses a blank line, heading, list item, table row, block quote or line of code; each heading, row and
    line of code is one "sentence". ``finder`` replaces the shipped parameters.
    """
    finder = finder or boundaries.shipped()
    return [span for block in blocks(text, start, end) for span in block_sentences(text, block, finder)]


def block_sentences(text: str, block: Block, finder: Boundaries | None = None) -> list[Span]:
    """Return the sentences of one block of ``text``; together they reach from its start to its end."""
    if block.kind not in _PROSE:
        return [Span(block.start, block.end)]
    finder = finder or boundaries.shipped()
    spans: list[Span] = []
    begin = block.start
    for end in finder.ends(block.prose(text)):
        stop = block.start + end
        spans.append(Span(begin, stop))
        begin = stop
        while text[begin].isspace():
            begin += 1
    spans.append(Span(begin, block.end))
    return spans
