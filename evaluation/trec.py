"""TREC run and qrels files, in and out.

A run line is ``query Q0 item rank score tag``, a qrels line ``query 0 item grade``; BEIR's qrels are tab-separated
``query item grade`` under a header. Formats: https://trec.nist.gov/data/reljudge_eng.html and
https://github.com/usnistgov/trec_eval.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from corpus.counts import counted
from evaluation.errors import TrecFileError
from evaluation.inputs import read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_RUN_FIELDS = 6
_BEIR_FIELDS = 3
_TREC_FIELDS = 4
_SPACE = re.compile(r"\s")


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read grades by question and item, from a TREC qrels file or a BEIR one.

    Raises:
        TrecFileError: the file cannot be read or a line is not what it should be.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, fields in _lines(path, "a qrels file, TREC's or BEIR's"):
        if len(fields) == _BEIR_FIELDS:
            query, item, grade = fields
        elif len(fields) == _TREC_FIELDS:
            query, _, item, grade = fields
        else:
            found = counted(len(fields), "field")
            msg = f"{path} line {number} has {found}: write `query 0 item grade`, or BEIR's three columns"
            raise TrecFileError(msg)
        if number == 1 and len(fields) == _BEIR_FIELDS and not _is_whole(grade):
            continue  # the header
        if not _is_whole(grade):
            msg = f"{path} line {number}: the grade {grade!r} is not a whole number: mend the line"
            raise TrecFileError(msg)
        grades.setdefault(query, {})[item] = int(grade)
    return grades


def read_run(path: Path) -> dict[str, list[str]]:
    """Read each question's items, best first, in trec_eval's order: by score, of equal scores the greater id first.

    The rank column is ignored, as trec_eval ignores it. Scores are compared in single precision, as it does.

    Raises:
        TrecFileError: the file cannot be read or a line is not what it should be.
    """
    scored: dict[str, dict[str, np.float32]] = {}
    for number, fields in _lines(path, "a TREC run file"):
        if len(fields) != _RUN_FIELDS:
            msg = f"{path} line {number} has {counted(len(fields), 'field')}: write `query Q0 item rank score tag`"
            raise TrecFileError(msg)
        query, _, item, _, score, _ = fields
        try:
            value = np.float32(score)
        except ValueError as error:
            msg = f"{path} line {number}: the score {score!r} is not a number: mend the line"
            raise TrecFileError(msg) from error
        items = scored.setdefault(query, {})
        if item in items:
            msg = f"{path} line {number} ranks {item!r} a second time for {query!r}: keep one"
            raise TrecFileError(msg)
        items[item] = value
    return {
        query: [item for item, _ in sorted(items.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)]
        for query, items in scored.items()
    }


def write_run(path: Path, rankings: Mapping[str, Sequence[tuple[str, float]]], tag: str) -> None:
    """Write each question's items with their scores, in the order given.

    trec_eval sorts by score in single precision, so a score that is not below the one before is lowered to the next
    number that is: whoever reads the file sees the order that was meant.
    """
    with path.open("w", encoding="utf-8") as file:
        for query, ranked in rankings.items():
            before = np.float32(np.inf)
            for rank, (item, score) in enumerate(ranked, start=1):
                before = min(np.float32(score), np.nextafter(before, np.float32(-np.inf)))
                file.write(f"{_field(query)} Q0 {_field(item)} {rank} {before!s} {_field(tag)}\n")


def write_qrels(path: Path, grades: Mapping[str, Mapping[str, int]]) -> None:
    """Write grades by question and item as a TREC qrels file."""
    with path.open("w", encoding="utf-8") as file:
        for query, items in grades.items():
            file.writelines(f"{_field(query)} 0 {_field(item)} {grade}\n" for item, grade in items.items())


def _field(text: str) -> str:
    """White space parts the fields of these files, so an id that holds any is percent-encoded."""
    return quote(text) if _SPACE.search(text) else text


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _lines(path: Path, wanted: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(read_lines(path, wanted, TrecFileError), start=1):
        if line.strip():
            fields = line.rstrip("\r").split("\t") if "\t" in line else line.split()
            yield number, [field.strip() for field in fields]
