"""Facts about the blocks of a text."""

from __future__ import annotations

import pytest

from indexer.sentences.blocks import BlockKind, blocks


def shapes(text: str) -> list[tuple[str, str]]:
    """Return the kind and the text of each block."""
    return [(block.kind.name.lower(), text[block.start : block.end]) for block in blocks(text, 0, len(text))]


def test_a_blank_line_parts_paragraphs_and_a_line_end_does_not() -> None:
    """Wrapped lines belong together, whatever ends a line."""
    text = "one\r\ntwo\ftwo\u2028three\r\n\t\r\nfour\u2029five"
    assert shapes(text) == [("paragraph", "one\r\ntwo\ftwo\u2028three"), ("paragraph", "four"), ("paragraph", "five")]


def test_headings_stand_alone() -> None:
    """A heading is told by its sign, by a rule below it, or by being short with a long paragraph right below."""
    assert shapes("# One #\ntwo") == [("heading", "# One #"), ("paragraph", "two")]
    assert shapes("One\n---\ntwo") == [("heading", "One\n---"), ("paragraph", "two")]
    below = "The doctor asks where it hurts and touches the skin with cotton wool"
    assert shapes(f"Diagnosis\n{below}\nand a pin.") == [
        ("heading", "Diagnosis"),
        ("paragraph", f"{below}\nand a pin."),
    ]


def test_the_signs_of_a_heading_are_no_prose() -> None:
    """Only its words are left when marks are blanked out."""
    text = "## St. John's wort ##"
    assert [block.prose(text).strip() for block in blocks(text, 0, len(text))] == ["St. John's wort"]


@pytest.mark.parametrize("marker", ["-", "*", "+", "•", "1.", "1)", "a)", "(a)", "(1)", "iv)"])
def test_an_item_begins_with_a_marker(marker: str) -> None:
    """Each usual marker opens a list item after a blank line, and its wrapped lines belong to it."""
    text = f"Intro\n\n{marker} first\n  goes on\n{marker} second"
    assert [kind for kind, _ in shapes(text)] == ["paragraph", "item", "item"]


def test_a_number_on_a_wrapped_line_is_no_item() -> None:
    """Only the first number of a list may interrupt a paragraph, and not inside brackets."""
    assert len(shapes("It was seen in\n12. They left.")) == 1
    assert len(shapes("It was low (see\n1) and fell.")) == 1
    assert len(shapes("Steps\n1. rest\n2. ice")) == 3


def test_a_paragraph_below_an_item_belongs_to_it_where_it_is_indented() -> None:
    """An indented paragraph goes on with the item; one at the margin does not."""
    assert [kind for kind, _ in shapes("- one\n\n  more\n\nafter")] == ["item", "item", "paragraph"]
    assert [kind for kind, _ in shapes("- one\nAfter the list")] == ["item", "paragraph"]


def test_each_row_of_a_table_is_a_block_and_the_rule_goes_with_the_header() -> None:
    """Rows need no bar at their ends where a rule follows the header."""
    assert shapes("|a|b|\n|-|-|\n|c|d|\nafter") == [("row", "|a|b|\n|-|-|"), ("row", "|c|d|"), ("paragraph", "after")]
    assert shapes("a | b\n--|--\nc | d") == [("row", "a | b\n--|--"), ("row", "c | d")]


def test_each_line_of_code_is_a_block() -> None:
    """What is fenced is no Markdown."""
    assert shapes("```\n# no heading\n```\ntext") == [
        *[("code", "```"), ("code", "# no heading"), ("code", "```")],
        ("paragraph", "text"),
    ]


def test_a_quote_is_apart_from_what_surrounds_it() -> None:
    """Its lines are joined, and its marks are blanked out."""
    text = "before\n> one\n> two\nafter"
    found = blocks(text, 0, len(text))
    assert [block.quoted for block in found] == [False, True, False]
    assert found[1].prose(text).split() == ["one", "two"]


def test_offsets_count_from_the_beginning_of_the_text() -> None:
    """A range in the middle gives offsets into the whole."""
    (block,) = blocks("one\n\n two \n\nthree", 4, 11)
    assert (block.kind, block.start, block.end) == (BlockKind.PARAGRAPH, 6, 9)


def test_a_bare_quote_mark_may_end_a_text() -> None:
    """A quote mark with nothing after it stays with the block above, wherever the text ends."""
    assert shapes("> It burns\n>") == [("paragraph", "> It burns\n>")]
