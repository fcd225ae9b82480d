"""What the judged questions hold, in counts."""

from __future__ import annotations

import json
from collections import Counter
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from question_files import JUDGEMENTS, QUERIES, SECOND, change, lines, twice

from corpus.checking import check_library
from corpus.checking.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.checking.question_counts import QuestionCounts

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

LIBRARY = Path(__file__).parents[3] / "corpus"
TWICE = 42


def _counts(asked: dict[str, str], found: Found, library: Path) -> QuestionCounts:
    assert found(asked) == []
    counts = check_library(library).questions
    assert counts is not None
    return counts


def test_questions_are_counted_by_kind_voice_style_and_half(
    asked: dict[str, str], found: Found, tmp_path: Path
) -> None:
    """A question of two styles counts in both."""
    change(asked, QUERIES, 4, voice="carer", style=["short", "misspelt"])
    counts = _counts(asked, found, tmp_path)
    assert counts.questions == {"tune": 2, "test": 2}
    assert {name: row for name, row in counts.rows.items() if row} == {
        "answerable": {"tune": 1, "test": 1},
        "near-miss": {"tune": 1},
        "off-topic": {"test": 1},
        "patient": {"tune": 2, "test": 1},
        "carer": {"test": 1},
        "short": {"test": 1},
        "plain": {"tune": 2, "test": 1},
        "misspelt": {"test": 1},
    }
    assert (counts.groups, counts.answering, counts.helping) == (4, 4, 2)
    assert (counts.passages_twice, counts.questions_twice) == (None, None)


def test_the_lines_hold_every_count_and_the_agreement(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """They are what ``python -m corpus check`` prints."""
    asked[SECOND] = lines(twice("q001", 2, 2), twice("q001", 0, 1), twice("q004", 0, 0), twice("q004", 0, 0))
    printed = _counts(asked, found, tmp_path).lines()
    assert [line.split() for line in printed[:3]] == [
        ["questions", "tune", "test"],
        ["answerable", "2", "1", "1"],
        ["near-miss", "1", "1", "0"],
    ]
    assert printed[-3:] == [
        "4 groups; 6 judged spans: 4 answer, 2 help",
        "judged twice: 4 passages, 75% agree, kappa 0.56, linearly weighted 0.71",
        "answered or not: 2 questions, 100% agree, kappa 1.00, linearly weighted 1.00",
    ]


def test_an_agreement_without_kappa_says_so(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """Where one grade was given throughout, there is no kappa to print."""
    asked[SECOND] = lines(twice("q004", 0, 0))
    printed = _counts(asked, found, tmp_path).lines()
    assert printed[-2] == "judged twice: 1 passage, 100% agree, kappa none, linearly weighted none"


def test_without_a_second_judgement_no_agreement_is_printed(
    asked: dict[str, str], found: Found, tmp_path: Path
) -> None:
    """The last line is that of the spans."""
    assert _counts(asked, found, tmp_path).lines()[-1] == "4 groups; 6 judged spans: 4 answer, 2 help"


def test_the_counts_are_json(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """Agreements are objects, or null."""
    asked[SECOND] = lines(twice("q001", 2, 2), twice("q001", 0, 0))
    record = json.loads(json.dumps(_counts(asked, found, tmp_path).json()))
    assert record["rows"]["near-miss"] == {"tune": 1}
    assert record["passages_twice"] == {"items": 2, "share": 1.0, "kappa": 1.0, "weighted_kappa": 1.0}
    assert record["questions_twice"]["kappa"] is None


def test_a_tenth_of_the_first_round_was_judged_twice() -> None:
    """Of every kind and half a tenth, rounded up."""
    questions, _ = read_questions(LIBRARY)
    assert questions is not None
    first_round = [entry.record for entry in questions.questions if entry.record.round == 1]
    twice_judged = {entry.record.query for entry in questions.second}
    assert len(twice_judged) == TWICE
    cells = Counter((each.kind, each.split) for each in first_round)
    judged = Counter((each.kind, each.split) for each in first_round if each.id in twice_judged)
    assert judged == {cell: ceil(count / 10) for cell, count in cells.items()}


def test_the_test_half_is_that_of_the_first_round() -> None:
    """Later questions are learned from only, so what is measured stays comparable."""
    questions, _ = read_questions(LIBRARY)
    assert questions is not None
    assert {entry.record.round for entry in questions.questions if entry.record.split == "test"} == {1}


def test_the_readme_tells_what_the_check_prints_and_quotes_what_the_files_hold() -> None:
    """Its counts, its agreement and its examples are those of the shipped files."""
    counts = check_library(LIBRARY).questions
    assert counts is not None
    readme = (LIBRARY / "questions" / "README.md").read_text(encoding="utf-8")
    assert "\n".join(counts.lines()[-2:]) in readme
    assert f"{sum(counts.questions.values())} questions" in readme
    spans = counts.answering + counts.helping
    assert f"There are {spans:,} spans: {counts.answering} answer, {counts.helping} help." in readme
    examples = [line for line in readme.splitlines() if line.startswith("{")]
    held = {line for path in (QUERIES, JUDGEMENTS) for line in (LIBRARY / path).read_text("utf-8").splitlines()}
    assert len(examples) == len(held & set(examples)) == 2
