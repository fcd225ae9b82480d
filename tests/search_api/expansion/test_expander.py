"""Abbreviations and brand names of a question are expanded where they have one meaning, and nothing else is."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from indexer.index.abbreviations import Abbreviation
from search_api.expansion.expander import Expander, Expansion, ExpansionKind, with_expansions
from search_api.expansion.tables import brand_contents, known_abbreviations

EXPLAINED = [
    Abbreviation("PHN", "postherpetic neuralgia", 7),
    Abbreviation("ACT", "acceptance and commitment therapy", 1),
    Abbreviation("CPSP", "central post-stroke pain", 1),
    Abbreviation("CPSP", "chronic post-surgical pain", 1),
    Abbreviation("DSB", "double-strand break", 5),
    Abbreviation("DSBs", "double strand breaks", 3),
    Abbreviation("MS", "mass spectrometry", 8),
    Abbreviation("MS", "metabolic syndrome", 1),
    Abbreviation("HIV", "human immunodeficiency virus", 3),
    Abbreviation("US", "ultrasound", 4),
    Abbreviation("PD", "Parkinson's disease", 4),
]
WORDS = {
    **dict.fromkeys(("phn", "act", "physical", "therapy", "dsb", "hiv"), 5),
    "gabapentin": 30,
    "neurontin": 2,
    "botulinum": 1,
    "toxin": 9,
    "botox": 3,
}


@pytest.fixture
def expander() -> Expander:
    """Give an expander to an index that explains the abbreviations above."""
    return Expander(EXPLAINED, WORDS)


def added(expander: Expander, question: str) -> list[str]:
    """Return what is added to a question."""
    return [expansion.added for expansion in expander.expand(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("PHN risk factors", ["postherpetic neuralgia"]),
        ("phn risk factors", ["postherpetic neuralgia"]),
        ("does ACT help?", ["acceptance and commitment therapy"]),
        ("which enzymes act here?", []),  # a verb
        ("DOES IT ACT ON PHN", ["postherpetic neuralgia"]),  # all in capitals: a verb again
        ("CPSP lamotrigine", []),  # two meanings in this index
        ("MS of proteins", ["mass spectrometry"]),  # what the index means by it, not the table
        ("repair of DSBs", ["double-strand break"]),  # spellings and plurals of one meaning
        ("rTMS for pain", ["repetitive transcranial magnetic stimulation"]),  # only the table knows it
        ("recent RCTs", ["randomised controlled trial"]),
        ("is PT worth it", ["physical therapy"]),  # of the table's meanings, the one this index can hold
        ("HIV-related pain", ["human immunodeficiency virus"]),
        ("the PD-L1 inhibitor", []),  # PD is a part of another name
        ("approved in the US", []),
        ("PHN (postherpetic neuralgia)", []),  # the question says it already
        ("pain after postherpetic neuralgia", ["PHN"]),
        ("Acceptance and commitment therapy", []),  # "act" would find verbs
        ("Lyrica or NEURONTIN", ["pregabalin", "gabapentin"]),
        ("Lyrica, which is pregabalin", []),
        ("burning feet at night", []),
        ("", []),
    ],
)
def test_what_has_one_meaning_is_expanded(expander: Expander, question: str, expected: list[str]) -> None:
    """In order of the question, each once."""
    assert added(expander, question) == expected


def test_a_brand_gives_way_to_what_the_index_rather_calls_it(expander: Expander) -> None:
    """To be encoded only: the answer tells both. A brand that the passages name more often stays."""
    (found,) = expander.expand("is neurontin safe?")
    assert found == Expansion("neurontin", "gabapentin", ExpansionKind.BRAND, replaces=True)
    assert with_expansions("is neurontin safe?", (found,)) == "is gabapentin safe?"
    assert with_expansions("BOTOX?", expander.expand("BOTOX?")) == "BOTOX? (botulinum toxin)"


def test_an_expansion_tells_what_was_asked_and_why(expander: Expander) -> None:
    """As written in the question; what is added is put behind it to be encoded."""
    found = expander.expand("lyrica for phn or postherpetic neuralgia")
    assert found == (Expansion("lyrica", "pregabalin", ExpansionKind.BRAND),)
    assert with_expansions("lyrica for it", found) == "lyrica for it (pregabalin)"
    assert with_expansions("pain", ()) == "pain"
    assert expander.expand("Postherpetic neuralgias")[0] == Expansion(
        "Postherpetic neuralgias", "PHN", ExpansionKind.ABBREVIATION
    )
    assert expander.expand("PHN")[0].kind is ExpansionKind.LONG_FORM


def test_a_long_form_that_another_begins_with_may_end_a_question() -> None:
    """The question has no room for the longer one there, and is not read beyond its end."""
    explained = [Abbreviation("TNM", "tumour node", 3), Abbreviation("TNMS", "tumour node metastasis", 3)]
    expander = Expander(explained, dict.fromkeys(("tnm", "tnms"), 3))
    assert added(expander, "stage by tumour node") == ["TNM"]
    assert added(expander, "stage by tumour node metastasis") == ["TNMS"]


def test_the_tables_are_sorted_and_hold_whole_pairs_once() -> None:
    """No long form is an abbreviation again, and no brand is a name that stands for two things."""
    for name in ("abbreviations.tsv", "brands.tsv"):
        lines = files("search_api.expansion").joinpath(name).read_text(encoding="utf-8").splitlines()
        assert lines == sorted(set(lines), key=lambda line: (line.split("\t")[0].lower(), line))
        assert all(re.fullmatch(r"\S+\t\S.*\S", line) for line in lines)
    assert len(known_abbreviations()) > 100
    assert len(brand_contents()) == len(
        files("search_api.expansion").joinpath("brands.tsv").read_text(encoding="utf-8").splitlines()
    )
