"""Markdown stays character for character as the file has it; front matter and headings are found in it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from fakes import MemoryFile
from hypothesis import given
from hypothesis import strategies as st

from corpus.bibliography import Bibliography
from corpus.errors import UnreadableFileError
from corpus.reading.markdown import front_matter, read_markdown
from corpus.records import Document, Reference

KNOWN = Bibliography([Reference("a", "Paper A"), Reference("b", "Paper B")])
PIECES = ["---\n", "---", "...\n", "# ", "## ", "```\n", "a: b\n", "text", " ", "\n", "\r\n", "\r", "\t", "- ", "> "]
PIECES += ["===\n", "😀", "e\u0301", "א", "\u2028", "\u200b", "\v", "\f", "\x85", "<!--", "-->", "[@a]", "|", "    "]


def read(content: str | bytes, name: str = "a.md") -> Document:
    """Read a file of this content."""
    (found,) = read_markdown(MemoryFile(name, content), KNOWN)
    assert isinstance(found, Document)
    return found


def paths(text: str) -> list[tuple[str, ...]]:
    """Return the path of every section."""
    return [section.path for section in read(text).sections]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_text_is_kept_and_sections_cover_the_body(text: str) -> None:
    """For any Markdown the canonical text is the file's; sections join without a gap up to its end."""
    try:
        found = read(text)
    except UnreadableFileError:
        return
    assert found.text == text
    _, body_start = front_matter(text)
    assert found.sections
    assert not text[body_start : found.sections[0].start].strip()
    for section, following in zip(found.sections, found.sections[1:], strict=False):
        assert section.end == following.start
    assert found.sections[-1].end == len(text)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_arbitrary_unicode_is_read_or_refused_with_a_reason(text: str) -> None:
    """No text makes reading fail otherwise."""
    try:
        found = read(text)
    except UnreadableFileError as error:
        assert ";" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert found.text == text.removeprefix("\ufeff")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("close", ["---", "...", "---  \t"])
def test_front_matter_is_read_with_every_line_end(end: str, close: str) -> None:
    """Front matter of Unix, Windows and old Macs, closed by dashes or dots, is the same metadata."""
    text = f"---\nid: x\ntitle: A title\ntags: [a, b]\n{close}\n# Heading\n\nText.\n".replace("\n", end)
    found = read(text)
    assert (found.id, found.title, found.metadata["tags"], found.text) == ("x", "A title", ["a", "b"], text)
    assert text[found.sections[0].start :].startswith("# Heading")


def test_front_matter_is_never_part_of_a_section() -> None:
    """What stands between the dashes is metadata only, also a line that looks like a heading."""
    text = "---\n# a comment of YAML\nid: x\n---\nText.\n"
    found = read(text)
    assert [(section.path, text[section.start : section.end]) for section in found.sections] == [((), "Text.\n")]


@pytest.mark.parametrize(
    "text",
    [
        "No block.\n",
        "---\n\nA rule stands first, then text.\n\n---\n\nMore.\n",
        "---\nnever closed\n",
        "----\nid: x\n----\nText.\n",
        " ---\nid: x\n---\nText.\n",
        "\n---\nid: x\n---\nText.\n",
        "---\n- a list\n---\nText.\n",
        "***\n\nText.\n",
        "--- x\nid: x\n---\nText.\n",
    ],
)
def test_text_that_opens_otherwise_has_no_front_matter(text: str) -> None:
    """A thematic break, an open block or a block further down is text, and all of it is covered."""
    found = read(text)
    assert (found.metadata, found.id) == ({}, "notes/a.md")
    assert not text[: found.sections[0].start].strip()


@pytest.mark.parametrize("text", ["---\n---\nText.\n", "---\n\n---\nText.\n", "---\n# only a comment\n---\nText.\n"])
def test_an_empty_block_is_front_matter_without_fields(text: str) -> None:
    """It is left out of the text that is split."""
    found = read(text)
    assert found.metadata == {}
    assert text[found.sections[0].start :] == "Text.\n"


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("a: &x [1]\nb: *x", "aliases are not allowed"),
        ("a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]", "aliases are not allowed"),
        ("base: &b {x: 1}\n<<: *b", "aliases are not allowed"),
        ("title: a: b", "mapping values are not allowed here"),
        ("title: [unclosed", "expected"),
        ("\ttitle: tab", "found character"),
        ("title: 'open", "found unexpected end of stream"),
        ("a: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("a: 2024-13-45", "month must be in 1..12"),
        ("a: " + "[" * 5000 + "]" * 5000, ""),
        ("a: " + "[" * 101 + "]" * 101, "it is nested deeper than 100 levels"),
        ("a: " + "9" * 5000, "Exceeds the limit"),
        ("? [a, b]\n: c\n? {d: e}\n: f", "found unhashable key"),
        ("a: 1\n---\nb: 2", ""),
    ],
)
def test_malformed_front_matter_is_refused_with_the_reason(block: str, problem: str) -> None:
    """YAML that cannot be read, or that could unfold to gigabytes, stops this file and says why."""
    if block.startswith("a: 1\n---"):
        assert read(f"---\n{block}\n---\nText.\n").metadata == {"a": 1}, "the first closing line ends the block"
        return
    with pytest.raises(UnreadableFileError) as caught:
        read(f"---\n{block}\n---\nText.\n")
    assert str(caught.value).startswith(f"its front matter is not YAML ({problem}")
    assert str(caught.value).endswith("); mend it or remove the block between the --- lines")


def test_front_matter_has_a_size_limit() -> None:
    """64 KiB are read, a character more is refused."""
    limit = 64 * 1024
    assert read("---\na: " + "x" * (limit - 3) + "\n---\nText.\n").metadata["a"] == "x" * (limit - 3)
    with pytest.raises(UnreadableFileError, match="front matter is longer than 64 KiB; shorten it"):
        read("---\na: " + "x" * (limit - 2) + "\n---\nText.\n")


def test_values_of_yaml_become_json() -> None:
    """Dates are text, numbers numbers, a huge hexadecimal one text, keys text, half a surrogate pair U+FFFD."""
    found = read(
        "---\ndate: 2026-03-01\nyear: 2026\n7: one\nbad: .nan\non: yes\n"
        f'huge: 0x{"f" * 8000}\n"\\ud800": "\\ud800"\n---\nText.\n'
    )
    assert found.metadata == {
        "date": "2026-03-01",
        "year": 2026,
        "7": "one",
        "bad": None,
        "True": True,
        "huge": "0x" + "f" * 8000,
        "\ufffd": "\ufffd",
    }


@pytest.mark.parametrize("name", ["[1, 2]", "5", "''", "null", "{a: b}"])
def test_an_id_or_title_that_is_no_text_is_passed_over(name: str) -> None:
    """Then the id is the file's name, and the title its first heading."""
    found = read(f"---\nid: {name}\ntitle: {name}\n---\n# Heading\n\nText.\n")
    assert (found.id, found.title) == ("notes/a.md", "Heading")


def test_a_document_without_heading_is_titled_by_its_file() -> None:
    """The last resort is the file's name without its ending."""
    assert read("Text.\n", "on-pain.md").title == "on-pain"


def test_headings_nest_by_level() -> None:
    """A path holds the headings above; a level that is skipped adds nothing."""
    assert paths("# A\n\na\n\n## B\n\nb\n\n#### C\n\nc\n\n### D\n\nd\n\n# E\n\ne\n") == [
        ("A",),
        ("A", "B"),
        ("A", "B", "C"),
        ("A", "B", "D"),
        ("E",),
    ]


def test_underlined_headings_are_headings() -> None:
    """Setext headings of both levels count, also of two lines."""
    text = "Top\n===\n\na\n\nInner part,\ntwo lines\n---\n\nb\n"
    found = read(text)
    assert [section.path for section in found.sections] == [("Top",), ("Top", "Inner part, two lines")]
    assert [text[section.body_start : section.end].strip() for section in found.sections] == ["a", "b"]


@pytest.mark.parametrize(
    "block",
    [
        "```\n# no\n```",
        "~~~ python\n# no\n~~~",
        "    # no",
        "<!--\n# no\n-->",
        "> # no",
        "- # no",
        "<pre>\n# no\n</pre>",
    ],
)
def test_a_mark_inside_another_block_is_no_heading(block: str) -> None:
    """Code, comments, quotations and list items hold no headings of the document."""
    assert paths(f"# Yes\n\n{block}\n\ntext\n") == [("Yes",)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("# *St John's* `wort` **and** [drugs](x.md)", "St John's wort and drugs"),
        ("# A\u00a0 B \t C #", "A B C"),
        ("# 5 \\* 3 &amp; 4", "5 * 3 & 4"),
        ("# Πόνος 😀 אב", "Πόνος 😀 אב"),
        ("#", ""),
        ("# ![picture](x.png)", "picture"),
    ],
)
def test_a_heading_is_named_by_its_words(line: str, name: str) -> None:
    """Markup is left out of a section's path, white space is folded."""
    assert paths(f"{line}\n\ntext\n") == [(name,)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sections_begin_at_their_heading_for_every_line_end(end: str) -> None:
    """Offsets count the file's own characters, line ends of every kind, emoji and combining marks."""
    text = "Text 😀 e\u0301.\n\n# A\n\na \u2028 \x0b \x0c \x85 b\n\n## B\nc".replace("\n", end)
    found = read(text)
    assert [(section.path, text[section.start :][:3].strip()) for section in found.sections] == [
        ((), "Tex"),
        (("A",), "# A"),
        (("A", "B"), "##"),
    ]
    assert text[found.sections[2].body_start :] == "c"


def test_a_link_named_further_down_is_a_link_in_a_heading() -> None:
    """Reference links are resolved from the whole document; a heading longer than a name can be is cut."""
    assert paths("# See [the paper][1] and [x]\n\ntext\n\n[1]: https://example.org\n") == [("See the paper and [x]",)]
    assert paths("# " + "word " * 1000 + "\n\ntext\n") == [(("word " * 200).strip(),)]


def test_references_are_what_the_text_cites_and_the_front_matter_lists() -> None:
    """In the order of citation, then of the list; a key that is not known keeps its name."""
    text = "---\nreferences: [c, b, {id: own, title: Own}, 5]\n---\nFirst [@b; @own]. Then [@a].\n"
    assert [(reference.id, reference.title) for reference in read(text).references] == [
        ("b", "Paper B"),
        ("own", "Own"),
        ("a", "Paper A"),
        ("c", ""),
    ]


@pytest.mark.parametrize("text", ["", " \n\t", "---\nid: x\n---\n", "---\nid: x\n---\n  \n"])
def test_a_file_without_text_is_refused(text: str) -> None:
    """Front matter alone is no document."""
    with pytest.raises(UnreadableFileError, match="it holds no text; write something in it or remove it"):
        read(text)


def test_a_byte_order_mark_hides_no_front_matter() -> None:
    """A signature stands before the dashes in files of some editors."""
    assert read("\ufeff---\nid: x\n---\nText.\n".encode()).id == "x"
    assert read("---\nid: x\n---\nText.\n".encode("utf-16")).id == "x"


@pytest.mark.parametrize(
    "piece",
    ["---\n", "\n---", "\r", "# a\n", "> ", "- ", "[", "](", "*", "_", "`", "<!--", "| a ", "![", "\\", "a: b\n"],
)
def test_the_worst_text_takes_bounded_time(piece: str) -> None:
    """A hundred kilobytes of one mark, alone, after dashes and in a heading, is read in linear time."""
    began = time.perf_counter()
    text = piece * (100_000 // len(piece))
    for start in ("", "---\n", "# "):
        with suppress(UnreadableFileError):
            read(start + text)
    assert time.perf_counter() - began < 10
