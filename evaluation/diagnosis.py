"""The questions that went worst: what was wanted, what came, and at which stage of the ranking it was lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from evaluation.errors import MetricError
from evaluation.judgements import RELEVANT
from evaluation.rankings import Answer, QuestionRefusedError, best_of_each, item_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.dataset import Question
    from evaluation.judgements import Judgements, PassageSpan, Target, Unit
    from evaluation.rankings import RankedPassage
    from evaluation.record import Record, Shown

LEG_DEPTH = 1_000
"""How deep each leg is searched for what was wanted."""

FIRST_PAGE = 10
"""A rank up to which something counts as found."""


class Cause(StrEnum):
    """Why something wanted is not among the first ten, or that it is."""

    FOUND = "found"
    REFUSED = "question refused"
    NOT_INDEXED = "not in the index"
    NOT_RETRIEVED = "not retrieved"
    SPLIT_BADLY = "split badly"
    RANKED_LOW = "ranked too low"
    LOST_IN_FUSION = "lost in fusion"
    CUT_BY_CAP = "cut by the cap"


CAUSES = {
    Cause.FOUND: f"it is among the first {FIRST_PAGE}",
    Cause.REFUSED: "the search does not take the question",
    Cause.NOT_INDEXED: "the index has no such document, or no passage of it there",
    Cause.NOT_RETRIEVED: f"no leg has it among its first {LEG_DEPTH:,}",
    Cause.SPLIT_BADLY: "what was judged is spread over passages, none of which holds all of it",
    Cause.RANKED_LOW: f"every leg ranks it below {FIRST_PAGE}",
    Cause.LOST_IN_FUSION: f"a leg has it among its first {FIRST_PAGE}, the fused ranking has not",
    Cause.CUT_BY_CAP: "better passages of the same document were enough to hold it back",
}
"""What each cause means, for people."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one thing wanted.

    ``ranks`` gives its best rank in each leg, in the fused ranking before the cap and in what users get, from one;
    None where it is not there. ``passages`` is over how many passages it is spread.
    """

    name: str
    grade: int
    text: str
    cause: Cause
    ranks: Mapping[str, int | None]
    passages: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that went wrong: its value of the metric, what was wanted, the best first, and what came first."""

    question: str
    text: str
    value: float
    fates: tuple[Fate, ...]
    first: tuple[Shown, ...]

    @property
    def cause(self) -> Cause:
        """Why the best of what was wanted and not found was not found."""
        return next((fate.cause for fate in self.fates if fate.cause is not Cause.FOUND), Cause.FOUND)


class Witness(Protocol):
    """What can be asked again, at every stage and depth."""

    def ask(self, text: str) -> Answer:
        """Rank passages as they were measured."""

    def legs(self, text: str, depth: int) -> Mapping[str, tuple[RankedPassage, ...]]:
        """Give each leg's own ranking, as deep as asked."""

    def passages_of(self, document: str) -> Sequence[PassageSpan]:
        """Give the passages of a document, in order."""

    def excerpt(self, document: str, span: tuple[int, int] | None) -> str:
        """Give a range of a document's text, or its beginning."""


def failures(
    record: Record, questions: Iterable[Question], judgements: Judgements, witness: Witness, metric: str, count: int
) -> list[Failure]:
    """Look into the ``count`` questions with the lowest values of a metric, the worst first; perfect ones are left out.

    Raises:
        MetricError: the record was not measured by that metric.
    """
    if metric not in record.metrics:
        msg = f"{record.name} was not measured by {metric}: choose from {', '.join(record.metrics)}"
        raise MetricError(msg)
    values = {question: of[metric] for question, of in record.per_query.items()}
    worst = sorted((question for question in values if values[question] < 1), key=lambda each: (values[each], each))
    known = {question.id: question for question in questions}
    return [
        Failure(
            question=identifier,
            text=known[identifier].text,
            value=values[identifier],
            fates=tuple(_fates(known[identifier], judgements, witness)),
            first=tuple(record.questions[identifier].first),
        )
        for identifier in worst[:count]
    ]


def count_causes(found: Iterable[Failure]) -> dict[Cause, int]:
    """Count, over everything wanted of these questions, how often each cause was the one; the most frequent first."""
    counts = Counter(fate.cause for failure in found for fate in failure.fates)
    return dict(counts.most_common())


def _fates(question: Question, judgements: Judgements, witness: Witness) -> list[Fate]:
    wanted = [target for target in judgements.targets(question.id, witness.passages_of) if target.grade >= RELEVANT]
    try:
        answer, legs = witness.ask(question.text), witness.legs(question.text, LEG_DEPTH)
    except QuestionRefusedError:
        return [_fate(target, Cause.REFUSED, {}, witness) for target in wanted]
    places = {name: _places(ranked, judgements.unit) for name, ranked in legs.items()}
    fused, served = (_places(ranked, judgements.unit) for ranked in (answer.before_cap, answer.served))
    fates = []
    for target in wanted:
        leg_ranks = {name: _best(target, of) for name, of in places.items()}
        fused_rank, served_rank = _best(target, fused), _best(target, served)
        cause = _cause(target, leg_ranks.values(), fused_rank, served_rank, witness)
        fates.append(_fate(target, cause, {**leg_ranks, "fused": fused_rank, "served": served_rank}, witness))
    return sorted(fates, key=lambda fate: (-fate.grade, fate.ranks["served"] or LEG_DEPTH + 1, fate.name))


def _cause(
    target: Target,
    leg_ranks: Iterable[int | None],
    fused_rank: int | None,
    served_rank: int | None,
    witness: Witness,
) -> Cause:
    """Name the last stage that had it among the first; what is spread over passages is not ranking's to mend."""
    reached = [rank for rank in leg_ranks if rank is not None]
    if _on_first_page(served_rank):
        return Cause.FOUND
    if not target.items or not witness.passages_of(target.document):
        return Cause.NOT_INDEXED
    if _on_first_page(fused_rank):
        return Cause.CUT_BY_CAP
    if _on_first_page(min(reached, default=None)):
        return Cause.LOST_IN_FUSION
    if not target.whole:
        return Cause.SPLIT_BADLY
    return Cause.RANKED_LOW if reached else Cause.NOT_RETRIEVED


def _fate(target: Target, cause: Cause, ranks: Mapping[str, int | None], witness: Witness) -> Fate:
    return Fate(
        name=target.name,
        grade=target.grade,
        text=" ".join(witness.excerpt(target.document, target.span).split()),
        cause=cause,
        ranks=ranks,
        passages=len(target.items) if target.span else len(witness.passages_of(target.document)),
    )


def _on_first_page(rank: int | None) -> bool:
    return rank is not None and rank <= FIRST_PAGE


def _places(ranked: Sequence[RankedPassage], unit: Unit) -> dict[str, int]:
    """Give the rank of every item, from one."""
    best = best_of_each(ranked, unit, len(ranked))
    return {item_of(passage, unit): rank for rank, passage in enumerate(best, start=1)}


def _best(target: Target, places: Mapping[str, int]) -> int | None:
    return min((places[item] for item in target.items if item in places), default=None)
