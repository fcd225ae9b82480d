"""Fixtures of the bench: two small datasets, one of each layout, and its command line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from evaluation.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fakes import FakeEncoder

    Write = Callable[[str, str | bytes], Path]


class Told(NamedTuple):
    """How a command ended, and what it told."""

    status: int
    out: str
    err: str


class Evaluate(Protocol):
    """Runs the command line of evaluation."""

    def __call__(self, *arguments: str | Path) -> Told:
        """Run it with these arguments."""


@pytest.fixture
def evaluate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fake_encoder: FakeEncoder
) -> Evaluate:
    """Give a function that runs a command in this process, with the fake encoder."""
    assert fake_encoder.runtime == "fake"

    def run_it(*arguments: str | Path) -> Told:
        monkeypatch.setattr(sys, "argv", ["evaluation", *(str(argument) for argument in arguments)])
        capsys.readouterr()
        try:
            main()
            status = 0
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return run_it


@pytest.fixture
def beir(write: Write) -> Path:
    """Give a BEIR folder of four documents and four judged questions; one question is in no language, one unjudged.

    The document ``long`` is split into several passages, and what is asked stands in its last.
    """
    filler = "The weather in the hills was mild and the path was dry for most of that year. " * 12
    documents = [
        {"_id": "gabapentin", "title": "", "text": "Gabapentin eases burning pain after shingles in some people."},
        {"_id": "lidocaine", "title": "", "text": "Lidocaine patches numb the skin where they are worn."},
        {"_id": "ginger", "title": "", "text": "Ginger root is a spice of many kitchens."},
        {"_id": "long", "title": "", "text": filler + "Acupuncture needles were tried against neuralgia of the face."},
    ]
    questions = [
        {"_id": "q1", "text": "gabapentin for burning pain after shingles", "edition": 1},
        {"_id": "q2", "text": "where are lidocaine patches worn on the skin", "edition": 1},
        {"_id": "q3", "text": "acupuncture needles against neuralgia of the face", "edition": 2},
        {"_id": "q4", "text": "?!", "edition": 2},
        {"_id": "q5", "text": "nobody judged this one", "edition": 2},
    ]
    grades = [
        ("q1", "gabapentin", 2),
        ("q1", "ginger", 0),
        ("q2", "lidocaine", 1),
        ("q3", "long", 1),
        ("q4", "long", 1),
    ]
    write("beir/corpus.jsonl", _lines(documents))
    write("beir/queries.jsonl", _lines(questions))
    rows = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in grades)]
    return write("beir/qrels/test.tsv", "\n".join(rows) + "\n").parents[1]


@pytest.fixture
def spans(write: Write) -> Path:
    """Give a folder of questions with judged spans, over documents that stand beside it."""
    text = (
        "# Gabapentin\n\n"
        "## Use\n\nGabapentin eases burning pain after shingles.\n\n"
        "## Harm\n\nDizziness and sleepiness are common with gabapentin.\n"
    )
    write("library/documents/gabapentin.md", f"---\nid: gabapentin\ntitle: Gabapentin\n---\n{text}")
    write(
        "library/documents/ginger.md", "---\nid: ginger\ntitle: Ginger\n---\n# Ginger\n\nGinger root is a mild spice.\n"
    )
    whole = (
        write("library/documents/gabapentin.md", f"---\nid: gabapentin\ntitle: Gabapentin\n---\n{text}")
    ).read_text()

    def judged(query: str, quote: str, grade: int) -> dict[str, object]:
        start = whole.index(quote)
        return {"query": query, "document": "gabapentin", "start": start, "end": start + len(quote), "grade": grade}

    questions = [
        {"_id": "use", "text": "gabapentin burning pain after shingles", "kind": "answerable", "split": "test"},
        {"_id": "harm", "text": "dizziness and sleepiness", "kind": "answerable", "split": "tune"},
        {"_id": "dose", "text": "gabapentin dose for a child", "kind": "near-miss", "split": "test"},
        {"_id": "football", "text": "who won the football match", "kind": "off-topic", "split": "test"},
        {"_id": "forgotten", "text": "does massage help", "kind": "answerable", "split": "test"},
    ]
    judgements = [
        judged("use", "Gabapentin eases burning pain after shingles.", 2),
        judged("use", "Dizziness", 1),
        judged("harm", "Dizziness and sleepiness are common with gabapentin.", 2),
        judged("dose", "Gabapentin eases", 0),
    ]
    write("library/questions/queries.jsonl", _lines(questions))
    return write("library/questions/judgements.jsonl", _lines(judgements)).parent


def _lines(records: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)
