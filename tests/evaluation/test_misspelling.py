"""``evaluation spelling``: words are misspelt as people do, and what a speller makes of them is counted."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.dataset import Question
from evaluation.misspelling import Misspelling, count_corrections, misspelt, slip
from search_api.spelling import Correction, Speller

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Evaluate = Callable[..., Any]

WORDS = {"ginger": 30, "shingles": 30, "pain": 30}
ASKED = [Question("q1", "does ginger help with Shingles pain?", {}), Question("q2", "why me?", {})]


@pytest.mark.parametrize("word", ["pain", "xylem", "phenytoin", "zzz"])
def test_a_slip_keeps_the_first_letter_and_changes_the_rest_a_little(word: str) -> None:
    """Whatever the dice say; no slip gives the word itself."""
    for seed in range(200):
        written = slip(word, random.Random(seed))  # noqa: S311 - nothing secret
        assert written != word
        assert written[0] == word[0]
        assert abs(len(written) - len(word)) <= 2


def test_the_same_seed_makes_the_same_slips_of_known_words() -> None:
    """A word with a capital, a short one and one that the index lacks are left as they are."""
    found = misspelt(ASKED, WORDS, 20, 1)
    assert found == misspelt(ASKED, WORDS, 20, 1)
    assert found != misspelt(ASKED, WORDS, 20, 2)
    assert {each.meant for each in found} == {"ginger", "pain"}
    assert all(each.text == ASKED[0].text.replace(each.meant, each.written) for each in found)


def test_every_slip_is_counted_once() -> None:
    """Mended, made another word, left, or no slip that could be noticed."""
    slips = [
        Misspelling("ginger", "giner", "giner tea"),
        Misspelling("gingko", "gingr", "gingr tea"),
        Misspelling("pain", "zain", "zain"),
        Misspelling("pain", "gain", "gain"),
    ]
    counts = count_corrections(slips, [*ASKED, Question("q3", "shingels", {})], Speller(WORDS, lambda _word: False))
    assert (counts.mended, counts.left, counts.unnoticeable, counts.noticeable) == (1, 1, 1, 3)
    assert counts.wrong == (("gingko", "ginger"),)
    assert counts.changed == (Correction("shingels", "shingles"),)


def test_the_command_tells_shares(evaluate: Evaluate, beir: Path, tmp_path: Path) -> None:
    """Of the slips that can be noticed; they add up to one."""
    told = evaluate("spelling", beir, "--rounds", "3", "--cache", tmp_path / "indexes")
    assert told.status == 0, told.err
    shares = [float(line.split()[-1]) for line in told.out.splitlines()[1:4]]
    assert sum(shares) == pytest.approx(1, abs=0.002)
    assert "slips" in told.out.splitlines()[0]
