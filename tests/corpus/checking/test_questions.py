"""Reading judged questions: what is sound is read, and every line that is not is reported where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from question_files import JUDGEMENTS, QUERIES, SECOND, TEST, change, last_line, lines, twice

from corpus.checking.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]


def test_sound_questions_are_read_in_the_order_of_their_files(
    asked: dict[str, str], found: Found, tmp_path: Path
) -> None:
    """Each record knows its line; an empty line is none."""
    asked[QUERIES] = asked[QUERIES].replace("\n", "\n\n", 1)
    assert found(asked) == []
    questions, findings = read_questions(tmp_path)
    assert questions is not None
    assert findings == []
    assert [(entry.line, entry.record.id) for entry in questions.questions] == [
        (1, "q001"),
        (3, "q002"),
        (4, "q003"),
        (5, "q004"),
    ]
    assert [entry.record.grade for entry in questions.judgements] == [2, 2, 1, 2, 2, 1]
    assert questions.second == ()
    assert questions.of_kind("answerable") == {"q001", "q002"}
    assert questions.qrels == {"tune": asked["questions/qrels/tune.tsv"], "test": asked[TEST]}


def test_a_library_without_questions_has_none(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The folder may be missing; its files may not."""
    assert found(good) == []
    assert read_questions(tmp_path) == (None, [])


@pytest.mark.parametrize("path", [QUERIES, JUDGEMENTS, TEST])
def test_a_missing_file_is_reported(asked: dict[str, str], found: Found, tmp_path: Path, path: str) -> None:
    """Only ``second.jsonl`` may be missing."""
    found(asked)
    (tmp_path / path).unlink()
    questions, findings = read_questions(tmp_path)
    assert questions is not None
    assert [(finding.document, finding.rule) for finding in findings] == [(path, "unreadable")]


@pytest.mark.parametrize(
    "fields",
    [
        {"_id": "q1"},
        {"_id": "1"},
        {"text": ""},
        {"text": None},
        {"kind": "unanswerable"},
        {"voice": "nurse"},
        {"style": []},
        {"style": "plain"},
        {"style": ["curt"]},
        {"theme": "weather"},
        {"group": "q004"},
        {"split": "dev"},
        {"note": "x"},
    ],
)
def test_a_question_with_a_bad_field_is_reported(
    asked: dict[str, str], found: Found, fields: dict[str, object]
) -> None:
    """Every field has its values, none may be missing, and there is no other."""
    line = change(asked, QUERIES, 4, **fields)
    assert found(asked) == [("question-schema", line)]


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "3"},
        {"document": ""},
        {"start": -1},
        {"start": "7"},
        {"start": 7.0},
        {"end": 0},
        {"grade": 0},
        {"grade": 3},
        {"quote": ""},
        {"quote": None},
        {"judge": "second"},
    ],
)
def test_a_judgement_with_a_bad_field_is_reported(
    asked: dict[str, str], found: Found, fields: dict[str, object]
) -> None:
    """A span has a grade of 1 or 2; what does not help is not marked."""
    line = change(asked, JUDGEMENTS, 6, **fields)
    assert found(asked) == [("judgement-schema", line)]


@pytest.mark.parametrize(
    "fields", [{"query": "q1"}, {"passage": "0"}, {"passage": "G" * 24}, {"first": 3}, {"second": -1}, {"second": None}]
)
def test_a_second_judgement_with_a_bad_field_is_reported(
    asked: dict[str, str], found: Found, fields: dict[str, object]
) -> None:
    """Both grades are needed, and 0 is one of them."""
    asked[SECOND] = lines(twice("q001", 0, 0), twice("q001", 2, 1))
    assert found(asked) == []
    line = change(asked, SECOND, 2, **fields)
    assert found(asked) == [("second-schema", line)]


@pytest.mark.parametrize(
    ("path", "rule"),
    [(QUERIES, "question-schema"), (JUDGEMENTS, "judgement-schema"), (SECOND, "second-schema")],
)
@pytest.mark.parametrize("text", ["{", "[1]", '"q001"'])
def test_a_line_that_is_no_json_object_is_reported(
    asked: dict[str, str], found: Found, path: str, rule: str, text: str
) -> None:
    """The other lines are read all the same."""
    asked[path] = asked.get(path, "") + text + "\n"
    assert found(asked) == [(rule, text)]


def test_two_bad_fields_of_one_line_are_two_findings(asked: dict[str, str], found: Found) -> None:
    """A writer mends both at once."""
    line = change(asked, QUERIES, 4, kind="other", voice="nurse")
    assert found(asked) == [("question-schema", line)] * 2


def test_a_file_that_is_not_utf_8_is_reported(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """It counts as empty."""
    last_line(asked, QUERIES, {"text": "x"})
    found(asked)
    (tmp_path / QUERIES).write_bytes(b"\xff\n")
    questions, findings = read_questions(tmp_path)
    assert questions is not None
    assert questions.questions == ()
    assert [(finding.document, finding.rule) for finding in findings] == [(QUERIES, "unreadable")]
