"""Asking judged questions of every kind, for what their rankings show rather than for what they rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.kinds import kind_of
from search_api.errors import RequestError
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluation.dataset import Dataset
    from search_api.answerability.calibration import Answerable
    from search_api.answerability.signals import Signals
    from search_api.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its kind, the group of its paraphrases, and what its ranking shows."""

    id: str
    kind: str
    group: str
    signals: Signals


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's kind, and what the search said of it."""

    kind: str
    answerable: Answerable


def ask_for_signals(dataset: Dataset, searcher: Searcher) -> Iterator[Asked]:
    """Ask every question, those without an answer too; one that is refused or finds nothing is left out."""
    for question in (*dataset.questions, *dataset.unanswerable):
        try:
            found = searcher.signals(SearchRequest(question.text))
        except RequestError:
            continue
        if found is not None:
            group = question.fields.get("group", question.id)
            yield Asked(question.id, kind_of(question), str(group), found)


def ask_for_verdicts(dataset: Dataset, searcher: Searcher) -> Iterator[Judged]:
    """Ask every question as a user would; one that is refused is left out."""
    for question in (*dataset.questions, *dataset.unanswerable):
        try:
            answer = searcher.search(SearchRequest(question.text))
        except RequestError:
            continue
        yield Judged(kind_of(question), answer.answerable)
