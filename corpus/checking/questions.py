"""A folder of judged questions -> questions, judged spans and the second judgement, with what could not be read.

Layout: ``queries.jsonl``, ``judgements.jsonl``, ``second.jsonl`` and ``qrels/SPLIT.tsv`` (the README of the questions).
Knows nothing of documents, nor of rules beyond the form of a line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.checking.finding import Finding, Severity
from corpus.checking.front_matter import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

QUESTIONS = "questions"
QUERIES = f"{QUESTIONS}/queries.jsonl"
JUDGEMENTS = f"{QUESTIONS}/judgements.jsonl"
SECOND = f"{QUESTIONS}/second.jsonl"

ANSWERS, HELPS = 2, 1

Kind = Literal["answerable", "near-miss", "off-topic"]
Voice = Literal["patient", "carer", "clinician", "student", "typist"]
Style = Literal["short", "plain", "long", "misspelt", "abbreviation", "brand"]
Split = Literal["tune", "test"]
Subject = Literal[Theme, "none"]
SPLITS: tuple[Split, ...] = get_args(Split)
QuestionId = Annotated[str, Field(pattern=r"^q[0-9]{3}$")]


def qrels_path(split: str) -> str:
    """Name a split's qrels file inside the library."""
    return f"{QUESTIONS}/qrels/{split}.tsv"


class Question(BaseModel):
    """One question. Those of one ``group`` ask the same thing in other words; ``theme`` is that of the documents.

    ``round`` is the round of writing it came with, so that what was measured before the next can be measured again.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Annotated[QuestionId, Field(alias="_id")]
    text: Annotated[str, Field(min_length=1)]
    kind: Kind
    voice: Voice
    style: Annotated[list[Style], Field(min_length=1)]
    theme: Subject
    group: Annotated[str, Field(pattern=r"^g[0-9]{3}$")]
    split: Split
    round: Annotated[int, Field(ge=1)]


class Judgement(BaseModel):
    """A judged span: the half-open range of code points of the document's file that holds ``quote``."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    query: QuestionId
    document: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    grade: Annotated[int, Field(ge=HELPS, le=ANSWERS)]
    quote: Annotated[str, Field(min_length=1)]


class TwiceJudged(BaseModel):
    """A passage with two judges' grades; ``passage`` is the id that the index gave it, ``first`` is 0 if unmarked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    query: QuestionId
    document: Annotated[str, Field(min_length=1)]
    passage: Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
    first: Annotated[int, Field(ge=0, le=ANSWERS)]
    second: Annotated[int, Field(ge=0, le=ANSWERS)]


Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Entry(Generic[Record]):
    """A record and the line of the file on which it stands."""

    path: str
    line: int
    record: Record

    def finding(self, rule: str, message: str, severity: Severity = Severity.ERROR) -> Finding:
        """Report something about this line."""
        return Finding(self.path, self.line, rule, message, severity)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Everything of the folder, in the order of its files. ``qrels`` holds each split's file, empty where missing."""

    questions: tuple[Entry[Question], ...]
    judgements: tuple[Entry[Judgement], ...]
    second: tuple[Entry[TwiceJudged], ...]
    qrels: Mapping[Split, str]

    def of_kind(self, kind: Kind) -> frozenset[str]:
        """Give the ids of the questions of one kind."""
        return frozenset(entry.record.id for entry in self.questions if entry.record.kind == kind)


def read_questions(library: Path) -> tuple[QuestionSet | None, list[Finding]]:
    """Read the questions of a library, None where it has no such folder, and report every line that is not sound.

    ``second.jsonl`` may be missing.
    """
    if not (library / QUESTIONS).is_dir():
        return None, []
    findings: list[Finding] = []
    questions = _entries(library, QUERIES, Question, "question-schema", findings)
    judgements = _entries(library, JUDGEMENTS, Judgement, "judgement-schema", findings)
    has_second = (library / SECOND).exists()
    second = _entries(library, SECOND, TwiceJudged, "second-schema", findings) if has_second else ()
    qrels = {split: _text(library, qrels_path(split), findings) for split in SPLITS}
    return QuestionSet(questions, judgements, second, qrels), findings


def _entries(
    library: Path, path: str, model: type[Record], rule: str, findings: list[Finding]
) -> tuple[Entry[Record], ...]:
    entries: list[Entry[Record]] = []
    for number, line in enumerate(_text(library, path, findings).split("\n"), 1):
        if not line.strip():
            continue
        try:
            entries.append(Entry(path, number, model.model_validate(json.loads(line))))
        except ValidationError as error:
            for problem in error.errors():
                place = ".".join(str(part) for part in problem["loc"])
                findings.append(Finding(path, number, rule, f"field {place}: {problem['msg']}"))
        except ValueError as error:
            findings.append(Finding(path, number, rule, f"the line is not JSON: {error}"))
    return tuple(entries)


def _text(library: Path, path: str, findings: list[Finding]) -> str:
    try:
        return (library / path).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(path, 1, "unreadable", f"the file cannot be read: {error}"))
        return ""
