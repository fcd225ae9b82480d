"""Documents and passages in SQLite: written once, then only read.

Passage rows are numbered from zero in the order of documents and of their text; row *i* is vector *i*.
Same input gives the same bytes: one transaction, fixed page size, rows in order.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from corpus.citations import cited_keys
from corpus.records import Document, Reference, Section
from indexer.index.durable import sync_file
from indexer.index.errors import IndexDamagedError
from indexer.index.recent import Recent
from indexer.index.records import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from corpus.records import JsonValue
    from indexer.index.vectors import RowArray

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

# A passage with the id of its document: nothing else of a document's row is read for a hit.
_PASSAGES = "SELECT passages.*, documents.id FROM passages JOIN documents ON document = documents.row"
# Parsing what a row holds takes many times as long as looking it up, and questions meet the same passages again.
# Documents have their whole bibliographies with them, passages a few kilobytes.
_DOCUMENTS_KEPT = 256
_PASSAGES_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what a hit needs of it. ``first_sentence`` is the row of its first sentence vector."""

    row: int
    passage: Passage
    document_row: int
    first_sentence: int
    sha256: str
    text: str
    cited: tuple[str, ...]


def text_sha256(text: str) -> str:
    """Give the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


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


class PassageStore:
    """Documents and passages of one generation, read-only. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            IndexDamagedError: it is missing or is not such a store.
        """
        self._path = path
        self._lock = threading.Lock()
        self._documents: Recent[Document] = Recent(_DOCUMENTS_KEPT)
        self._passages: Recent[StoredPassage] = Recent(_PASSAGES_KEPT)
        try:
            # as_uri() escapes "?" and "#", which would end the path. Immutable: nobody writes to a published file.
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.document_count, self.passage_count = self._one(
                "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)", ()
            ) or (0, 0)
        except sqlite3.Error as error:
            raise IndexDamagedError(path, f"cannot be read as a store ({error})") from error

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def passage(self, identifier: str) -> StoredPassage | None:
        """Find a passage by its id."""
        found = self._one(f"{_PASSAGES} WHERE passages.id = ?", (identifier,))
        return None if found is None else _stored_passage(found)

    def neighbours(self, stored: StoredPassage) -> tuple[StoredPassage | None, StoredPassage | None]:
        """Read the passages before and after one in the same document, None at its ends."""
        rows = [row for row in (stored.row - 1, stored.row + 1) if 0 <= row < self.passage_count]
        found = {other.row: other for other in self.passages(rows) if other.document_row == stored.document_row}
        return found.get(stored.row - 1), found.get(stored.row + 1)

    def passages(self, rows: Sequence[int]) -> list[StoredPassage]:
        """Read passages by row, in the order given."""
        passages = {row: self._passages.get(row) for row in map(int, rows)}
        unread = [row for row, passage in passages.items() if passage is None]
        if unread:
            marks = ",".join("?" * len(unread))
            for values in self._all(f"{_PASSAGES} WHERE passages.row IN ({marks})", unread):
                passages[values[0]] = passage = _stored_passage(values)
                self._passages.put(values[0], passage)
        return [found for row in rows if (found := passages[int(row)]) is not None]

    def document_rows(self) -> RowArray:
        """Give the document's row of every passage, in the order of passages, shape (passages,)."""
        return np.fromiter(
            (row for (row,) in self._all("SELECT document FROM passages ORDER BY row", ())),
            np.int64,
            self.passage_count,
        )

    def document_row(self, identifier: str) -> list[int]:
        """Give the row of a document by its id, in a list that is empty where there is none."""
        return [row for (row,) in self._all("SELECT row FROM documents WHERE id = ?", (identifier,))]

    def document(self, identifier: str) -> Document | None:
        """Read a whole document by its id."""
        values = self._one(
            "SELECT documents.*, text FROM documents JOIN document_texts USING (row) WHERE id = ?", (identifier,)
        )
        return None if values is None else _document(values)

    def documents_without_text(self, rows: Sequence[int]) -> dict[int, Document]:
        """Read documents by row with an empty text and no sections, which is all that a citation needs."""
        documents = {row: self._documents.get(row) for row in sorted({int(row) for row in rows})}
        unread = [row for row, document in documents.items() if document is None]
        if unread:
            marks = ",".join("?" * len(unread))
            for values in self._all(f"SELECT *, '' FROM documents WHERE row IN ({marks})", unread):  # noqa: S608 - only question marks are put in
                documents[values[0]] = document = _document(values, sections=False)
                self._documents.put(values[0], document)
        return {row: document for row, document in documents.items() if document is not None}

    def passages_of(self, identifier: str) -> list[StoredPassage]:
        """Read every passage of a document, in order."""
        found = self._all(f"{_PASSAGES} WHERE documents.id = ? ORDER BY passages.row", (identifier,))
        return [_stored_passage(values) for values in found]

    def list_documents(self, offset: int, limit: int) -> list[tuple[Document, int]]:
        """List documents without their text, in order, each with its number of passages."""
        found = self._all("SELECT *, '' FROM documents ORDER BY row LIMIT ? OFFSET ?", (limit, offset))
        return [(_document(values, sections=False), values[8]) for values in found]

    def facets(self) -> dict[str, dict[str, list[int]]]:
        """Give, for each field and each of its values, the rows of the documents that have it."""
        table: dict[str, dict[str, list[int]]] = {}
        for field, value, row in self._all(
            "SELECT field, value, document FROM facets ORDER BY field, value, document", ()
        ):
            table.setdefault(field, {}).setdefault(value, []).append(row)
        return table

    def check(self) -> None:
        """Compare every passage with its document's text, and every row number with its place.

        Raises:
            IndexDamagedError: some do not agree.
        """
        expected = 0
        with self._lock:
            texts = self._connection.execute("SELECT row, text FROM document_texts ORDER BY row")
            passages = self._connection.execute(
                "SELECT row, document, start, end, text, sha256 FROM passages ORDER BY row"
            )
            document_row, text = -1, ""
            for row, owner, start, end, passage_text, sha256 in passages:
                while document_row < owner:
                    following = texts.fetchone()
                    if following is None:
                        raise IndexDamagedError(self._path, "holds passages that belong to no document")
                    document_row, text = following
                sound = row == expected and owner == document_row and text[start:end] == passage_text
                if not sound or text_sha256(passage_text) != sha256:
                    raise IndexDamagedError(self._path, f"holds passage {row} where its document has other text")
                expected += 1

    def _one(self, statement: str, values: Sequence[object]) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return row

    def _all(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _stored_passage(values: tuple[Any, ...]) -> StoredPassage:
    pages = json.loads(values[6]) if values[6] else None
    passage = Passage(
        id=values[1],
        document_id=values[12],
        start=values[3],
        end=values[4],
        section_path=tuple(json.loads(values[5])),
        sentences=tuple(Span(start, end) for start, end in json.loads(values[7])),
        pages=None if pages is None else (pages[0], pages[1]),
    )
    return StoredPassage(values[0], passage, values[2], values[8], values[9], values[10], tuple(json.loads(values[11])))


def _document(values: tuple[Any, ...], *, sections: bool = True) -> Document:
    return Document(
        id=values[1],
        title=values[2],
        text=values[9],
        sections=tuple(Section(tuple(path), start, body, end) for path, start, body, end in json.loads(values[4]))
        if sections
        else (),
        source=values[3],
        metadata=json.loads(values[5]),
        references=tuple(Reference(**reference) for reference in json.loads(values[6])),
        format=values[7],
    )
