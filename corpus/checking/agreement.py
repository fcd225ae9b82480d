"""How far two judges of the same passages agree: per cent, and Cohen's kappa, plain and with linear weights.

Sources: Cohen, "A coefficient of agreement for nominal scales", 1960; Cohen, "Weighted kappa", 1968.
Knows nothing of what was judged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.checking.questions import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.checking.questions import TwiceJudged


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two judges over the same items. A kappa is None where both gave every item one and the same grade."""

    items: int
    share: float
    kappa: float | None
    weighted_kappa: float | None


def passage_agreement(judged: Sequence[TwiceJudged]) -> Agreement | None:
    """Compare the grades of passages; None where nothing was judged twice."""
    return _agreement([(each.first, each.second) for each in judged])


def answered_agreement(judged: Sequence[TwiceJudged]) -> Agreement | None:
    """Compare, question by question, whether any passage answers it; None where nothing was judged twice."""
    by_question: dict[str, list[TwiceJudged]] = defaultdict(list)
    for each in judged:
        by_question[each.query].append(each)
    return _agreement(
        [
            (any(each.first == ANSWERS for each in group), any(each.second == ANSWERS for each in group))
            for group in by_question.values()
        ]
    )


def _agreement(pairs: Sequence[tuple[int, int]]) -> Agreement | None:
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    return Agreement(len(pairs), agreed, kappa(pairs, linear=False), kappa(pairs, linear=True))


def kappa(pairs: Sequence[tuple[int, int]], *, linear: bool) -> float | None:
    """Give Cohen's kappa of pairs of grades; ``linear`` weighs a disagreement by how far the grades are apart."""
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)

    def weight(one: int, other: int) -> int:
        return abs(one - other) if linear else int(one != other)

    observed = sum(weight(*pair) for pair in pairs) / len(pairs)
    expected = (
        sum(
            weight(one, other) * count * other_count
            for one, count in firsts.items()
            for other, other_count in seconds.items()
        )
        / len(pairs) ** 2
    )
    return 1 - observed / expected if expected else None
