"""Misspelt words are corrected towards the words of the index, and nothing else is touched."""

from __future__ import annotations

import pytest

from search_api.spelling import Correction, Speller

WORDS = {
    "amitriptyline": 9,
    "neuropathic": 40,
    "gabapentin": 30,
    "duloxetine": 20,
    "ginger": 5,
    "nerve": 90,
    "pain": 200,
    "block": 8,
    "score": 3,
    "shingles": 12,
    "spinal": 30,
    "cord": 25,
    "acupuncture": 15,
    "puncture": 2,
    "bedsheet": 1,
    "fork": 2,
    "head": 4,
    "trial": 40,
    "trials": 60,
    "clinical": 60,
    "clinicaltrials": 2,
    "microglia": 3,
    "static": 5,
    "pharmacogenetics": 4,
    "myalgia": 3,
}


@pytest.fixture
def speller() -> Speller:
    """Give a speller whose encoder has no word whole."""
    return Speller(WORDS, lambda _word: False, {"lyrica", "fluoxetine"})


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("amitriptylin", "amitriptyline"),
        ("neuropatic", "neuropathic"),
        ("gabapentine", "gabapentin"),
        ("giner", "ginger"),
        ("blcok", "block"),
        ("shingels", "shingles"),
        ("Gabapentn", "gabapentin"),
        ("lyrika", "lyrica"),  # a name that the index does not hold
        ("amitriptilyne", "amitriptyline"),
        ("spinalcord", "spinal cord"),
        ("acu puncture", "acupuncture"),
        ("pian", "pain"),  # short, with English words near, but far commoner than any
        ("nervw", "nerve"),
    ],
)
def test_a_slip_is_mended(speller: Speller, asked: str, used: str) -> None:
    """One slip in a short word, two in a long one, transpositions among them."""
    assert speller.correct(f"does {asked} help?") == (f"does {used} help?", (Correction(asked, used),))


@pytest.mark.parametrize(
    "word",
    [
        "fluoxetine",  # another medicine, near to duloxetine
        "snore",  # English, near to score
        "pain",  # a word of the index
        "CIPN",  # an abbreviation
        "b12",  # holds a digit
        "gin",  # too short to judge
        "zzzzzzz",  # near to nothing
        "statin",  # another word by its last letter
        "trialed",  # a form of a word of the index
        "blocc",  # its last letter again
        "ginGer",  # capitals within are those of a name
        "of Ginder",  # a name
        "gingxx",  # two slips at the end of a word
        "bed sheet",  # one word is no commoner than two
        "clinical trials",
        "microhead",  # a prefix is no word
        "polymyalgia",  # nor is this one
        "pharmacokinetics",  # ends in a word that the other does not end in
    ],
)
def test_what_is_not_safely_a_slip_is_left_alone(speller: Speller, word: str) -> None:
    """Other medicines, English words, abbreviations, numbers and short words stay as they were asked."""
    assert speller.correct(f"does {word} help?")[1] == ()


def test_a_word_that_the_encoder_has_whole_is_left_alone() -> None:
    """What the tokenizer knows is no misspelling."""
    assert Speller(WORDS, lambda word: word == "giner").correct("giner") == ("giner", ())


def test_the_commoner_word_wins_among_equals() -> None:
    """Of two words one slip away, the one in more passages is taken."""
    speller = Speller({"patches": 2, "patched": 9}, lambda _word: False)
    assert speller.correct("patchex")[1] == (Correction("patchex", "patched"),)


def test_an_apostrophe_belongs_to_its_word(speller: Speller) -> None:
    """A contraction is not cut at its apostrophe and mended in halves."""
    assert speller.correct("gabapentin's effect, don't they?")[1] == ()
