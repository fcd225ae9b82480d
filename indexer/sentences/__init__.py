"""Sentences of a text, as exact ranges of it.

Layout first, language second: :mod:`indexer.sentences.blocks` finds the paragraphs, items and rows that no sentence
crosses, :mod:`indexer.sentences.boundaries` the sentences inside a paragraph.
"""

from indexer.sentences.spans import sentence_spans

__all__ = ["sentence_spans"]
