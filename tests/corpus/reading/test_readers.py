"""The ending of a file picks its reader."""

from __future__ import annotations

import pytest
from fakes import MemoryFile

from corpus.reading import reader_for
from corpus.reading.jsonl import read_jsonl
from corpus.reading.markdown import read_markdown
from corpus.reading.plain_text import read_plain_text


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("a.md", read_markdown),
        ("a.MARKDOWN", read_markdown),
        ("a.txt", read_plain_text),
        ("a.text", read_plain_text),
        ("a.jsonl", read_jsonl),
        ("a.b.ndjson", read_jsonl),
        ("a.pdf", None),
        ("a.json", None),
        ("README", None),
        ("md", None),
    ],
)
def test_a_file_has_the_reader_of_its_ending(name: str, reader: object) -> None:
    """A kind that is not known has none."""
    assert reader_for(MemoryFile(name, "")) is reader
