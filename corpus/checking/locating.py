"""Finding every judged quote again after documents were edited, and writing what follows from the judgements.

It writes ``judgements.jsonl`` with new offsets, and the qrels. A quote that is gone, or no longer stands alone, is
left as it was and reported: what the new text answers, a reader must judge.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.checking.library import LibraryNotFoundError, read_library
from corpus.checking.qrels import qrels
from corpus.checking.question_rules import occurrences
from corpus.checking.questions import JUDGEMENTS, QUERIES, QUESTIONS, SPLITS, qrels_path

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.checking.finding import Finding
    from corpus.checking.page import Page
    from corpus.checking.questions import Entry, Judgement


@dataclass(frozen=True, slots=True)
class Located:
    """What was found: judged quotes in all, those whose place changed, and a finding for each not found once."""

    quotes: int
    moved: int
    findings: tuple[Finding, ...]


def locate(folder: Path) -> Located:
    """Rewrite the offsets of every judgement of a library, and its qrels.

    Nothing is written where a line of the questions or judgements cannot be read; the findings then tell which.

    Raises:
        LibraryNotFoundError: the folder is no library, or has no questions.
    """
    library, findings = read_library(folder)
    questions = library.questions
    if questions is None:
        msg = f"{folder} has no questions, because {QUESTIONS} is missing: name the corpus folder with --corpus"
        raise LibraryNotFoundError(msg)
    unreadable = [finding for finding in findings if finding.document in {QUERIES, JUDGEMENTS}]
    if unreadable:
        return Located(len(questions.judgements), 0, tuple(unreadable))
    pages = {page.document.id: page for page in library.pages}
    placed = [_placed(entry, pages.get(entry.record.document)) for entry in questions.judgements]
    lost = [
        entry.finding("quote-not-found", f"{entry.record.query}: {problem}")
        for entry, problem in placed
        if problem is not None
    ]
    located = replace(questions, judgements=tuple(entry for entry, _ in placed))
    moved = sum(new != old for new, old in zip(located.judgements, questions.judgements, strict=True))
    lines = (json.dumps(entry.record.model_dump(), ensure_ascii=False) + "\n" for entry in located.judgements)
    _write(folder / JUDGEMENTS, "".join(lines))
    for split in SPLITS:
        _write(folder / qrels_path(split), qrels(located, split))
    return Located(len(placed), moved, tuple(lost))


def _placed(entry: Entry[Judgement], page: Page | None) -> tuple[Entry[Judgement], str | None]:
    """Give a judgement at the one place of its quote; as it was, with the problem, where there is no such place."""
    judged = entry.record
    if page is None:
        return entry, f"there is no document {judged.document}"
    match occurrences(page, judged.quote):
        case []:
            return entry, f"{judged.document} no longer holds the quote; judge its new text: {judged.quote!r}"
        case [start]:
            end = start + len(judged.quote)
            return replace(entry, record=judged.model_copy(update={"start": start, "end": end})), None
        case _:
            return entry, f"{judged.document} holds the quote more than once; quote more: {judged.quote!r}"


def _write(path: Path, text: str) -> None:
    """Replace a file whole, so that a reader never sees half of it."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(text.encode())
    partial.replace(path)
