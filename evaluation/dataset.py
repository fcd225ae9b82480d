"""A folder of judged questions -> questions and judgements.

Two layouts. BEIR (Thakur et al. 2021, https://github.com/beir-cellar/beir): ``corpus.jsonl``, ``queries.jsonl`` and
``qrels/<split>.tsv``. Questions with judged spans: ``queries.jsonl`` and ``judgements.jsonl``.
Knows nothing of indexes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evaluation.errors import DatasetError, UsageError
from evaluation.inputs import read_lines
from evaluation.judgements import RELEVANT, DocumentJudgements, JudgedSpan, SpanJudgements
from evaluation.kinds import ANSWERABLE
from evaluation.trec import read_qrels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from evaluation.judgements import Judgements

DEFAULT_SPLIT = "test"


@dataclass(frozen=True, slots=True)
class Question:
    """A question. ``fields`` holds whatever else its line says, such as its kind or its edition."""

    id: str
    text: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The judged questions of a folder.

    ``questions`` count in every metric. ``unanswerable`` are those that the corpus does not answer: judged to have no
    relevant span, and not of the kind ``answerable``. ``sha256`` is over the files that decide both.
    """

    name: str
    folder: Path
    split: str
    questions: tuple[Question, ...]
    unanswerable: tuple[Question, ...]
    judgements: Judgements
    sha256: str


def read_dataset(folder: Path, split: str | None = None, only: Sequence[str] = ()) -> Dataset:
    """Read a dataset; ``only`` holds ``field=value`` conditions that a question must meet, all of them.

    A question that is judged but stands in no line of ``queries.jsonl`` is kept with an empty text: it is lost, and
    counts.

    Raises:
        DatasetError: the folder is no dataset, a line is not what it should be, or no question is left.
        UsageError: a condition is not ``field=value``.
    """
    queries, spans = folder / "queries.jsonl", folder / "judgements.jsonl"
    if not queries.is_file():
        msg = f"{folder} has no queries.jsonl: name a BEIR folder, or one with queries.jsonl and judgements.jsonl"
        raise DatasetError(msg)
    conditions = [_condition(text) for text in only]
    known = {question.id: question for question in _read_questions(queries)}
    if split is None and spans.is_file():
        judged_file, judgements = spans, _read_spans(spans)
        candidates = list(known.values())
        missing = set(judgements.spans) - set(known)
        if missing:
            msg = f"{spans} judges {min(missing)!r}, which {queries.name} does not hold: add the question"
            raise DatasetError(msg)
        questions = [question for question in candidates if _is_answerable(question, judgements)]
        return _dataset(folder, "", queries, judged_file, conditions, candidates, questions, judgements)
    split = split or DEFAULT_SPLIT
    judged_file = folder / "qrels" / f"{split}.tsv"
    if not judged_file.is_file():
        msg = f"{folder} has neither judgements.jsonl nor qrels/{split}.tsv: name a split it has with --split"
        raise DatasetError(msg)
    grades = read_qrels(judged_file)
    questions = [known.get(identifier) or Question(identifier, "", {}) for identifier in grades]
    return _dataset(folder, split, queries, judged_file, conditions, questions, questions, DocumentJudgements(grades))


def _dataset(
    folder: Path,
    split: str,
    queries: Path,
    judged_file: Path,
    conditions: Sequence[tuple[str, str]],
    candidates: Sequence[Question],
    questions: Sequence[Question],
    judgements: Judgements,
) -> Dataset:
    answerable = {question.id for question in questions}
    met = [question for question in candidates if all(_meets(question, *condition) for condition in conditions)]
    kept = tuple(question for question in met if question.id in answerable)
    if not kept:
        asked = " that meets " + ", ".join("=".join(condition) for condition in conditions) if conditions else ""
        msg = f"{folder} holds no judged question{asked}: name another split, or other conditions with --only"
        raise DatasetError(msg)
    digest = hashlib.sha256()
    for path in (queries, judged_file):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return Dataset(
        name=folder.resolve().name,
        folder=folder,
        split=split,
        questions=kept,
        unanswerable=tuple(question for question in met if question.id not in answerable),
        judgements=judgements,
        sha256=digest.hexdigest(),
    )


def _is_answerable(question: Question, judgements: SpanJudgements) -> bool:
    relevant = any(span.grade >= RELEVANT for span in judgements.spans.get(question.id, ()))
    return relevant or question.fields.get("kind") == ANSWERABLE


def _condition(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not field or not equals:
        msg = f"--only {text}: write field=value, for example --only edition=9"
        raise UsageError(msg)
    return field, value


def _meets(question: Question, field: str, value: str) -> bool:
    found = question.fields.get(field)
    return any(str(item) == value for item in (found if isinstance(found, list) else [found]))


def _read_questions(path: Path) -> Iterator[Question]:
    seen: set[str] = set()
    for place, line in _json_lines(path):
        identifier, text = line.get("_id", line.get("id")), line.get("text")
        if not isinstance(identifier, str | int) or not isinstance(text, str):
            msg = f"{place} has no _id or no text: write both"
            raise DatasetError(msg)
        if str(identifier) in seen:
            msg = f"{place} repeats the _id {str(identifier)!r}: make every _id unique"
            raise DatasetError(msg)
        seen.add(str(identifier))
        yield Question(str(identifier), text, line)


def _read_spans(path: Path) -> SpanJudgements:
    spans: dict[str, list[JudgedSpan]] = {}
    for place, line in _json_lines(path):
        query, document = line.get("query"), line.get("document")
        start, end, grade = (line.get(name) for name in ("start", "end", "grade"))
        if (
            not isinstance(query, str)
            or not isinstance(document, str)
            or not isinstance(start, int)
            or not isinstance(end, int)
            or not isinstance(grade, int)
            or not 0 <= start < end
        ):
            msg = f"{place} is no judged span: write query, document, start, end and grade, with 0 <= start < end"
            raise DatasetError(msg)
        spans.setdefault(query, []).append(JudgedSpan(document, start, end, grade))
    return SpanJudgements(spans)


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each line's place, for an error's sentence, and its object."""
    wanted = "a dataset that can be read, as JSON objects a line"
    for number, text in enumerate(read_lines(path, wanted, DatasetError), start=1):
        if not text.strip():
            continue
        place = f"{path} line {number}"
        try:
            line = json.loads(text)
        except ValueError as error:
            msg = f"{place} is not JSON ({error}): write one object a line"
            raise DatasetError(msg) from error
        if not isinstance(line, dict):
            msg = f"{place} is not a JSON object: write one object a line"
            raise DatasetError(msg)
        yield place, line
