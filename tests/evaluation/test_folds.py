"""Folds of questions: together they are all, apart they share no paraphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evaluation.dataset import Question, read_dataset
from evaluation.errors import UsageError
from evaluation.folds import Fold, fold_of, only_of, parse_fold, without

if TYPE_CHECKING:
    from pathlib import Path


def test_paraphrases_are_in_one_fold() -> None:
    """The group decides, or the id where there is none; two folds share the questions about evenly."""
    folds = [fold_of(Question(f"q{number}", "", {"group": f"g{number // 2}"}), 2) for number in range(400)]
    assert folds[::2] == folds[1::2]
    assert 150 < sum(folds) < 250
    alone = Question("q1", "", {})
    assert fold_of(alone, 2) == fold_of(Question("q2", "", {"group": "q1"}), 2)


def test_a_fold_and_what_is_without_it_are_the_dataset(spans: Path) -> None:
    """Every question is in one of both, those without an answer too."""
    dataset = read_dataset(spans)
    fold = Fold(0, 2)
    inside, outside = only_of(dataset, fold), without(dataset, fold)
    for of in ("questions", "unanswerable"):
        both = [*getattr(inside, of), *getattr(outside, of)]
        assert sorted(each.id for each in both) == sorted(each.id for each in getattr(dataset, of))
    assert all(fold.holds(each) for each in inside.questions)
    assert not any(fold.holds(each) for each in outside.questions)


@pytest.mark.parametrize("text", ["2/2", "0/1", "a/b", "1", "-1/2"])
def test_what_is_no_fold_is_refused(text: str) -> None:
    """With how one is written."""
    with pytest.raises(UsageError, match="no fold: write NUMBER/COUNT"):
        parse_fold(text)
