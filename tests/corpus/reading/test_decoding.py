"""Bytes become text without guessing, or are refused with the place and the remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.reading.decoding import decode

TEXT = "naïve 😀\r\nΨφδ\tא\u0301\u200b\r"
no_nul = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize(
    ("signature", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_is_no_text(signature: bytes, encoding: str) -> None:
    """UTF-8 with and without a mark, and UTF-16 of both orders, give the same text, line ends untouched."""
    assert decode(signature + TEXT.encode(encoding)) == TEXT


@given(no_nul)
def test_utf8_round_trips(text: str) -> None:
    """Any text without NUL comes back character for character; a mark at its head is taken as the signature."""
    assert decode(text.encode()) == text.removeprefix("\ufeff")


def test_a_mark_inside_the_text_is_text() -> None:
    """Only the first mark is a signature."""
    assert decode("\ufeff\ufeffa\ufeff".encode()) == "\ufeffa\ufeff"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("Schmerz und Übelkeit".encode("latin-1"), "not UTF-8 (byte 0xdc at position 12)"),
        (b"\xef\xbb\xbfcaf\xe9", "not UTF-8 (byte 0xe9 at position 6)"),
        (b"ab\xed\xa0\x80", "not UTF-8 (byte 0xed at position 2)"),
        (b"\xff\xfea\0b", "not UTF-16-LE (byte 0x62 at position 4)"),
        (b"\xfe\xff\0a\xd8\x00", "not UTF-16-BE (byte 0xd8 at position 4)"),
        (b"\x80", "not UTF-8 (byte 0x80 at position 0)"),
    ],
)
def test_other_encodings_are_refused_with_the_place_in_the_file(content: bytes, problem: str) -> None:
    """Latin-1, a lone surrogate and a cut UTF-16 are refused; the position is counted from the file's first byte."""
    with pytest.raises(UnreadableFileError) as caught:
        decode(content)
    assert str(caught.value) == f"it is {problem}; save it as UTF-8, for example with iconv"


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfe\0\0a\0\0\0", b"%PDF-1.7\0", "a\0".encode("utf-16")])
def test_nul_characters_are_refused(content: bytes) -> None:
    """A NUL is in no text file: what holds one, UTF-32 and binaries among them, is refused."""
    with pytest.raises(UnreadableFileError, match="NUL characters, so it is not a text file"):
        decode(content)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_no_bytes_are_no_text(content: bytes) -> None:
    """An empty file, or one that holds a mark alone, is the empty text."""
    assert decode(content) == ""
