"""Which half a question belongs to, and when two questions are too alike for different halves."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.checking.question_split import MAX_RESEMBLANCE, content_words, resemblance, split_of
from corpus.checking.questions import read_questions

LIBRARY = Path(__file__).parents[3] / "corpus"


def test_a_group_has_one_half_for_ever() -> None:
    """The halves were dealt before anything was measured; another rule would mix what was tuned on with the test."""
    assert [split_of(f"g{number:03}") for number in range(1, 9)] == [
        "tune",
        "test",
        "tune",
        "test",
        "tune",
        "tune",
        "tune",
        "test",
    ]


def test_another_salt_deals_other_halves() -> None:
    """The salt chosen is part of the rule."""
    groups = [f"g{number:03}" for number in range(1, 101)]
    assert [split_of(group, salt=1) for group in groups] != [split_of(group) for group in groups]


def test_the_halves_of_the_first_round_are_about_equal() -> None:
    """Within each kind neither half holds more than 55 % of the questions."""
    questions, findings = read_questions(LIBRARY)
    assert questions is not None
    assert findings == []
    first_round = [entry.record for entry in questions.questions if entry.record.round == 1]
    kinds = Counter(each.kind for each in first_round)
    for (kind, _), count in Counter((each.kind, each.split) for each in first_round).items():
        assert count <= 0.55 * kinds[kind]


def test_content_words_carry_the_topic() -> None:
    """Case, punctuation and function words are gone."""
    assert content_words("Does Gabapentin help the pain AFTER shingles?") == {"gabapentin", "help", "pain", "shingles"}
    assert content_words("what is it for?") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("gabapentin shingles pain", "pain: shingles, gabapentin", 1),
        ("gabapentin shingles pain", "gabapentin shingles itch", 0.5),
        ("gabapentin", "ginger", 0),
        ("what is it", "why", 0),
    ],
)
def test_resemblance_is_the_share_of_common_words(one: str, other: str, expected: float) -> None:
    """The Jaccard index of the content words; questions without any resemble none."""
    assert resemblance(content_words(one), content_words(other)) == pytest.approx(expected)


def test_one_changed_word_of_ten_is_a_paraphrase_and_two_are_none() -> None:
    """The limit lies between 9 of 11 and 8 of 12 words in common."""
    words = frozenset("abcdefghij")
    assert resemblance(words, frozenset("abcdefghix")) > MAX_RESEMBLANCE
    assert resemblance(words, frozenset("abcdefghxy")) <= MAX_RESEMBLANCE
