"""Rules on judged questions: each defect is found by name, on the line on which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from question_files import (
    GABAPENTIN,
    HALVED,
    JUDGEMENTS,
    OLDER,
    PREGABALIN,
    QUERIES,
    SECOND,
    TEST,
    TUNE,
    UNMOVED,
    change,
    judgement,
    last_line,
    lines,
    question,
    twice,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]


def test_sound_questions_break_no_rule(asked: dict[str, str], found: Found) -> None:
    """Answers, near misses and questions off topic are each as their kind says."""
    asked[SECOND] = lines(twice("q001", 2, 2), twice("q003", 1, 0), twice("q004", 0, 0, document="pregabalin"))
    assert found(asked) == []


def test_an_id_that_stands_twice_is_reported_at_the_second(asked: dict[str, str], found: Found) -> None:
    """Rule ``question-unique``."""
    line = last_line(asked, QUERIES, question(4, "which bus goes to town", "off-topic", "test"))
    assert found(asked) == [("question-unique", line)]


def test_a_quote_judged_twice_for_one_question_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``judged-twice``; another question may judge the same quote."""
    line = last_line(asked, JUDGEMENTS, judgement(asked, "q003", GABAPENTIN, OLDER, 1))
    assert found(asked) == [("judged-twice", line)]


def test_a_judgement_of_no_question_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``unknown-question``, for the first and the second judge."""
    first = last_line(asked, JUDGEMENTS, judgement(asked, "q009", GABAPENTIN, OLDER, 1))
    asked[SECOND] = lines(twice("q009", 1, 1))
    assert found(asked) == [("unknown-question", first), ("unknown-question", asked[SECOND].strip())]


def test_a_judgement_in_no_document_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``unknown-document``, for the first and the second judge."""
    first = change(asked, JUDGEMENTS, 6, document="aspirin")
    asked[SECOND] = lines(twice("q001", 1, 1, document="aspirin"))
    assert found(asked) == [("unknown-document", first), ("unknown-document", asked[SECOND].strip())]


@pytest.mark.parametrize("offset", [-1, 1, 100_000])
def test_a_span_that_is_not_its_quote_is_reported(asked: dict[str, str], found: Found, offset: int) -> None:
    """Rule ``span-is-quote``: the offsets are of code points of the file."""
    start = asked[GABAPENTIN].index(OLDER) + offset
    line = change(asked, JUDGEMENTS, 6, start=start, end=start + len(OLDER))
    assert found(asked) == [("span-is-quote", line)]


def test_offsets_count_code_points(asked: dict[str, str], found: Found) -> None:
    """A letter outside ASCII before the span counts one."""
    asked[PREGABALIN] = asked[PREGABALIN].replace("The alder", "Th\u00e9 \U0001f33flder", 1)
    assert found(asked) == []


def test_a_quote_of_the_front_matter_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``span-in-body``: a passage never holds front matter."""
    line = last_line(asked, JUDGEMENTS, judgement(asked, "q003", GABAPENTIN, "helps some people with nerve pain", 1))
    assert found(asked) == [("span-in-body", line)]


def test_a_quote_that_stands_twice_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``quote-once``: after an edit it could not be told which of the two was judged."""
    asked[GABAPENTIN] += "\nAgain: of people. Ask again.\n\nAgain: of people. Wait again.\n"
    line = last_line(asked, JUDGEMENTS, judgement(asked, "q003", GABAPENTIN, "Again: of people.", 1))
    assert found(asked) == [("quote-once", line)]


def test_an_answerable_question_needs_a_span_that_answers(asked: dict[str, str], found: Found) -> None:
    """Rule ``unanswered``: spans that help are not enough."""
    line = last_line(asked, QUERIES, question(5, "what does the older review count", "answerable", "tune"))
    last_line(asked, JUDGEMENTS, judgement(asked, "q005", GABAPENTIN, OLDER, 1))
    asked[TUNE] += "q005\tgabapentin\t1\n"
    assert found(asked) == [("unanswered", line)]


def test_a_near_miss_may_be_helped_and_not_answered(asked: dict[str, str], found: Found) -> None:
    """Rule ``answered``, for a near miss."""
    change(asked, JUDGEMENTS, 6, grade=2)
    assert found(asked) == [("answered", asked[QUERIES].split("\n")[2])]


def test_an_off_topic_question_has_no_judged_span(asked: dict[str, str], found: Found) -> None:
    """Rule ``answered``, for a question off topic: whatever helps it makes it a near miss."""
    last_line(asked, JUDGEMENTS, judgement(asked, "q004", GABAPENTIN, OLDER, 1))
    assert found(asked) == [("answered", asked[QUERIES].split("\n")[3])]


def test_a_question_stands_in_the_half_of_its_group(asked: dict[str, str], found: Found) -> None:
    """Rule ``split``."""
    line = change(asked, QUERIES, 4, split="tune")
    assert found(asked) == [("split", line)]


def test_a_paraphrase_in_the_other_half_is_reported(asked: dict[str, str], found: Found) -> None:
    """Rule ``paraphrase``: order, case and function words do not hide it."""
    line = last_line(asked, QUERIES, question(8, "the gabapentin in their CATS?", "near-miss", "test"))
    assert found(asked) == [("paraphrase", line)]


def test_a_paraphrase_in_the_same_half_is_sound(asked: dict[str, str], found: Found) -> None:
    """What must not leak is an answer from the half on which settings are chosen."""
    last_line(asked, QUERIES, question(5, "the gabapentin in their CATS?", "near-miss", "tune"))
    assert found(asked) == []


@pytest.mark.parametrize("path", [TUNE, TEST])
def test_qrels_that_do_not_follow_from_the_judgements_are_reported(
    asked: dict[str, str], found: Found, path: str
) -> None:
    """Rule ``qrels``, for either half."""
    asked[path] = asked[path].replace("\t2\n", "\t1\n", 1)
    assert found(asked) == [("qrels", asked[path].split("\n")[0].strip())]


def test_a_document_that_answers_one_question_only_is_a_warning(asked: dict[str, str], found: Found) -> None:
    """Rule ``document-unasked``: spans that help do not count, nor do questions that are not answerable."""
    asked[JUDGEMENTS] = lines(
        judgement(asked, "q001", GABAPENTIN, HALVED, 2),
        judgement(asked, "q001", PREGABALIN, UNMOVED, 1),
        judgement(asked, "q002", GABAPENTIN, HALVED, 2),
        judgement(asked, "q002", PREGABALIN, UNMOVED, 2),
    )
    asked[TUNE] = asked[TUNE].replace("pregabalin\t2", "pregabalin\t1")
    assert found(asked) == [("document-unasked", "---")]
