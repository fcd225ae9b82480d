"""Reading datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evaluation.dataset import read_dataset
from evaluation.errors import DatasetError, EvaluationError, UsageError
from evaluation.judgements import Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str, str | bytes], Path]


def test_a_beir_folder_gives_its_judged_questions(beir: Path) -> None:
    """The one that nobody judged is no part of it."""
    dataset = read_dataset(beir)
    assert [question.id for question in dataset.questions] == ["q1", "q2", "q3", "q4"]
    assert dataset.judgements.unit is Unit.DOCUMENT
    assert (dataset.name, dataset.split, dataset.unanswerable) == ("beir", "test", ())


def test_questions_with_spans_part_into_answerable_and_not(spans: Path) -> None:
    """Without a relevant span only those of the kind answerable count: they were judged and are lost."""
    dataset = read_dataset(spans)
    assert [question.id for question in dataset.questions] == ["use", "harm", "forgotten"]
    assert [question.id for question in dataset.unanswerable] == ["dose", "football"]
    assert dataset.judgements.unit is Unit.PASSAGE


def test_a_condition_keeps_the_questions_that_meet_it(beir: Path, spans: Path) -> None:
    """On any field of a question's line, answerable or not."""
    assert [question.id for question in read_dataset(beir, only=["edition=2"]).questions] == ["q3", "q4"]
    test = read_dataset(spans, only=["split=test"])
    assert [question.id for question in test.questions] == ["use", "forgotten"]
    assert [question.id for question in test.unanswerable] == ["dose", "football"]


def test_a_condition_that_nothing_meets_is_an_error(beir: Path) -> None:
    """No figure is made of no question."""
    with pytest.raises(DatasetError, match="edition=3"):
        read_dataset(beir, only=["edition=3"])
    with pytest.raises(UsageError, match="--only edition"):
        read_dataset(beir, only=["edition"])


def test_another_split_is_another_qrels_file(beir: Path, write: Write) -> None:
    """A split that is not there is an error that says how to name one."""
    write("beir/qrels/dev.tsv", "query-id\tcorpus-id\tscore\nq5\tginger\t1\n")
    assert [question.id for question in read_dataset(beir, "dev").questions] == ["q5"]
    with pytest.raises(DatasetError, match="--split"):
        read_dataset(beir, "train")


def test_a_judged_question_without_a_text_stays(beir: Path, write: Write) -> None:
    """It is lost, and counts."""
    write("beir/qrels/test.tsv", "query-id\tcorpus-id\tscore\nnowhere\tginger\t1\n")
    assert [(question.id, question.text) for question in read_dataset(beir).questions] == [("nowhere", "")]


def test_the_digest_follows_questions_and_judgements(beir: Path, write: Write) -> None:
    """So that figures of two versions are not compared."""
    before = read_dataset(beir).sha256
    assert read_dataset(beir).sha256 == before
    write("beir/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tginger\t1\n")
    assert read_dataset(beir).sha256 != before


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("queries.jsonl", "{\n", "line 1 is not JSON"),
        ("queries.jsonl", "[]\n", "line 1 is not a JSON object"),
        ("queries.jsonl", '{"_id": "a"}\n', "no _id or no text"),
        ("queries.jsonl", '{"_id": "a", "text": "x"}\n{"_id": "a", "text": "y"}\n', "line 2 repeats the _id 'a'"),
        ("queries.jsonl", b"\xff", "UTF-8"),
        ("judgements.jsonl", '{"query": "use", "document": "d", "start": 5, "end": 5, "grade": 1}\n', "no judged span"),
        (
            "judgements.jsonl",
            '{"query": "who", "document": "d", "start": 1, "end": 5, "grade": 1}\n',
            "judges 'who', which queries.jsonl does not hold",
        ),
    ],
)
def test_a_line_that_is_wrong_is_named(spans: Path, write: Write, name: str, content: str | bytes, says: str) -> None:
    """With its file, its number and what to do."""
    write(f"library/questions/{name}", content)
    with pytest.raises(EvaluationError, match=says):
        read_dataset(spans)


def test_a_folder_that_is_no_dataset_is_named(tmp_path: Path) -> None:
    """With what a dataset has."""
    with pytest.raises(DatasetError, match=r"has no queries\.jsonl"):
        read_dataset(tmp_path)
