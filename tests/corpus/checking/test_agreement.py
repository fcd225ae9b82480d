"""How far two judges agree, against figures worked out by hand."""

from __future__ import annotations

import pytest

from corpus.checking.agreement import answered_agreement, kappa, passage_agreement
from corpus.checking.questions import TwiceJudged


def _twice(query: str, first: int, second: int) -> TwiceJudged:
    return TwiceJudged(query=query, document="gabapentin", passage="0" * 24, first=first, second=second)


def test_kappa_is_that_of_the_textbook_example() -> None:
    """Of 50 proposals both readers take 20 and refuse 15: 0.70 observed, 0.50 by chance, kappa 0.40."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert kappa(pairs, linear=False) == pytest.approx(0.4)
    assert kappa(pairs, linear=True) == pytest.approx(0.4)


def test_a_linear_weight_forgives_a_disagreement_by_one_grade() -> None:
    """Plain: 1/4 observed of 10/16 expected; weighted: 1/4 of 16/16."""
    pairs = [(0, 0), (0, 0), (1, 2), (2, 2)]
    assert kappa(pairs, linear=False) == pytest.approx(1 - (1 / 4) / (10 / 16))
    assert kappa(pairs, linear=True) == pytest.approx(0.75)


def test_a_linear_weight_counts_two_grades_apart_twice() -> None:
    """Weighted: 2/4 observed; of 16 pairs expected by chance, 8 are two grades apart."""
    pairs = [(0, 2), (0, 0), (2, 2), (2, 2)]
    assert kappa(pairs, linear=True) == pytest.approx(1 - (2 / 4) / (2 * 8 / 16))


def test_judges_who_always_agree_have_kappa_one_and_chance_has_none() -> None:
    """Agreement no better than chance is 0, and worse is below it."""
    assert kappa([(0, 0), (1, 1), (2, 2)], linear=False) == pytest.approx(1)
    assert kappa([(0, 0), (0, 1), (1, 0), (1, 1)], linear=False) == pytest.approx(0)
    assert kappa([(0, 1), (1, 0)], linear=False) == pytest.approx(-1)


def test_one_grade_throughout_leaves_kappa_undefined() -> None:
    """Where both judges gave everything the same grade, nothing can be expected by chance."""
    agreement = passage_agreement([_twice("q001", 0, 0), _twice("q001", 0, 0)])
    assert agreement is not None
    assert (agreement.items, agreement.share) == (2, 1)
    assert (agreement.kappa, agreement.weighted_kappa) == (None, None)


def test_passages_are_compared_one_by_one() -> None:
    """The share counts equal grades only."""
    agreement = passage_agreement([_twice("q001", 2, 1), _twice("q001", 0, 0), _twice("q002", 1, 1)])
    assert agreement is not None
    assert agreement.items == 3
    assert agreement.share == pytest.approx(2 / 3)


def test_a_question_is_answered_where_any_of_its_passages_is() -> None:
    """The judges may find the answer in different passages; a passage that helps does not answer."""
    agreement = answered_agreement(
        [
            _twice("q001", 2, 0),
            _twice("q001", 0, 2),
            _twice("q002", 1, 1),
            _twice("q003", 2, 1),
        ]
    )
    assert agreement is not None
    assert agreement.items == 3
    assert agreement.share == pytest.approx(2 / 3)
    assert agreement.kappa == agreement.weighted_kappa


def test_nothing_judged_twice_has_no_agreement() -> None:
    """An agreement over no items would be a figure about nothing."""
    assert passage_agreement([]) is None
    assert answered_agreement([]) is None
