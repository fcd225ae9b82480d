"""How sure the search is that a question is answered: signals, probability, verdicts, and what is shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import numpy as np
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
from search_api.answerability.figures import gives_figures
from search_api.answerability.rarity import rarity
from search_api.answerability.signals import Signals
from search_api.answerability.words import WordReader, share_held
from search_api.expansion.expander import Expansion, ExpansionKind
from search_api.opening import open_searcher
from search_api.ranking.legs import Question
from search_api.searcher import Searcher, SearchRequest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import BuildIndex
    from fakes import FakeEncoder

    from indexer.index.lexical import LexicalIndex

EVEN = Logistic(
    means=dict.fromkeys(SIGNALS, 0.5),
    deviations=dict.fromkeys(SIGNALS, 0.1),
    weights=dict.fromkeys(SIGNALS, 1.0),
    intercept=0,
)
CUTS = Cuts(answered=0.6, near=0.4, uncertain=0.2)


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
        (0.9, {"first": 0.39, "sentence": 0.4}, AnswerVerdict.UNCERTAIN),
    ],
)
def test_verdicts_part_at_the_cuts(probability: float, changes: dict[str, float], verdict: AnswerVerdict) -> None:
    """What is far from all that is served is never answered, however likely the rest makes it."""
    assert CUTS.verdict(probability, shown(**changes)) == verdict


def test_a_calibration_is_read_back_as_it_was_written() -> None:
    """Its numbers stand in JSON."""
    written = Calibration("encoder", "command", "questions", EVEN, CUTS)
    assert from_json(to_json(written)) == written
    assert json.loads(to_json(written))["cuts"] == {"answered": 0.6, "near": 0.4, "uncertain": 0.2}


def test_a_word_weighs_the_more_the_rarer_it_is() -> None:
    """Common words weigh next to nothing, a word that no list has weighs one."""
    assert rarity("the") == 0
    assert 0 < rarity("nerve") < rarity("neuropathy") < 1
    assert rarity("Mexiletine") == 1


def test_signals_tell_a_question_from_a_stray_one(build_index: BuildIndex, notes: Path, tmp_path: Path) -> None:
    """Each signal is higher where a passage says what is asked; a word that no passage holds lowers ``held``."""
    build_index(notes)
    searcher = open_searcher(tmp_path / "index")
    asked = searcher.signals(SearchRequest("Gabapentin eases burning pain in some people."))
    stray = searcher.signals(SearchRequest("zebras gallop over savannahs", correct=False))
    half = searcher.signals(SearchRequest("is gabapentin given to zebras", correct=False))
    assert asked is not None
    assert stray is not None
    assert half is not None
    assert asked.sentence > 0.99 > stray.sentence
    assert asked.held == 1 > half.held
    assert 0 <= stray.held < 1
    assert 0 <= stray.ahead <= asked.ahead <= 0.2
    searcher.close()


def test_passages_left_out_show_nothing(build_index: BuildIndex, notes: Path, tmp_path: Path) -> None:
    """Without the passage that answers, its sentence is not seen; without any passage there are no signals."""
    build_index(notes)
    searcher = open_searcher(tmp_path / "index")
    request = SearchRequest("Gabapentin eases burning pain in some people.")
    first = searcher.rank(searcher.question(request), {}, 1)[0].row
    asked, masked = searcher.signals(request), searcher.signals(request, np.array([first]))
    assert asked is not None
    assert masked is not None
    assert asked.sentence > 0.99 > masked.sentence
    assert searcher.signals(request, np.arange(searcher.index.vectors.count)) is None
    searcher.close()


class _Terms:
    """A lexical index of 100 passages in which "neurontin" stands nowhere and all else in ten."""

    count = 100

    def terms(self, text: str) -> list[str]:
        """Give its words."""
        return text.lower().split()

    def document_frequency(self, term: str) -> int:
        """Count."""
        return 0 if term == "neurontin" else 10


def _asked(text: str, *expansions: Expansion) -> Question:
    return Question(text, text, (), expansions, np.zeros(2, np.float32))


def test_a_brand_is_held_where_what_it_contains_is() -> None:
    """The brand stands in no passage, and weighs as much as the word it stands for."""
    reader = WordReader(cast("LexicalIndex", _Terms()))
    brand = Expansion("neurontin", "gabapentin", ExpansionKind.BRAND)
    passage = frozenset({"gabapentin", "helps"})
    alone, expanded = reader.words(_asked("neurontin")), reader.words(_asked("neurontin", brand))
    assert share_held(alone, [passage]) == pytest.approx(0.0)
    assert share_held(expanded, [passage]) == 1
    assert expanded[0].weight == reader.words(_asked("gabapentin"))[0].weight < alone[0].weight


def test_one_passage_must_hold_all_the_words() -> None:
    """Two passages that hold one rare word each are no passage that holds both; a question without words has none."""
    words = WordReader(cast("LexicalIndex", _Terms())).words(_asked("mexiletine erythromelalgia"))
    one, other = frozenset({"mexiletine"}), frozenset({"erythromelalgia"})
    assert share_held(words, [one, other]) < 1 == share_held(words, [one | other])
    assert share_held([], [one]) == 0


def test_contractions_are_no_words_a_question_turns_on() -> None:
    """English has no word "isn", and no passage must hold it."""
    words = WordReader(cast("LexicalIndex", _Terms())).words(_asked("isn't mexiletine what I've had?"))
    assert [word.ways for word in words] == [(frozenset({each}),) for each in ("mexiletine", "what", "had")]


@pytest.mark.parametrize(
    ("question", "gives", "lacks"),
    [
        ("amitriptyline dose at night", "Start with 10 mg.", "Start low."),
        ("best TENS frequency", "Low TENS is 2 to 4 Hz.", "Choose what feels strong."),
        ("how long does it take?", "Most feel better within six weeks.", "It takes a while [@smith2020]."),
        ("how common is it after shingles", "It stays in 20% of people.", "It often stays [@jones2019]."),
        ("what does the app cost", "It costs nothing.", "It is in every shop."),
    ],
)
def test_the_kind_of_figure_that_is_asked_for_must_be_given(question: str, gives: str, lacks: str) -> None:
    """The year of a citation is no figure; who asks for none is content with any passage."""
    assert gives_figures(question, [lacks, gives])
    assert not gives_figures(question, [lacks])
    assert gives_figures("does gabapentin help", [lacks])


def test_the_verdict_does_not_depend_on_how_many_hits_are_asked_for(
    build_index: BuildIndex, notes: Path, monkeypatch: pytest.MonkeyPatch, fake_encoder: FakeEncoder
) -> None:
    """With one hit or twenty it is the same question over the same passages; nothing found is no answer."""
    fitted = Calibration(fake_encoder.identity.model_digest, "", "", EVEN, CUTS)
    monkeypatch.setattr(calibrations, "shipped_calibration", lambda: fitted)
    searcher = open_searcher(build_index(notes).root)
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
    searcher = open_searcher(tmp_path / "index")
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
