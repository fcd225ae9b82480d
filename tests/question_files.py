"""The files of judged questions as tests write and change them: JSON lines, and the qrels that follow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERIES = "questions/queries.jsonl"
JUDGEMENTS = "questions/judgements.jsonl"
SECOND = "questions/second.jsonl"
TUNE = "questions/qrels/tune.tsv"
TEST = "questions/qrels/test.tsv"
HEADER = "query-id\tcorpus-id\tscore\n"

GABAPENTIN = "documents/medicines/gabapentin.md"
PREGABALIN = "documents/medicines/pregabalin.md"
HALVED = "Half of the pain went in 32% of people on gabapentin"
UNMOVED = "Pain did not differ from placebo in 209 people"
OLDER = "An older review, now superseded, counted 2,260 people"


def question(number: int, text: str, kind: str, split: str) -> dict[str, object]:
    """Give a question that stands in a group of its own."""
    name = f"{number:03}"
    return {
        "_id": f"q{name}",
        "text": text,
        "kind": kind,
        "voice": "patient",
        "style": ["plain"],
        "theme": "none" if kind == "off-topic" else "medicines",
        "group": f"g{name}",
        "split": split,
        "round": 1,
    }


def judgement(files: Mapping[str, str], query: str, path: str, quote: str, grade: int) -> dict[str, object]:
    """Judge the one place of a quote."""
    start = files[path].index(quote)
    name = path.rpartition("/")[2].removesuffix(".md")
    return {
        "query": query,
        "document": name,
        "start": start,
        "end": start + len(quote),
        "grade": grade,
        "quote": quote,
    }


def twice(query: str, first: int, second: int, *, document: str = "gabapentin") -> dict[str, object]:
    """Judge a passage twice."""
    return {"query": query, "document": document, "passage": "0" * 24, "first": first, "second": second}


def lines(*records: Mapping[str, object]) -> str:
    """Write records as JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


def change(files: dict[str, str], path: str, line: int, **fields: object) -> str:
    """Give other values to fields of one record, the first being 1, and return its new line; None takes a field out."""
    records = [json.loads(each) for each in files[path].splitlines()]
    record = {key: value for key, value in {**records[line - 1], **fields}.items() if value is not None}
    files[path] = lines(*records[: line - 1], record, *records[line:])
    return json.dumps(record)


def last_line(files: dict[str, str], path: str, record: Mapping[str, object]) -> str:
    """Add a record to a file, and return its line."""
    files[path] += lines(record)
    return json.dumps(record)
