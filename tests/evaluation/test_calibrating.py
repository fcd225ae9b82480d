"""Calibrating: the regression, the cuts, what is counted, and the commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from evaluation.calibrating.asking import Asked
from evaluation.calibrating.cuts import choose_cuts, verdicts
from evaluation.calibrating.fitting import fit, probabilities_unseen
from evaluation.calibrating.rates import brier_score, calibration_error, rates_by_kind, reliability, separations
from evaluation.errors import DatasetError
from evaluation.intervals import share_interval
from search_api.answerability.calibration import AnswerVerdict
from search_api.answerability.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Evaluate = Callable[..., Any]


def questions(seed: int = 0) -> list[Asked]:
    """Give 120 questions whose nearest sentence tells their kind, mostly; ``ahead`` is noise that speaks against."""
    random = np.random.default_rng(seed)
    made = []
    for place in range(120):
        kind, middle = (("answerable", 0.7), ("answerable", 0.7), ("near-miss", 0.5), ("off-topic", 0.2))[place % 4]
        sentence = float(np.clip(random.normal(middle, 0.06), 0, 1))
        ahead = 0.1 - (0.05 if kind == "answerable" else 0) + float(random.normal(0, 0.01))
        made.append(Asked(str(place), kind, f"g{place // 2}", Signals(sentence, sentence, ahead, 1.0, 1.0)))
    return made


def test_no_signal_counts_against_an_answer() -> None:
    """What would fit with a weight below zero gets none."""
    model = fit(questions())
    assert model.weights["sentence"] > 0.5
    assert model.weights["ahead"] == 0
    assert min(model.weights.values()) >= 0


def test_without_questions_of_both_sorts_nothing_is_fitted() -> None:
    """The error says what is missing."""
    with pytest.raises(DatasetError, match="questions without"):
        fit([each for each in questions() if each.kind == "answerable"])


def test_a_question_is_judged_by_a_regression_that_saw_no_paraphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each group is left out whole, beside the dataset too."""
    seen: list[set[str]] = []

    def watched(asked: list[Asked], beside: list[Asked]) -> object:
        seen.append({each.group for each in asked})
        assert {each.group for each in beside} == seen[-1]
        return fit(asked, beside)

    monkeypatch.setattr("evaluation.calibrating.fitting.fit", watched)
    asked = questions()[:16]
    values = probabilities_unseen(asked, asked)
    assert [sorted({each.group for each in asked} - groups) for groups in seen] == [[f"g{n}"] for n in range(8)]
    assert values.shape == (16,)


def test_cuts_keep_their_promises() -> None:
    """Of the answerable 95 % stay answered, 2 % at most are denied, and nothing off topic is answered."""
    asked = questions()
    probabilities = probabilities_unseen(asked)
    cuts = choose_cuts(asked, probabilities)
    said = {of.kind: of for of in rates_by_kind([each.kind for each in asked], verdicts(asked, probabilities, cuts))}
    assert said["answerable"].share(AnswerVerdict.ANSWERED) >= 0.95
    assert said["answerable"].share(AnswerVerdict.NO_GOOD_ANSWER) <= 0.02
    assert said["off-topic"].share(AnswerVerdict.ANSWERED) == 0
    assert said["near-miss"].share(AnswerVerdict.ANSWERED) < 0.5
    assert cuts.uncertain <= cuts.answered


def test_reliability_compares_what_was_given_with_what_came() -> None:
    """Ten questions in five bins of two: probabilities that keep their word have no calibration error."""
    perfect = reliability([0.0] * 5 + [1.0] * 5, [False] * 5 + [True] * 5)
    assert [each.questions for each in perfect] == [2, 2, 2, 2, 2]
    assert calibration_error(perfect) == pytest.approx(0.0)
    boastful = reliability([1.0] * 10, [True, False] * 5)
    assert calibration_error(boastful) == pytest.approx(0.5)
    assert brier_score([1.0, 0.5], [False, True]) == pytest.approx(0.625)


def test_separation_counts_the_pairs_in_the_right_order() -> None:
    """Of four pairs three are in order and one is tied, which counts half."""
    kinds = ["answerable", "answerable", "near-miss", "near-miss"]
    assert separations(kinds, [0.9, 0.5, 0.5, 0.1]) == {"near-miss": pytest.approx(0.875)}
    assert separations(["near-miss"], [0.5]) == {}


def test_the_interval_of_a_share_is_wilsons() -> None:
    """None of 24 may still be 14 %; the values are those of the published formula."""
    assert share_interval(0, 24) == pytest.approx((0.0, 0.1380), abs=1e-4)
    assert share_interval(133, 140) == pytest.approx((0.9003, 0.9756), abs=1e-4)
    with pytest.raises(ValueError, match="at least one"):
        share_interval(0, 0)


def test_calibrate_writes_numbers_and_tells_error_rates_by_kind(
    evaluate: Evaluate, spans: Path, tmp_path: Path
) -> None:
    """The dataset's own index is built, every kind is asked, and the file names encoder and command."""
    out = tmp_path / "numbers.json"
    told = evaluate("calibrate", spans, "--cache", tmp_path / "indexes", "--out", out)
    assert told.status == 0, told.err
    assert told.out.startswith("5 questions")
    for kind in ("answerable", "near-miss", "off-topic"):
        assert f"\n{kind}" in told.out
    written = json.loads(out.read_text(encoding="utf-8"))
    assert set(written) == {"encoder_sha256", "command", "questions_sha256", "model", "cuts"}
    assert written["command"].startswith("python -m evaluation calibrate")


def test_a_collection_beside_is_asked_with_its_answers_and_without(
    evaluate: Evaluate, spans: Path, beir: Path, tmp_path: Path
) -> None:
    """Its two questions of edition 1 are asked twice there and once here, and the five of the dataset once there."""
    told = evaluate("calibrate", spans, "--beside", f"{beir}?edition=1", "--cache", tmp_path / "indexes")
    assert told.status == 0, told.err
    assert told.out.startswith("5 questions")
    beside = told.out.split("beside, which the regression saw:")[1].split()
    assert [beside[beside.index(kind) + 1] for kind in ("answerable", "masked", "elsewhere")] == ["2", "2", "7"]


def test_questions_beside_weigh_as_much_as_the_datasets_own() -> None:
    """Standing there ten times or once, the same questions fit the same regression."""
    own, beside = questions(), questions(seed=1)
    assert fit(own, beside * 10).weights == pytest.approx(fit(own, beside).weights, abs=1e-3)
    assert fit(own, beside).weights != fit(own).weights


def test_verdicts_over_another_encoder_are_refused(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """Where the search says nothing, there is nothing to measure."""
    told = evaluate("verdicts", spans, "--cache", tmp_path / "indexes")
    assert told.status == 1
    assert "another encoder" in told.err


def test_a_record_holds_what_the_search_said_of_questions_without_an_answer(
    evaluate: Evaluate, spans: Path, tmp_path: Path
) -> None:
    """They are asked and recorded with their kind, and count in no metric."""
    told = evaluate("run", spans, "--out", tmp_path / "runs", "--json")
    assert told.status == 0, told.err
    record = json.loads(told.out)
    assert {name: each["kind"] for name, each in record["unanswerable"].items()} == {
        "dose": "near-miss",
        "football": "off-topic",
    }
    assert {each["verdict"] for each in record["unanswerable"].values()} == {"uncertain"}
    assert set(record["questions"]) == set(record["per_query"]) == {"use", "harm", "forgotten"}


def test_highlights_tell_how_often_a_mark_is_in_a_span_that_answers(
    evaluate: Evaluate, spans: Path, tmp_path: Path
) -> None:
    """Both questions have their sentence alone in its passage, so the mark is always right."""
    told = evaluate("highlights", spans, "--cache", tmp_path / "indexes")
    assert told.status == 0, told.err
    assert "2 hits of 2 questions" in told.out
    assert "a mark overlaps it: 1.000 [1.000, 1.000]" in told.out
    assert "1.00 sentences, 1.000 of its text" in told.out


def test_highlights_need_judged_spans(evaluate: Evaluate, beir: Path, tmp_path: Path) -> None:
    """Judged documents do not say which sentence answers."""
    told = evaluate("highlights", beir, "--cache", tmp_path / "indexes")
    assert told.status == 1
    assert "not spans" in told.err
