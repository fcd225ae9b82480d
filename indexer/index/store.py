"""Documents and passages of a generation, read from SQLite as :mod:`indexer.index.store_writing` wrote them."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.records import Document, Reference, Section
from indexer.index.errors import IndexDamagedError
from indexer.index.recent import Recent
from indexer.index.records import Passage, Span, text_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.index.vectors import RowArray

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
