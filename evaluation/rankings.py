"""Ranked passages, and the items of them that are judged.

The seam behind which a ranking is asked for: in this process, or of a running service.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from evaluation.judgements import Unit
from search_api.answerability.calibration import NOT_CALIBRATED, Answerable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.judgements import PassageSpan


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage in a ranking: its half-open range in the document, in code points, and the score it is ranked by."""

    passage_id: str
    document_id: str
    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for one question, best first.

    ``served`` is what a user gets. ``before_cap`` is the fused ranking before passages of one document are held back,
    ``legs`` each leg's own; both are empty where a service was asked, which tells neither.
    ``answerable`` is how sure the search says it is that the question is answered.
    ``seconds`` is what one request of the service's usual size takes, from its text to its cited hits.
    """

    served: tuple[RankedPassage, ...]
    seconds: float
    answerable: Answerable = NOT_CALIBRATED
    before_cap: tuple[RankedPassage, ...] = ()
    legs: Mapping[str, tuple[RankedPassage, ...]] = field(default_factory=dict)


class QuestionRefusedError(Exception):
    """A question that the search will not take; the text is the reason it gives."""


class Asker(Protocol):
    """Something that ranks passages for a question."""

    def ask(self, text: str) -> Answer:
        """Rank passages.

        Raises:
            QuestionRefusedError: the search will not take this question.
        """

    def passages_of(self, document: str) -> Sequence[PassageSpan]:
        """Give the passages of a document, in order; none where it is not in the index."""

    def index(self) -> dict[str, Any]:
        """Say which index answered, as a record holds it."""

    def settings(self) -> dict[str, Any]:
        """Say how it was built and searched, by flat names, as far as is known."""


def item_of(passage: RankedPassage, unit: Unit) -> str:
    """Give the id of what is judged of a passage."""
    return passage.document_id if unit is Unit.DOCUMENT else passage.passage_id


def best_of_each(passages: Iterable[RankedPassage], unit: Unit, count: int) -> list[RankedPassage]:
    """Keep the best passage of each judged item, the first ``count``: a document is scored by its best passage."""
    best: dict[str, RankedPassage] = {}
    for passage in passages:
        if len(best) == count:
            break
        best.setdefault(item_of(passage, unit), passage)
    return list(best.values())
