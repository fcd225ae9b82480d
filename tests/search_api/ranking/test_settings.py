"""What a ranking can be made with."""

from __future__ import annotations

import math

import pytest

from search_api.ranking.settings import SearchSettings


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("lexical_weight", -4.0, "lexical_weight is -4.0; set it to 0 to 1"),
        ("lexical_weight", 1.01, "set it to 0 to 1"),
        ("feedback_weight", math.nan, "feedback_weight is nan; set it to 0 to 10"),
        ("expansion_weight", math.inf, "set it to 0 to 10"),
        ("feedback_passages", -1, "feedback_passages is -1; set it to 0 to 1000"),
        ("max_per_document", 0, "set it to 1 to 1000"),
        ("min_candidates", 0, "set it to 1 to 1000000"),
        ("rerank_depth", 0, "set it to 1 to 1000"),
    ],
)
def test_a_number_out_of_its_range_is_refused(name: str, value: float, says: str) -> None:
    """And one that is none; the error says which are taken."""
    with pytest.raises(ValueError, match=says):
        SearchSettings(**{name: value})  # type: ignore[arg-type]  # the names are known to fit only here


def test_the_ends_of_a_range_are_taken() -> None:
    """One leg alone and no feedback are what ablation asks for."""
    alone = SearchSettings(lexical_weight=1, feedback_passages=0, feedback_weight=0, max_per_document=1_000)
    assert alone.lexical_weight == 1
