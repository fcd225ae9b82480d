"""Facts about sentence ends in medical prose, measured on files labelled by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from nltk.tokenize.punkt import PunktSentenceTokenizer

from indexer.sentences import sentence_spans
from indexer.sentences.lexicon import shipped_abbreviations, shipped_parameters
from indexer.sentences.scoring import read_labelled, score

DATA = Path(__file__).parents[2] / "data" / "sentences"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(("name", "wrong", "missed"), [("dev.txt", 0, 3), ("held-out.txt", 0, 1)])
def test_labelled_boundaries_are_found(name: str, wrong: int, missed: int) -> None:
    """Precision and recall are 0.99 or better, and no mistake is added to those that are known."""
    result = score(read_labelled((DATA / name).read_text(encoding="utf-8")), sentence_spans)
    assert result.wrong <= wrong, result.mistakes
    assert result.missed <= missed, result.mistakes
    assert result.precision >= 0.99
    assert result.recall >= 0.99


def test_more_than_three_hundred_boundaries_are_labelled() -> None:
    """The two files together are large enough to measure with."""
    labelled = [read_labelled((DATA / name).read_text(encoding="utf-8")) for name in ("dev.txt", "held-out.txt")]
    assert [sum(len(paragraph.ends) for paragraph in half) for half in labelled] == [319, 179]


@pytest.mark.parametrize(
    "text",
    [
        "St. John's wort (e.g. as tea) acts within approx. 3.6 weeks vs. placebo.",
        "See Fig. 2, No. 3 and vol. 12 of Smith et al. 2010 at P = .03 and p<.05.",
        "Ketamine was given i.v. by Dr. J. R. Smith to ca. 20 patients with E. coli.",
        "He was (why?) given 300 mg. daily at pH 7.4.",
        "It fell (Smith 2010. Jones 2011) by half.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    """Abbreviations, initials, decimals and what stands in brackets leave a sentence whole."""
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It was given i.v. The dose was low.", "It was given i.v."),
        ("Take it b.i.d. Rinse the mouth.", "Take it b.i.d."),
        ("It is sold in the U.S. The price is high.", "It is sold in the U.S."),
        ("The dose was 300 mg. Two fell.", "The dose was 300 mg."),
        ("They lacked vitamin C. Nausea was rare.", "They lacked vitamin C."),
        ("It was lost. p53 rose.", "It was lost."),
        ('"It burns." She wept.', '"It burns."'),
        ("Pain fell.[3] Sleep rose.", "Pain fell.[3]"),
        ("Pain fell. [@key]. Sleep rose.", "Pain fell. [@key]."),
        ("Pain fell. (Smith et al. 2010). Sleep rose.", "Pain fell. (Smith et al. 2010)."),
        ("Pain fell.12,13 Sleep rose.", "Pain fell.12,13"),
        ("Pain fell.Sleep was better.", "Pain fell."),
        ("疼痛缓解。睡眠改善。", "疼痛缓解。"),
    ],
)
def test_a_sentence_ends_with_what_belongs_to_it(text: str, first: str) -> None:
    """An abbreviation may end a sentence, and closing quotes and citations go with it."""
    found = sentences(text)
    assert found[0] == first
    assert len(found) == 2


def test_an_enumerator_is_no_sentence() -> None:
    """A number or a label before a sentence is part of it."""
    assert sentences("Rules: (1) Start low. (2) Go slow.") == ["Rules: (1) Start low.", "(2) Go slow."]
    assert sentences("Table 2. Doses of drugs. IV. Outlook.") == ["Table 2. Doses of drugs.", "IV. Outlook."]


@pytest.mark.parametrize("following", ["The", "A", "I", "12", "Dr.", "Ω", "疼痛", "U.S.", "E.", "They,"])
def test_a_word_without_an_entry_is_judged_as_punkt_judges_it(following: str) -> None:
    """Punkt, which is slow, is asked only where it could say anything but that the sentence ends."""
    parameters, abbreviations = shipped_parameters(), shipped_abbreviations()
    apart = parameters.abbrev_types | {first for first, _ in parameters.collocations} | abbreviations.never_final
    words = [word for word in sorted(parameters.ortho_context) if word.isalpha() and len(word) > 1]
    plain = [word for word in words[::50] if word not in apart]
    punkt = PunktSentenceTokenizer(parameters)
    assert len(plain) > 200
    assert [word for word in plain if not punkt.text_contains_sentbreak(f"{word}. {following}")] == []
