"""The Flesch-Kincaid grade, and the syllables that it counts."""

from __future__ import annotations

import pytest

from corpus.checking.page import read_page
from corpus.checking.reading_level import grade, page_grade, syllables
from corpus.records import Document

WORDS = {
    1: "the pain nerve nerves half called helped life lives used foods safe whole weeks cells rule",
    2: "people treatment study relief because doctor little tables treated changes review trial uses rated quiet",
    3: "medicine medicines evidence benefit placebo nausea area idea dizziness exercise unable usual gradual carrying",
    4: "neuropathic neuralgia neuropathy gabapentin pregabalin diabetes acupuncture systematic exercises",
}


@pytest.mark.parametrize(("count", "words"), WORDS.items())
def test_syllables_are_those_that_are_spoken(count: int, words: str) -> None:
    """Silent letters do not count, vowels that stand together may count twice."""
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_the_grade_is_that_of_the_published_formula() -> None:
    """Six words, six syllables, one sentence: 0.39 * 6 + 11.8 * 1 - 15.59."""
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)


def test_longer_words_and_longer_sentences_raise_the_grade() -> None:
    """The grade rises with both."""
    plain = grade(["The pain went.", "It came back."])
    hard = grade(["Neuropathic manifestations subsequently reappeared notwithstanding pharmacological intervention."])
    assert plain is not None
    assert hard is not None
    assert plain < 5
    assert hard > 15


def test_a_text_without_words_has_no_grade() -> None:
    """Nothing to read is no level of reading."""
    assert grade(["12 %", ""]) is None


def test_tables_headings_citations_and_link_targets_are_not_graded() -> None:
    """Only sentences are read, without their marks."""
    sentence = "The cat sat on [the mat](../notwithstanding/it.md) [@neuropathic]."
    text = f"# Pharmacological\n\n{sentence}\n\n| Neuropathic |\n| --- |\n"
    assert page_grade(read_page("a.md", Document("a", "A", text, (), "a.md"))) == pytest.approx(-1.45)
