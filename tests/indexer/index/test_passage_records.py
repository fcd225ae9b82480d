"""A passage is its sentences from end to end, and its name follows from what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.records import Passage, Span, passage_id


@pytest.mark.parametrize(
    "sentences",
    [
        (),
        ((0, 4),),
        ((1, 5),),
        ((0, 6),),
        ((0, 3), (2, 5)),
        ((3, 5), (0, 3)),
        ((0, 0), (0, 5)),
        ((0, 2), (3, 4)),
        ((0, 5), (5, 5)),
    ],
)
def test_sentences_that_do_not_make_up_the_passage_are_refused(sentences: tuple[tuple[int, int], ...]) -> None:
    """Sentences stand in order, apart, from the passage's start to its end."""
    with pytest.raises(ValueError, match="passage p"):
        Passage("p", "d", 0, 5, (), tuple(Span(*pair) for pair in sentences))


def test_white_space_may_stand_between_sentences() -> None:
    """Sentences need not touch."""
    assert Passage("p", "d", 2, 9, (), (Span(2, 4), Span(6, 9))).end == 9


def test_the_name_is_known() -> None:
    """The name of a text is the same in every release: links to passages stay good."""
    assert passage_id("gabapentin", "It eases pain.", 0) == "983bc07fb35de51038254d36"


@given(st.text(), st.text(), st.integers(0, 9), st.text(), st.text(), st.integers(0, 9))
def test_names_differ_where_anything_differs(
    document: str, text: str, occurrence: int, other_document: str, other_text: str, other_occurrence: int
) -> None:
    """Moving a character from the document's id to the text gives another name."""
    same = (document, text, occurrence) == (other_document, other_text, other_occurrence)
    names = passage_id(document, text, occurrence), passage_id(other_document, other_text, other_occurrence)
    assert (names[0] == names[1]) == same
    assert passage_id(document + "x", text, 0) != passage_id(document, "x" + text, 0)
