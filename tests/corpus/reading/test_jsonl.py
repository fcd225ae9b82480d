"""Every line of a JSONL file becomes a document or a reported record, and the file is read to its end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes import MemoryFile

from corpus.bibliography import Bibliography
from corpus.reading import FailedRecord, jsonl
from corpus.reading.jsonl import read_jsonl
from corpus.records import Document, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD = '{"_id": "good", "text": "A good record."}'


def read(*lines: str | bytes, end: str = "\n") -> list[Document | FailedRecord]:
    """Read a file of these lines."""
    content = b"".join((line.encode() if isinstance(line, str) else line) + end.encode() for line in lines)
    return list(read_jsonl(MemoryFile("c.jsonl", content), Bibliography()))


def outcome(items: Sequence[Document | FailedRecord]) -> list[str]:
    """Return the id of each document and the place of each failed record."""
    return [item.id if isinstance(item, Document) else item.where for item in items]


def test_a_record_becomes_a_document() -> None:
    """All four fields of BEIR are taken over; the whole text is one section without a heading."""
    record = {"_id": "d1", "title": "Ginger", "text": "Hot.\n\nRoot. 😀", "metadata": {"year": 2020, "tags": ["a"]}}
    assert read(json.dumps(record)) == [
        Document(
            id="d1",
            title="Ginger",
            text="Hot.\n\nRoot. 😀",
            sections=(Section((), 0, 0, 13),),
            source="notes/c.jsonl#d1",
            metadata={"year": 2020, "tags": ["a"]},
        )
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "the line is not JSON"),
        ("nonsense", "the line is not JSON"),
        (b'{"_id": "caf\xe9", "text": "x"}', "the line is not JSON"),
        ("[" * 200_000, "the line is not JSON"),
        ('{"_id": ' + "9" * 5000 + ', "text": "x"}', "the line is not JSON"),
        ("[]", "the line is not a JSON object"),
        ('"text"', "the line is not a JSON object"),
        ("null", "the line is not a JSON object"),
        ('{"text": "x"}', "the record has no _id"),
        ('{"_id": "", "text": "x"}', "the record has no _id"),
        ('{"_id": " ", "text": "x"}', "the record has no _id"),
        ('{"_id": null, "text": "x"}', "the record has no _id"),
        ('{"_id": true, "text": "x"}', "the record has no _id"),
        ('{"_id": NaN, "text": "x"}', "the record has no _id"),
        ('{"_id": ["a"], "text": "x"}', "the record has no _id"),
        ('{"_id": "a", "text": 5}', "title and text must be strings"),
        ('{"_id": "a", "title": ["x"], "text": "x"}', "title and text must be strings"),
        ('{"_id": "a", "text": "x", "metadata": [1]}', "metadata must be an object"),
        ('{"_id": "a", "text": "x", "metadata": "m"}', "metadata must be an object"),
        ('{"_id": "a", "text": "x\\u0000y"}', "the record holds NUL characters"),
        ('{"_id": "a", "title": "\\u0000", "text": "x"}', "the record holds NUL characters"),
        ('{"_id": "a", "text": ""}', "the record has no text"),
        ('{"_id": "a", "text": " \\n\\t", "title": " "}', "the record has no text"),
        ('{"_id": "a"}', "the record has no text"),
        ('{"_id": "a\\u0000b", "text": "x"}', "the record holds NUL characters"),
        (
            '{"_id": "a", "text": "x", "metadata": {"m": ' + "[" * 102 + "]" * 102 + "}}",
            "its metadata cannot be used (it is nested deeper than 100 levels)",
        ),
    ],
)
def test_a_bad_line_is_reported_and_the_next_is_read(line: str | bytes, reason: str) -> None:
    """The report names file and line and says why; the record after it is a document."""
    bad, good = read(line, GOOD)
    assert isinstance(bad, FailedRecord)
    assert (bad.where, bad.reason[: len(reason)]) == ("notes/c.jsonl#L1", reason)
    assert ";" in bad.reason, "the reason names the next step"
    assert isinstance(good, Document)


def test_metadata_may_be_nested_as_deep_as_the_limit() -> None:
    """A hundred levels below a value are kept."""
    (found,) = read('{"_id": "a", "text": "x", "metadata": {"m": ' + "[" * 101 + "]" * 101 + "}}")
    assert isinstance(found, Document)
    assert json.dumps(found.metadata["m"]) == "[" * 101 + "]" * 101


def test_blank_lines_count_and_are_passed_over() -> None:
    """A reported line has the number that an editor shows."""
    assert outcome(read("", GOOD, "  \t", "{", "")) == ["good", "notes/c.jsonl#L4"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_ends_part_records(end: str) -> None:
    """A file written on Windows is the same records."""
    assert outcome(read('{"_id": "a", "text": "x"}', '{"_id": "b", "text": "x"}', end=end)) == ["a", "b"]


def test_a_last_line_without_an_end_and_a_byte_order_mark_are_read() -> None:
    """Neither a missing last line end nor a signature loses a record."""
    content = b"\xef\xbb\xbf" + GOOD.encode() + b"\n" + b'{"_id": "last", "text": "x"}'
    assert outcome(list(read_jsonl(MemoryFile("c.jsonl", content), Bibliography()))) == ["good", "last"]


def test_line_separators_inside_a_text_part_no_records() -> None:
    """U+2028, U+0085 and a carriage return escaped in JSON are characters of the text."""
    (found,) = read('{"_id": "a", "text": "x\u2028y\u0085z\\rw"}')
    assert isinstance(found, Document)
    assert found.text == "x\u2028y\u0085z\rw"


def test_a_repeated_id_is_reported() -> None:
    """The first record of an id is the document; a later one is reported with the id."""
    first, second = read('{"_id": "a", "text": "first"}', '{"_id": "a", "text": "second"}')
    assert isinstance(first, Document)
    assert first.text == "first"
    assert second == FailedRecord("notes/c.jsonl#L2", "its _id 'a' was given before; make every _id unique")


def test_a_record_with_a_title_alone_is_its_title() -> None:
    """BEIR corpora hold records whose text is empty; what can be found is the title."""
    (found,) = read('{"_id": "a", "title": "Only a title", "text": ""}')
    assert isinstance(found, Document)
    assert (found.title, found.text, found.sections) == ("Only a title", "Only a title", (Section((), 0, 0, 12),))


def test_a_number_may_be_an_id_and_plain_id_may_name_it() -> None:
    """Ids written as numbers become text; ``id`` serves where there is no ``_id``."""
    assert outcome(read('{"_id": 7, "text": "x"}', '{"id": "eight", "text": "x"}')) == ["7", "eight"]


def test_lone_surrogates_are_replaced_everywhere() -> None:
    """An escape for half a pair becomes U+FFFD in id, title, text and metadata, so that all can be stored."""
    (found,) = read(r'{"_id": "\ud800", "title": "\udc00", "text": "a\ud83d", "metadata": {"\ud800": ["\ud800"]}}')
    assert isinstance(found, Document)
    assert (found.id, found.title, found.text, found.metadata) == (
        "\ufffd",
        "\ufffd",
        "a\ufffd",
        {"\ufffd": ["\ufffd"]},
    )
    assert found.source.encode()


def test_a_line_too_long_is_reported_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only as much of the line is read as shows its length; the records around it keep their line numbers."""
    monkeypatch.setattr(jsonl, "_MAX_LINE_BYTES", 100)
    at_limit = '{"_id": "limit", "text": "' + "x" * 72 + '"}'
    assert len(at_limit) == 100
    found = read(GOOD, '{"_id": "long", "text": "' + "x" * 1000 + '"}', at_limit, "{", "y" * 101)
    assert outcome(found) == ["good", "notes/c.jsonl#L2", "limit", "notes/c.jsonl#L4", "notes/c.jsonl#L5"]
    assert isinstance(found[1], FailedRecord)
    assert found[1].reason == "the line is longer than 16 MiB; split the document"


def test_a_file_of_another_encoding_is_reported_line_by_line() -> None:
    """UTF-16 is no encoding of JSONL: its lines are reported, and nothing is read wrong."""
    content = (GOOD + "\n").encode("utf-16") * 2
    items = list(read_jsonl(MemoryFile("c.jsonl", content), Bibliography()))
    assert items
    assert all(isinstance(item, FailedRecord) for item in items)


def test_an_empty_file_holds_nothing() -> None:
    """No line, no document, no failure."""
    assert read() == []
