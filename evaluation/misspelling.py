"""Questions with one word misspelt as people misspell: what a speller mends of it, and what it makes of it instead.

The slips are those that studies of spelling find most (Kukich 1992, Techniques for Automatically Correcting Words in
Text, ACM Computing Surveys 24(4)): a letter left out, doubled, exchanged with the next or struck beside its key, and a
word written as it sounds. The first letter is seldom wrong, and is left alone.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from evaluation.dataset import Question
    from search_api.spelling import Correction, Speller

_FEWEST_LETTERS = 4
_WORD = re.compile(r"\b[a-z]+\b")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("gh", ""), ("ei", "ie"), ("ie", "ei"), ("ea", "ee"), ("ou", "u"), ("oi", "oy"),
    ("er", "ur"), ("ur", "er"), ("c", "k"), ("c", "s"), ("s", "z"), ("y", "i"), ("i", "y"), ("a", "e"), ("e", "a"),
    ("i", "e"), ("o", "u"), ("u", "o"), ("th", "t"), ("tion", "shun"), ("x", "ks"), ("h", ""), ("u", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A question's text with one word misspelt."""

    meant: str
    written: str
    text: str


@dataclass(frozen=True, slots=True)
class SpellingCounts:
    """What a speller made of misspelt words, and of questions as they were asked.

    ``wrong`` holds what was meant and what was made of it. ``unnoticeable`` slips make another known word, and count
    nowhere else. ``changed`` are to be read one by one: some of the questions were asked with a slip.
    """

    mended: int
    left: int
    wrong: tuple[tuple[str, str], ...]
    unnoticeable: int
    changed: tuple[Correction, ...]

    @property
    def noticeable(self) -> int:
        """How many slips a speller can notice."""
        return self.mended + self.left + len(self.wrong)


def misspelt(questions: Iterable[Question], known: Collection[str], rounds: int, seed: int) -> list[Misspelling]:
    """Misspell one word of every question, ``rounds`` times: any of four letters or more that is among the known."""
    found: list[Misspelling] = []
    for question in questions:
        words = [
            match
            for match in _WORD.finditer(question.text)
            if len(match.group()) >= _FEWEST_LETTERS and match.group() in known
        ]
        dice = random.Random(f"{seed} {question.id}")  # noqa: S311 - nothing secret
        for _ in range(rounds if words else 0):
            match = dice.choice(words)
            written = slip(match.group(), dice)
            text = question.text[: match.start()] + written + question.text[match.end() :]
            found.append(Misspelling(match.group(), written, text))
    return found


def count_corrections(
    misspellings: Iterable[Misspelling], questions: Iterable[Question], speller: Speller
) -> SpellingCounts:
    """Correct misspelt questions and questions as they are, and count what became of them."""
    mended = left = unnoticeable = 0
    wrong: list[tuple[str, str]] = []
    for one in misspellings:
        if speller.is_known(one.written):
            unnoticeable += 1
            continue
        used = {correction.asked: correction.used for correction in speller.correct(one.text)[1]}.get(one.written)
        if used is None:
            left += 1
        elif used == one.meant:
            mended += 1
        else:
            wrong.append((one.meant, used))
    changed = tuple(change for question in questions for change in speller.correct(question.text)[1])
    return SpellingCounts(mended, left, tuple(wrong), unnoticeable, changed)


def spelling_text(counts: SpellingCounts) -> str:
    """Lay out what ``spelling`` tells on a terminal."""
    total = max(counts.noticeable, 1)
    rows = (("mended", counts.mended), ("left alone", counts.left), ("made another word", len(counts.wrong)))
    return "\n".join(
        [
            f"{counts.noticeable:,} slips; {counts.unnoticeable:,} more make a word that is known",
            *(f"{name:18} {number / total:.3f}" for name, number in rows),
            "",
            "made of what was meant: " + (", ".join(f"{meant} > {used}" for meant, used in counts.wrong) or "nothing"),
            "changed in the questions as they are: "
            + (", ".join(f"{change.asked} > {change.used}" for change in counts.changed) or "nothing"),
        ]
    )


def slip(word: str, dice: random.Random) -> str:
    """Misspell a word of three letters or more once, behind its first letter."""
    kinds = [_left_out, _doubled, _exchanged, _beside_its_key, _as_it_sounds]
    while True:
        written = dice.choice(kinds)(word, dice)
        if written != word:
            return written


def _left_out(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[: place + 1] + word[place:]


def _exchanged(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _beside_its_key(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    row = next(row for row in _ROWS if word[place] in row)
    key = row.index(word[place])
    return word[:place] + dice.choice(row[max(key - 1, 0) : key] + row[key + 1 : key + 2]) + word[place + 1 :]


def _as_it_sounds(word: str, dice: random.Random) -> str:
    possible = [(letters, heard) for letters, heard in _SOUNDS if letters in word[1:]]
    if not possible:
        return word
    letters, heard = dice.choice(possible)
    place = dice.choice([each.start() for each in re.finditer(letters, word) if each.start()])
    return word[:place] + heard + word[place + len(letters) :]
