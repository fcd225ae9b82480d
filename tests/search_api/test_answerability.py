"""How sure the search is that a question is answered: signals, probability, verdicts, and what is shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from search_api.answerability import calibration as calibrations
from search_api.answerability.calibration import (
    SIGNALS,
    AnswerVerdict,
    Calibration,
    Cuts,
    Logistic,
    from_json,
    shipped_calibration,
    to_json,
)
from search_api.answerability.rarity import rarity
from search_api.answerability.signals import Signals
from search_api.searcher import Searcher, SearchRequest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import BuildIndex
    from fakes import FakeEncoder

EVEN = Logistic(
    means=dict.fromkeys(SIGNALS, 0.5),
    deviations=dict.fromkeys(SIGNALS, 0.1),
    weights=dict.fromkeys(SIGNALS, 1.0),
    intercept=0,
)
CUTS = Cuts(answered=0.6, sentence=0.4, uncertain=0.2)


def shown(**changes: float) -> Signals:
    """Give signals that are all at their mean, save those named."""
    return Signals(**{**dict.fromkeys(SIGNALS, 0.5), **changes})


def test_more_of_any_signal_makes_an_answer_more_likely() -> None:
    """At the means the odds are even; a deviation more of one signal of weight one gives the logistic of one."""
    assert EVEN.probability(shown()) == pytest.approx(0.5)
    for name in SIGNALS:
        assert EVEN.probability(shown(**{name: 0.6})) == pytest.approx(0.7310586)


@pytest.mark.parametrize(
    ("probability", "changes", "verdict"),
    [
        (0.6, {}, AnswerVerdict.ANSWERED),
        (0.59, {}, AnswerVerdict.UNCERTAIN),
        (0.2, {}, AnswerVerdict.UNCERTAIN),
        (0.19, {}, AnswerVerdict.NO_GOOD_ANSWER),
        (0.9, {"sentence": 0.39}, AnswerVerdict.UNCERTAIN),
        (0.9, {"known": 0.0}, AnswerVerdict.UNCERTAIN),
    ],
)
def test_verdicts_part_at_the_cuts(probability: float, changes: dict[str, float], verdict: AnswerVerdict) -> None:
    """A far sentence or a question of unknown words is never answered, however likely the rest makes it."""
    assert CUTS.verdict(probability, shown(**changes)) == verdict


def test_a_calibration_is_read_back_as_it_was_written() -> None:
    """Its numbers stand in JSON."""
    written = Calibration("encoder", "command", "questions", EVEN, CUTS)
    assert from_json(to_json(written)) == written
    assert json.loads(to_json(written))["cuts"] == {"answered": 0.6, "sentence": 0.4, "uncertain": 0.2}


def test_a_word_weighs_the_more_the_rarer_it_is() -> None:
    """Common words weigh next to nothing, a word that no list has weighs one."""
    assert rarity("the") == 0
    assert 0 < rarity("nerve") < rarity("neuropathy") < 1
    assert rarity("Mexiletine") == 1


def test_signals_tell_a_question_from_a_stray_one(build_index: BuildIndex, notes: Path, tmp_path: Path) -> None:
    """Each signal is higher where a passage says what is asked; words that the index lacks are not known."""
    build_index(notes)
    searcher = Searcher.open(tmp_path / "index")
    asked = searcher.signals(SearchRequest("Gabapentin eases burning pain in some people."))
    stray = searcher.signals(SearchRequest("zebras gallop over savannahs", correct=False))
    half = searcher.signals(SearchRequest("gabapentin zebras", correct=False))
    assert asked is not None
    assert stray is not None
    assert half is not None
    assert asked.sentence > 0.99 > stray.sentence
    assert (asked.known, stray.known) == (1, 0)
    assert 0 < half.known < 1
    assert 0 <= stray.ahead <= asked.ahead <= 0.2
    searcher.close()


def test_the_verdict_does_not_depend_on_how_many_hits_are_asked_for(
    build_index: BuildIndex, notes: Path, monkeypatch: pytest.MonkeyPatch, fake_encoder: FakeEncoder
) -> None:
    """With one hit or twenty it is the same question over the same passages; nothing found is no answer."""
    fitted = Calibration(fake_encoder.identity.model_digest, "", "", EVEN, CUTS)
    monkeypatch.setattr(calibrations, "shipped_calibration", lambda: fitted)
    searcher = Searcher.open(build_index(notes).root)
    said = {searcher.search(SearchRequest("dizziness with gabapentin", k=k)).answerable for k in (1, 3, 20)}
    assert len(said) == 1
    assert next(iter(said)).probability is not None
    nothing = searcher.search(SearchRequest("dizziness", filters={"theme": ["nobody"]}))
    assert (nothing.hits, nothing.answerable.probability) == ((), 0.0)
    assert nothing.answerable.verdict == AnswerVerdict.NO_GOOD_ANSWER
    searcher.close()


def test_with_another_encoder_nothing_is_claimed(
    build_index: BuildIndex, notes: Path, tmp_path: Path, fake_encoder: FakeEncoder
) -> None:
    """The shipped numbers are of one encoder; with another the verdict is uncertain, without a probability."""
    build_index(notes)
    searcher = Searcher.open(tmp_path / "index")
    assert shipped_calibration().encoder_sha256 != fake_encoder.identity.model_digest
    answer = searcher.search(SearchRequest("gabapentin"))
    assert (answer.answerable.probability, answer.answerable.verdict) == (None, AnswerVerdict.UNCERTAIN)
    searcher.close()


def test_the_shipped_numbers_are_of_the_shipped_encoder(library: Searcher) -> None:
    """Whoever changes the encoder calibrates again: `python -m evaluation calibrate` with --out."""
    assert shipped_calibration().encoder_sha256 == library.encoder.identity.model_digest
    assert min(shipped_calibration().model.weights.values()) >= 0


@pytest.mark.parametrize(
    "query",
    ["bus times to Leeds", "python list comprehension", "asdfgh jkl qwerty", "xxqv zzrt pplm", "restaurante em Lisboa"],
)
def test_a_question_off_topic_is_never_answered(library: Searcher, query: str) -> None:
    """The library on nerve pain claims no answer to these."""
    assert library.search(SearchRequest(query)).answerable.verdict != AnswerVerdict.ANSWERED


@pytest.mark.parametrize(
    "query",
    ["does gabapentin help the pain after shingles?", "what is nerve pain", "side effects of amitriptyline"],
)
def test_a_question_that_the_library_answers_is_called_answered(library: Searcher, query: str) -> None:
    """With a probability above a half."""
    said = library.search(SearchRequest(query)).answerable
    assert said.verdict == AnswerVerdict.ANSWERED
    assert said.probability is not None
    assert said.probability > 0.5
