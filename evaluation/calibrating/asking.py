"""Asking judged questions of every kind, for what their rankings show rather than for what they rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.calibrating.masking import relevant_rows
from evaluation.kinds import ELSEWHERE, MASKED, kind_of
from search_api.errors import RequestError
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluation.dataset import Dataset, Question
    from indexer.index.vectors import RowArray
    from search_api.answerability.signals import Signals
    from search_api.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its kind, the group of its paraphrases, and what its ranking shows."""

    id: str
    kind: str
    group: str
    signals: Signals


def ask(dataset: Dataset, searcher: Searcher) -> Iterator[Asked]:
    """Ask every question, those without an answer too; one that is refused or finds nothing is left out."""
    for question in (*dataset.questions, *dataset.unanswerable):
        yield from _ask(question, kind_of(question), searcher)


def ask_masked(dataset: Dataset, searcher: Searcher) -> Iterator[Asked]:
    """Ask every question that has an answer as though the index did not hold the passages judged relevant."""
    for question in dataset.questions:
        rows = relevant_rows(question, dataset.judgements, searcher.index.store)
        if len(rows):
            yield from _ask(question, MASKED, searcher, rows)


def ask_elsewhere(questions: Iterable[Question], searcher: Searcher) -> Iterator[Asked]:
    """Ask questions of a collection that they were not written for."""
    for question in questions:
        yield from _ask(question, ELSEWHERE, searcher)


def _ask(question: Question, kind: str, searcher: Searcher, without: RowArray | None = None) -> Iterator[Asked]:
    try:
        found = searcher.signals(SearchRequest(question.text), without)
    except RequestError:
        return
    if found is not None:
        yield Asked(question.id, kind, str(question.fields.get("group", question.id)), found)
