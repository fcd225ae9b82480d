"""A small library without a defect, and a way to check a changed copy of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from question_files import (
    GABAPENTIN,
    HALVED,
    HEADER,
    JUDGEMENTS,
    OLDER,
    PREGABALIN,
    QUERIES,
    TEST,
    TUNE,
    UNMOVED,
    judgement,
    lines,
    question,
)

from corpus.checking import check_library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WORDS = ["alder", "ash", "bay", "beech", "birch", "box", "broom", "cedar", "cherry", "elder", "elm", "fir", "gorse"]

_DOCUMENT = """\
---
id: {name}
title: {title}
summary: {title} helps some people with nerve pain.
theme: medicines
topics: [anticonvulsants]
conditions: [postherpetic neuralgia]
interventions: [{name}]
audience: patient
evidence_level: systematic review
recommendation: "first line (NeuPSIG 2025)"
language: en
authors: [The editors]
written: 2026-11-24
reviewed: 2026-11-25
references: [{references}]
---

# {title}

## What {name} is

{filler}

## How well {name} works

{evidence}

## Other medicines

{links}
"""


def _filler(name: str) -> str:
    """Write some 520 words that no other document shares."""
    count = len(_WORDS)
    return " ".join(
        " ".join(["The", _WORDS[turn % count], name, *(_WORDS[(turn * step + step) % count] for step in range(1, 8))])
        + "."
        for turn in range(52)
    )


def _item(key: str, findings: str, **custom: str) -> dict[str, object]:
    return {
        "id": key,
        "type": "article-journal",
        "title": f"The work {key}",
        "DOI": f"10.1000/{key}",
        "custom": {
            "seen_at": "example.org",
            "seen": "primary",
            "findings": findings,
            "status": "current",
            **custom,
        },
    }


@pytest.fixture
def good() -> dict[str, str]:
    """The files of a library without a defect, by their path."""
    return {
        "documents/medicines/gabapentin.md": _DOCUMENT.format(
            name="gabapentin",
            title="Gabapentin",
            references="new2017gabapentin, old2014gabapentin",
            filler=_filler("gabapentin"),
            evidence=(
                "Half of the pain went in 32% of people on gabapentin and in 17% on placebo [@new2017gabapentin].\n"
                "An older review, now superseded, counted 2,260 people [@old2014gabapentin].\n\n"
                "| Medicine | People helped |\n| --- | --- |\n| Gabapentin | 32% [@new2017gabapentin] |"
            ),
            links="Compare [pregabalin](pregabalin.md#how-well-pregabalin-works).",
        ),
        "documents/medicines/pregabalin.md": _DOCUMENT.format(
            name="pregabalin",
            title="Pregabalin",
            references="trial2019pregabalin",
            filler=_filler("pregabalin"),
            evidence="Pain did not differ from placebo in 209 people after eight weeks [@trial2019pregabalin].",
            links="Compare [gabapentin](../medicines/gabapentin.md).",
        ),
        "references.json": json.dumps(
            [
                _item("new2017gabapentin", "Relief 32% vs 17%, NNT 6.7 (5.4-8.7)."),
                _item(
                    "old2014gabapentin", "2260 participants.", status="superseded", superseded_by="new2017gabapentin"
                ),
                _item("trial2019pregabalin", "n=209, 8 weeks, P=0.19."),
            ],
            indent=2,
        ),
    }


@pytest.fixture
def asked(good: dict[str, str]) -> dict[str, str]:
    """The files of a library with sound judged questions: two answerable, a near miss, and one off topic."""
    return good | {
        QUERIES: lines(
            question(1, "does gabapentin or pregabalin help nerves", "answerable", "tune"),
            question(2, "trial figures of gabapentinoids", "answerable", "test"),
            question(3, "gabapentin in cats", "near-miss", "tune"),
            question(4, "who won the cup", "off-topic", "test"),
        ),
        JUDGEMENTS: lines(
            judgement(good, "q001", GABAPENTIN, HALVED, 2),
            judgement(good, "q001", PREGABALIN, UNMOVED, 2),
            judgement(good, "q002", GABAPENTIN, OLDER, 1),
            judgement(good, "q002", GABAPENTIN, HALVED, 2),
            judgement(good, "q002", PREGABALIN, UNMOVED, 2),
            judgement(good, "q003", GABAPENTIN, OLDER, 1),
        ),
        TUNE: f"{HEADER}q001\tgabapentin\t2\nq001\tpregabalin\t2\n",
        TEST: f"{HEADER}q002\tgabapentin\t2\nq002\tpregabalin\t2\n",
    }


@pytest.fixture
def found(tmp_path: Path) -> Callable[[dict[str, str]], list[tuple[str, str]]]:
    """Check a library; give each finding's rule and the source line on which it was reported, the messages aside."""

    def check(files: dict[str, str]) -> list[tuple[str, str]]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return [
            (finding.rule, files[finding.document].split("\n")[finding.line - 1].strip())
            for finding in check_library(tmp_path).findings
        ]

    return check
