"""The store gives back documents and passages exactly, and the same input gives the same bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.records import Document, Reference, Section
from indexer.index.errors import IndexDamagedError
from indexer.index.records import Passage, Span, passage_id, text_sha256
from indexer.index.store import PassageStore
from indexer.index.store_writing import StoreWriter, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus.records import JsonValue

    Row = tuple[Document, Sequence[Passage], Sequence[Span]]

AWKWARD = "Ginger 😀 eases [@moore2014]. e\u0301 Ελλ א\u200f\u2028!\r\nSecond \u0000 part [@b; @moore2014]."
CUT = AWKWARD.index("\r\n")
METADATA: dict[str, JsonValue] = {
    "theme": "nutrition",
    "tags": ["root", "spice", "root"],
    "year": 2020,
    "reviewed": True,
    "title": "not a facet",
    "long": "x" * 101,
    "nested": {"a": 1},
    "empty": "",
}


def document(name: str, text: str = AWKWARD, metadata: Mapping[str, JsonValue] | None = None) -> Document:
    """Return a document of one section."""
    return Document(
        id=name,
        title=f"Title of {name}",
        text=text,
        sections=(Section(("Heading", "Inner"), 0, 0, len(text)),),
        source=f"notes/{name}.md",
        metadata=METADATA if metadata is None else metadata,
        references=(Reference("moore2014", "Paper", 2014, "10.1/x", "123", None, "current", {"id": "moore2014"}),),
        format="markdown",
    )


def passage(owner: Document, start: int, end: int) -> Passage:
    """Return a passage of one sentence."""
    name = passage_id(owner.id, owner.text[start:end], 0)
    return Passage(name, owner.id, start, end, ("Heading", "Inner"), (Span(start, end),), (3, 4) if start else None)


def rows() -> Iterator[Row]:
    """Give two documents of two passages each, and one that has none."""
    for name in ("a", "b"):
        owner = document(name)
        passages = [passage(owner, 0, CUT), passage(owner, CUT + 2, len(AWKWARD))]
        yield owner, passages, [found.sentences[0] for found in passages]
    yield document("c", " ", {}), [], []


def write(path: Path, documents: Iterable[Row]) -> tuple[int, int]:
    """Write a store, one document at a time; give how many documents and passages it holds."""
    with StoreWriter(path) as writer:
        for row in documents:
            writer.add([rows_of(*row)])
        writer.finish()
    return writer.documents, writer.passages


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    """Give a store of the rows above."""
    assert write(tmp_path / "passages.sqlite", rows()) == (3, 4)
    opened = PassageStore(tmp_path / "passages.sqlite")
    yield opened
    opened.close()


def test_a_document_comes_back_whole(store: PassageStore) -> None:
    """Text with NUL, emoji, combining marks and line separators, sections, metadata and references are unchanged."""
    assert store.document("a") == document("a")
    assert store.document("nowhere") is None


def test_a_passage_comes_back_with_its_place(store: PassageStore) -> None:
    """The text is the document's at its range; the digest is over its UTF-8 bytes; cited keys stand in order."""
    second = passage(document("b"), CUT + 2, len(AWKWARD))
    found = store.passage(second.id)
    assert found is not None
    assert (found.passage, found.row, found.document_row, found.first_sentence) == (second, 3, 1, 3)
    assert found.text == AWKWARD[CUT + 2 :]
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest() == text_sha256(found.text)
    assert found.cited == ("b", "moore2014")
    assert store.passage("nowhere") is None


def test_passages_are_given_in_the_order_asked(store: PassageStore) -> None:
    """Rows may be asked in any order, twice, and as numbers of NumPy."""
    assert [found.row for found in store.passages([3, 0, 3])] == [3, 0, 3]
    assert [found.row for found in store.passages(list(np.array([3, 0, 3], np.int64)))] == [3, 0, 3]
    assert store.passages([]) == []


def test_neighbours_stay_in_the_document(store: PassageStore) -> None:
    """The last passage of a document has no next one, though another document follows."""
    _, last, first, end = store.passages([0, 1, 2, 3])
    assert [found and found.row for found in store.neighbours(last)] == [0, None]
    assert [found and found.row for found in store.neighbours(first)] == [None, 3]
    assert [found and found.row for found in store.neighbours(end)] == [2, None]


def test_documents_are_listed_in_order_without_text(store: PassageStore) -> None:
    """Each with its number of passages, also a document that has none."""
    assert [(found.id, found.text, count) for found, count in store.list_documents(0, 10)] == [
        ("a", "", 2),
        ("b", "", 2),
        ("c", "", 0),
    ]
    assert [found.id for found, _ in store.list_documents(1, 1)] == ["b"]


def test_documents_are_found_by_row(store: PassageStore) -> None:
    """Rows come back as keys; references and metadata are there, the text is not."""
    found = store.documents_without_text([1, 1, 0])
    assert {row: (one.id, one.text, one.references[0].id) for row, one in found.items()} == {
        0: ("a", "", "moore2014"),
        1: ("b", "", "moore2014"),
    }
    assert store.documents_without_text([]) == {}
    assert store.document_rows().tolist() == [0, 0, 1, 1]
    assert (store.document_row("b"), store.document_row("nowhere")) == ([1], [])
    assert [found.row for found in store.passages_of("b")] == [2, 3]


def test_facets_are_short_values_shared_by_documents(store: PassageStore) -> None:
    """Titles, long texts and nested values are no facets; numbers and truth are, as text."""
    assert store.facets() == {
        "theme": {"nutrition": [0, 1]},
        "tags": {"root": [0, 1], "spice": [0, 1]},
        "year": {"2020": [0, 1]},
        "reviewed": {"True": [0, 1]},
    }


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two stores of the same rows are the same file; another text gives another."""
    for name in ("one", "two"):
        write(tmp_path / name, rows())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    write(tmp_path / "other", [(document("a", AWKWARD + "."), [], [])])
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


def test_a_store_named_with_marks_of_a_query_is_opened(tmp_path: Path) -> None:
    """``?``, ``#`` and ``%`` in a path are part of it."""
    path = tmp_path / "a?b=c#d%41 e.sqlite"
    write(path, rows())
    opened = PassageStore(path)
    assert opened.passage_count == 4
    opened.close()


def test_an_open_store_cannot_be_written(store: PassageStore, tmp_path: Path) -> None:
    """Reading leaves no file beside it and changes no byte."""
    before = (tmp_path / "passages.sqlite").read_bytes()
    store.check()
    assert (tmp_path / "passages.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["passages.sqlite"]


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 1000, b"SQLite format 3\0" + bytes(4000)])
def test_what_is_no_store_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, an empty one and another kind of file are damage, with the file's name."""
    path = tmp_path / "passages.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"^{path} cannot be read as a store"):
        PassageStore(path)
