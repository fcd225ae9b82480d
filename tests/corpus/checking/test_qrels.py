"""Judged spans as judgements of whole documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_files import GABAPENTIN, HALVED, HEADER, JUDGEMENTS, OLDER, QUERIES, judgement, lines, question

from corpus.checking.qrels import qrels
from corpus.checking.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.checking.questions import QuestionSet

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]


def _read(asked: dict[str, str], found: Found, library: Path) -> QuestionSet:
    found(asked)
    questions, findings = read_questions(library)
    assert questions is not None
    assert findings == []
    return questions


def test_a_document_has_the_highest_grade_of_its_spans(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """Whatever the order in which they were judged."""
    for grades in [(1, 2), (2, 1)]:
        asked[JUDGEMENTS] = lines(
            judgement(asked, "q001", GABAPENTIN, HALVED, grades[0]),
            judgement(asked, "q001", GABAPENTIN, OLDER, grades[1]),
        )
        assert qrels(_read(asked, found, tmp_path), "tune") == f"{HEADER}q001\tgabapentin\t2\n"


def test_each_half_holds_its_own_answerable_questions(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """A near miss that is helped stands in no qrels, or a measure would take it for a question with an answer."""
    questions = _read(asked, found, tmp_path)
    assert qrels(questions, "tune") == f"{HEADER}q001\tgabapentin\t2\nq001\tpregabalin\t2\n"
    assert qrels(questions, "test") == f"{HEADER}q002\tgabapentin\t2\nq002\tpregabalin\t2\n"


def test_lines_stand_in_order_of_question_and_document(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The order of the judgements leaves no trace."""
    asked[JUDGEMENTS] = "".join(reversed(asked[JUDGEMENTS].splitlines(keepends=True)))
    assert qrels(_read(asked, found, tmp_path), "tune") == f"{HEADER}q001\tgabapentin\t2\nq001\tpregabalin\t2\n"


def test_a_half_without_questions_is_a_header(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The file is there all the same."""
    asked[QUERIES] = lines(question(4, "who won the cup", "off-topic", "test"))
    assert qrels(_read(asked, found, tmp_path), "test") == HEADER
