"""Documents -> all that a build needs of their texts: what takes the processor, and can be done in any process.

A portion goes out and comes back whole, so that entries of the ledger stay behind the documents of their files.
Knows nothing of vectors, nor of what was read before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.abbreviations import definitions
from indexer.index.ledger import LedgerEntry
from indexer.index.lexical import prepared
from indexer.index.store_writing import DocumentRows, rows_of
from indexer.index.words import count_words

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from corpus.records import Document
    from indexer.abbreviations import Definition
    from indexer.index.records import Span
    from indexer.passages import DocumentSplitter


@dataclass(frozen=True, slots=True)
class PreparedPortion:
    """Documents split, in their order, and the entries of their files where they stood.

    ``passage_texts`` are what the encoder sees, in the order of the documents, and ``sentence_ranges`` tell where in
    each of them the sentences stand that no passage before holds;
    ``lexical_texts`` are what the lexical index takes of each passage;
    ``words`` counts the passages that hold each word, ``definitions`` are those of each document that has some.
    """

    items: tuple[DocumentRows | LedgerEntry, ...]
    passage_texts: tuple[str, ...]
    sentence_ranges: tuple[tuple[Span, ...], ...]
    lexical_texts: tuple[str, ...]
    words: Counter[str]
    definitions: tuple[tuple[Definition, ...], ...]

    @property
    def documents(self) -> list[DocumentRows]:
        """The documents alone."""
        return [item for item in self.items if isinstance(item, DocumentRows)]


def prepare(splitter: DocumentSplitter, portion: Sequence[Document | LedgerEntry]) -> PreparedPortion:
    """Split the documents of a portion and work out what is stored and searched of them.

    Raises:
        PassageTooLongError: a passage and its headings hold more tokens than the encoder takes.
    """
    items: list[DocumentRows | LedgerEntry] = []
    passage_texts: list[str] = []
    sentence_ranges: list[tuple[Span, ...]] = []
    defined: list[tuple[Definition, ...]] = []
    for item in portion:
        if isinstance(item, LedgerEntry):
            items.append(item)
            continue
        split = splitter.split(item)
        items.append(rows_of(item, split.passages, split.sentences))
        passage_texts.extend(split.passage_texts)
        sentence_ranges.extend(split.sentence_ranges)
        if found := tuple(each for text in split.passage_texts for each in definitions(text)):
            defined.append(found)
    return PreparedPortion(
        items=tuple(items),
        passage_texts=tuple(passage_texts),
        sentence_ranges=tuple(sentence_ranges),
        lexical_texts=tuple(map(prepared, passage_texts)),
        words=count_words(passage_texts),
        definitions=tuple(defined),
    )
