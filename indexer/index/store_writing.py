"""Documents and passages -> a new SQLite file, which is then only read.

Passage rows are numbered from zero in the order of documents and of their text; row *i* is vector *i*.
Same input gives the same bytes: one transaction, fixed page size, rows in order.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from corpus.citations import cited_keys
from indexer.index.durable import sync_file
from indexer.index.records import text_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from corpus.records import Document, JsonValue
    from indexer.index.records import Passage, Span

_SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    sections TEXT NOT NULL, metadata TEXT NOT NULL, reference_list TEXT NOT NULL,
    format TEXT NOT NULL, passage_count INTEGER NOT NULL
);
CREATE TABLE document_texts (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, document INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, section_path TEXT NOT NULL, pages TEXT, sentences TEXT NOT NULL,
    first_sentence INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL, cited TEXT NOT NULL
);
CREATE TABLE facets (
    field TEXT NOT NULL, value TEXT NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (field, value, document)
) WITHOUT ROWID;
"""
# Made last, by sorting: to keep them sorted while random ids come in takes several times as long.
_INDEXES = """
CREATE UNIQUE INDEX documents_by_id ON documents (id);
CREATE UNIQUE INDEX passages_by_id ON passages (id);
CREATE INDEX passages_by_document ON passages (document, row);
"""

# Front matter that names one document is no facet of many.
_NOT_FACETS = frozenset({"id", "title", "summary", "references", "authors", "abstract", "doi", "pmid", "url", "text"})
_MAX_FACET_CHARACTERS = 100
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class PassageRow(NamedTuple):
    """What is stored of a passage, its numbers and its document's left out.

    ``first_sentence`` counts from the document's first sentence; ``place`` is start, end, section path, pages and
    sentences; ``rest`` is SHA-256, text and cited keys.
    """

    id: str
    first_sentence: int
    place: tuple[int, int, str, str | None, str]
    rest: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """What is stored of a document, its number left out; ``sentences`` counts its distinct sentences."""

    document: tuple[str, str, str, str, str, str, str, int]
    text: str
    facets: tuple[tuple[str, str], ...]
    passages: tuple[PassageRow, ...]
    sentences: int


def rows_of(document: Document, passages: Sequence[Passage], sentences: Sequence[Span]) -> DocumentRows:
    """Make the rows of a document; ``sentences`` are its passages' own, each once, in the order of their vectors."""
    row_of = {sentence: row for row, sentence in enumerate(sentences)}
    return DocumentRows(
        document=(
            document.id,
            document.title,
            document.source,
            _json([[section.path, section.start, section.body_start, section.end] for section in document.sections]),
            _json(dict(document.metadata)),
            _json([asdict(reference) for reference in document.references]),
            document.format,
            len(passages),
        ),
        text=document.text,
        facets=tuple(_facets(document.metadata)),
        passages=tuple(_passage_row(document.text, passage, row_of) for passage in passages),
        sentences=len(sentences),
    )


def _passage_row(document_text: str, passage: Passage, row_of: Mapping[Span, int]) -> PassageRow:
    text = document_text[passage.start : passage.end]
    pages = None if passage.pages is None else _json(passage.pages)
    place = (passage.start, passage.end, _json(passage.section_path), pages, _json(passage.sentences))
    return PassageRow(
        passage.id, row_of[passage.sentences[0]], place, (text_sha256(text), text, _json(cited_keys(text)))
    )


class StoreWriter:
    """Writes a store, documents after documents. Use as a context manager; what raises leaves a useless file."""

    def __init__(self, path: Path) -> None:
        """Begin a new file.

        Raises:
            sqlite3.OperationalError: the disk refused, as in every method.
        """
        self.documents = 0
        self.passages = 0
        self._sentences = 0
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA page_size = 8192")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._connection.close()

    def add(self, documents: Iterable[DocumentRows]) -> None:
        """Write documents with their passages, numbered after those written before."""
        told, texts, passages, facets = [], [], [], []
        for document in documents:
            row = self.documents
            told.append((row, *document.document))
            texts.append((row, document.text))
            facets.extend([(*facet, row) for facet in document.facets])
            for identifier, first_sentence, place, rest in document.passages:
                passages.append((self.passages, identifier, row, *place, self._sentences + first_sentence, *rest))
                self.passages += 1
            self._sentences += document.sentences
            self.documents += 1
        for statement, rows in (
            ("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", told),
            ("INSERT INTO document_texts VALUES (?, ?)", texts),
            ("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", passages),
            ("INSERT OR IGNORE INTO facets VALUES (?, ?, ?)", facets),
        ):
            self._connection.executemany(statement, rows)

    def finish(self) -> None:
        """Complete and sync the file."""
        self._connection.execute("COMMIT")
        self._connection.executescript(_INDEXES)
        self._connection.close()
        sync_file(self._path)


def _facets(metadata: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    for field, value in metadata.items():
        if field in _NOT_FACETS:
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str | int | float) and 0 < len(str(item)) <= _MAX_FACET_CHARACTERS:
                yield field, str(item)
