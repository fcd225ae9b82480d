"""Plain text stays as it is, and its heading-like lines become sections."""

from __future__ import annotations

import time

import pytest
from fakes import MemoryFile
from hypothesis import given
from hypothesis import strategies as st

from corpus.bibliography import Bibliography
from corpus.errors import UnreadableFileError
from corpus.reading.plain_text import read_plain_text
from corpus.records import Document

awkward = st.lists(
    st.sampled_from(["a", "B", " ", "\n", "\r", "\r\n", "\t", ".", "1", "===", "---", "א", "\u0301", "😀", "\u2028"])
).map("".join)


def read(text: str) -> Document:
    """Read a file of this text."""
    (found,) = read_plain_text(MemoryFile("notes.txt", text), Bibliography())
    assert isinstance(found, Document)
    return found


def outline(text: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the path of each section, and what stands in its body."""
    found = read(text)
    return [(section.path, text[section.body_start : section.end].strip()) for section in found.sections]


@given(awkward.filter(str.strip))
def test_text_is_kept_and_sections_cover_it(text: str) -> None:
    """The canonical text is the file's; only white space stands outside the sections."""
    found = read(text)
    assert found.text == text
    covered = 0
    for section in found.sections:
        assert not text[covered : section.start].strip()
        covered = section.end
    assert not text[covered:].strip()


def test_lines_that_stand_alone_like_titles_are_headings() -> None:
    """A short line between blank lines that begins like a title and has no full stop is a heading."""
    assert outline("Massage\n\nIt relaxes.\n\nSide effects\n\nNone are known.\n") == [
        (("Massage",), "It relaxes."),
        (("Massage", "Side effects"), "None are known."),
    ]


@pytest.mark.parametrize(
    "line",
    ["It relaxes.", "does it relax", "Why, then:", "and more", "12", "* * *", "W" * 81, " ".join(["Word"] * 13), "…"],
)
def test_other_lines_are_text(line: str) -> None:
    """A sentence, a line in lower case, a number alone, a rule and a long line are no headings."""
    assert [path for path, _ in outline(f"Some text that stands first.\n\n{line}\n\nMore text.\n")] == [()]


def test_a_line_next_to_text_is_no_heading() -> None:
    """Only a line with blank lines on both sides is one."""
    assert [path for path, _ in outline("First line.\n\nMassage\nIt relaxes.\n")] == [()]


def test_numbers_and_underlines_give_levels() -> None:
    """2.1 stands below 2; ``=`` marks the first level, ``-`` the second."""
    text = "Guide\n=====\n\n1 First\n\na.\n\n1.1 Inner\n\nb.\n\n2. Second\n\nc.\n"
    assert [path for path, _ in outline(text)] == [
        ("Guide",),
        ("Guide", "1 First"),
        ("Guide", "1 First", "1.1 Inner"),
        ("Guide", "2. Second"),
    ]
    assert outline("Top\n===\nText.\n\nInner\n-----\nMore.\n") == [(("Top",), "Text."), (("Top", "Inner"), "More.")]


def test_a_heading_that_comes_first_is_the_title() -> None:
    """Else the title is the file's name, and what stands before the first heading has no path."""
    assert read("Massage\n\nIt relaxes.\n").title == "Massage"
    found = read("It relaxes.\n\nMassage\n\nIt does.\n")
    assert (found.title, found.sections[0].path, found.sections[1].path) == ("notes", (), ("Massage",))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_parts_lines(end: str) -> None:
    """Files of Unix, Windows and old Macs have the same headings, at their own offsets."""
    text = "Massage\n\nIt relaxes.\n".replace("\n", end)
    (section,) = read(text).sections
    assert (section.path, text[section.body_start :].strip()) == (("Massage",), "It relaxes.")


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u3000\u2003\n"])
def test_a_file_without_text_is_refused(text: str) -> None:
    """Nothing but white space is no document."""
    with pytest.raises(UnreadableFileError, match="it holds no text; write something in it or remove it"):
        read(text)


def test_a_document_is_named_by_its_place() -> None:
    """Id and source are the file's name as citations show it."""
    found = read("Text.")
    assert (found.id, found.source, found.format, found.metadata) == ("notes/notes.txt", "notes/notes.txt", "text", {})


@pytest.mark.parametrize("piece", ["\n", "\r", "A\n\n", "1.1.1.1.1.1 ", "a" * 80 + "\n", "=\n", "A\n===\n"])
def test_the_worst_lines_take_linear_time(piece: str) -> None:
    """A quarter of a megabyte of any pattern of lines is read in well under the limit."""
    began = time.perf_counter()
    read(piece * (250_000 // len(piece)) + "end.")
    assert time.perf_counter() - began < 5
