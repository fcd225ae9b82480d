"""How a document is cut into statements: sentences, cells and headings, at exact offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.checking.page import Page, read_page
from corpus.records import Document


def _page(text: str) -> Page:
    return read_page("a.md", Document("a", "A", text, (), "a.md"))


def _texts(text: str) -> list[str]:
    return [statement.text.strip() for statement in _page(text).statements]


def test_a_full_stop_behind_a_citation_ends_a_sentence() -> None:
    """The mark belongs to the sentence that it closes."""
    page = _page("It helped [@a]. It harmed [@b; @c]! Did it?")
    assert [(s.text, s.keys) for s in page.statements] == [
        ("It helped [@a].", ("a",)),
        ("It harmed [@b; @c]!", ("b", "c")),
        ("Did it?", ()),
    ]


def test_abbreviations_decimals_and_lower_case_do_not_end_a_sentence() -> None:
    """A full stop ends a sentence only before what can begin one."""
    assert len(_texts("Drug vs. Placebo, e.g. Gabapentin, fell by 5.4 points approx. 3 weeks on. then it rose.")) == 1


def test_bold_and_quotes_around_a_full_stop_are_seen_through() -> None:
    """Closing marks behind the full stop belong to the sentence, opening marks to the next."""
    assert _texts('**Kidneys.** "Ask." (Or wait.) [Read](x.md).') == [
        "**Kidneys.**",
        '"Ask."',
        "(Or wait.)",
        "[Read](x.md).",
    ]


def test_list_items_and_quotations_lose_their_marks() -> None:
    """A list number is no part of a sentence."""
    assert _texts("1. One thing.\n2. Another.\n\n- A dash.\n\n> - Quoted.\n") == [
        "One thing.",
        "Another.",
        "A dash.",
        "Quoted.",
    ]


def test_a_table_is_cut_into_its_cells() -> None:
    """An escaped bar does not end a cell, and the ruler is none."""
    assert _texts("| A \\| B | C |\n| --- | --- |\n| 1 | 2 |\n") == ["A \\| B", "C", "1", "2"]


def test_a_sentence_may_run_over_lines() -> None:
    """The end of a line is a space, and the line of a finding is that of its offset."""
    page = _page("---\nid: a\n---\n\nA first\nsentence. A second\none.\n")
    assert [(s.text, page.line_at(s.start)) for s in page.statements] == [
        ("A first\nsentence.", 5),
        ("A second\none.", 6),
    ]


@given(
    st.lists(
        st.sampled_from([*"aé \n\t.!?|-#>*[]()@\r\u03b1\U0001f600", "[@k]", "\n\n", "| a | b |\n|-|-|\n", "1. ", "A. "])
    )
)
def test_a_statement_is_exactly_what_stands_at_its_offset(parts: list[str]) -> None:
    """Offsets are code points into the file, and blanking keeps every length."""
    text = "".join(parts)
    for statement in _page(text).statements:
        assert text[statement.start : statement.start + len(statement.text)] == statement.text
        assert len(statement.plain) == len(statement.text)
