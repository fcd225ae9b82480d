"""Folds of questions: each left out of what is learned once, so that it is asked as one that was not seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evaluation.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluation.dataset import Dataset, Question


@dataclass(frozen=True, slots=True)
class Fold:
    """Fold ``number`` of ``count``, counted from zero."""

    number: int
    count: int

    def __post_init__(self) -> None:
        """Refuse a fold that is none.

        Raises:
            UsageError: ``number`` is not below ``count``, or there are fewer than two.
        """
        if not 0 <= self.number < self.count or self.count < 2:  # noqa: PLR2004 - one fold leaves nothing to learn from
            msg = f"{self} is no fold: write NUMBER/COUNT from 0/2"
            raise UsageError(msg)

    def __str__(self) -> str:
        """Write it as it is read."""
        return f"{self.number}/{self.count}"

    def holds(self, question: Question) -> bool:
        """Tell whether a question is of this fold."""
        return fold_of(question, self.count) == self.number


def parse_fold(text: str) -> Fold:
    """Read ``0/2``.

    Raises:
        UsageError: it is no fold.
    """
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit()):
        msg = f"{text!r} is no fold: write NUMBER/COUNT, for example 0/2"
        raise UsageError(msg)
    return Fold(int(number), int(count))


def only_of(dataset: Dataset, fold: Fold) -> Dataset:
    """Keep the questions of a fold."""
    return _kept(dataset, fold.holds)


def without(dataset: Dataset, fold: Fold) -> Dataset:
    """Leave out the questions of a fold."""
    return _kept(dataset, lambda question: not fold.holds(question))


def _kept(dataset: Dataset, is_kept: Callable[[Question], bool]) -> Dataset:
    return replace(
        dataset,
        questions=tuple(filter(is_kept, dataset.questions)),
        unanswerable=tuple(filter(is_kept, dataset.unanswerable)),
    )


def fold_of(question: Question, folds: int) -> int:
    """Give the fold of a question, 0 to ``folds`` - 1; its paraphrases (the field ``group``) are in the same."""
    group = str(question.fields.get("group", question.id))
    return int.from_bytes(hashlib.sha256(f"fold:{group}".encode()).digest()[:1]) % folds
