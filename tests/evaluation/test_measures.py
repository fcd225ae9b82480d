"""Metrics by name."""

from __future__ import annotations

import pytest

from evaluation.errors import MetricError
from evaluation.measures import DEFAULT_METRICS, metrics_for, parse_metrics, score


def test_the_default_metrics_keep_their_names() -> None:
    """They are what ir_measures prints, so records of two machines share them."""
    assert tuple(metric.name for metric in metrics_for((), 100)) == DEFAULT_METRICS


def test_default_metrics_that_look_too_deep_are_left_out() -> None:
    """A recall at 100 of ten results would be a recall at ten under a false name."""
    assert "R@100" not in [metric.name for metric in metrics_for((), 10)]
    assert "nDCG@10" in [metric.name for metric in metrics_for((), 10)]


def test_a_metric_asked_for_that_looks_too_deep_is_refused() -> None:
    """The error says which depth it needs."""
    with pytest.raises(MetricError, match="--k 100"):
        metrics_for(["R@100"], 10)


@pytest.mark.parametrize("name", ["foo@10", "nDCG@", "nDCG@x", "P@0", "nDCG@-1", "", "import os"])
def test_a_metric_that_is_none_is_refused(name: str) -> None:
    """The error lists metrics that are; a cutoff below one never reaches trec_eval, which it would abort."""
    with pytest.raises(MetricError):
        parse_metrics([name])


def test_metrics_with_a_grade_can_be_asked_for() -> None:
    """Only grade 2 counts for ``Success(rel=2)``."""
    metrics = parse_metrics(["Success(rel=2)@3", "Success@3"])
    values = score(metrics, {"q": {"helps": 1, "answers": 2}}, {"q": ["helps", "other"]})
    assert values == {"q": {"Success(rel=2)@3": 0.0, "Success@3": 1.0}}


def test_a_judged_question_without_results_counts_zero() -> None:
    """Whether its ranking is empty or missing; and a ranking of a question that is not judged counts nothing."""
    metrics = metrics_for((), 100)
    grades = {"found": {"d": 1}, "empty": {"d": 1}, "missing": {"d": 1}}
    values = score(metrics, grades, {"found": ["d"], "empty": [], "unjudged": ["d"]})
    assert set(values) == {"found", "empty", "missing"}
    assert set(values["empty"].values()) == set(values["missing"].values()) == {0.0}
    assert values["found"]["nDCG@10"] == 1.0


def test_a_question_whose_every_grade_is_zero_counts_zero() -> None:
    """It is judged, and nothing relevant can be found for it."""
    assert score(parse_metrics(["nDCG@10"]), {"q": {"d": 0}}, {"q": ["d"]}) == {"q": {"nDCG@10": 0.0}}
