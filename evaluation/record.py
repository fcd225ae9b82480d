"""The record of a run: its figures, question by question, and everything needed to make them again. One JSON file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads the annotations of this module
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.errors import RecordError
from evaluation.kinds import ANSWERABLE
from search_api.answerability.calibration import AnswerVerdict  # noqa: TC001 - as above

RECORD_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """A mean over questions with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class DatasetRecord(_Part):
    """What was asked. ``unit`` is what an item is, ``document`` or ``passage``; the counts are of questions."""

    name: str
    path: str
    split: str
    only: list[str]
    unit: str
    sha256: str
    judged: int
    unanswerable: int
    lost: int


class Shown(_Part):
    """One of the first items of a ranking, for people. ``grade`` is None where it is not judged."""

    item: str
    document: str
    score: float
    grade: int | None
    text: str


class AskedQuestion(_Part):
    """A question with the first that came. ``lost`` is why it could not be asked, else None.

    ``kind`` is its dataset's word for whether the corpus answers it. ``verdict`` and ``probability`` are what the
    search said of that; None where it said nothing.
    """

    text: str
    first: list[Shown]
    lost: str | None = None
    kind: str = ANSWERABLE
    verdict: AnswerVerdict | None = None
    probability: float | None = None


class Latency(_Part):
    """Milliseconds for one request of the usual size: the median and the 95th percentile over questions."""

    p50: float
    p95: float


class Record(_Part):
    """One run. ``metrics`` are of the ranking that users get, ``legs`` of each leg's own.

    ``before_cap`` are of the fused ranking before passages of one document are held back; empty where documents are
    judged, which that cannot change. ``per_query`` and ``per_query_legs`` hold every value that a mean is made of.
    ``unanswerable`` are the questions that the corpus does not answer: they count in no metric, and are asked for the
    verdict. ``recall`` gives, for each ranking, the recall at each of ``recall_depths``.
    """

    record_version: int = RECORD_VERSION
    name: str
    dataset: DatasetRecord
    index: dict[str, Any]
    settings: dict[str, Any]
    commit: str | None
    software: str
    machine: dict[str, str | int]
    metrics: dict[str, Figure]
    before_cap: dict[str, Figure]
    legs: dict[str, dict[str, Figure]]
    recall_depths: list[int]
    recall: dict[str, list[float]]
    latency_ms: Latency | None
    per_query: dict[str, dict[str, float]]
    per_query_legs: dict[str, dict[str, dict[str, float]]]
    questions: dict[str, AskedQuestion]
    unanswerable: dict[str, AskedQuestion] = {}


def to_json(record: Record) -> str:
    """Write a record as one line of JSON."""
    return record.model_dump_json()


def write_record(record: Record, path: Path) -> None:
    """Write a record to a file."""
    path.write_text(to_json(record) + "\n", encoding="utf-8")


def read_record(path: Path) -> Record:
    """Read a record back.

    Raises:
        RecordError: the file cannot be read, or is no record of this version.
    """
    try:
        record = Record.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): name a record that `python -m evaluation run` wrote"
        raise RecordError(msg) from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the file"
        msg = f"{path} is no record ({place}: {fault['msg']}): make it again with `python -m evaluation run`"
        raise RecordError(msg) from error
    if record.record_version != RECORD_VERSION:
        msg = f"{path} has record version {record.record_version}, not {RECORD_VERSION}: run the dataset again"
        raise RecordError(msg)
    return record
