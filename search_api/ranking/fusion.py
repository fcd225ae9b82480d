"""Joining the rankings of the legs into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search_api.ranking.legs import Ranking


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that some leg found: its row, the score it is ranked by, and what each leg that found it said."""

    row: int
    score: float
    scores: Mapping[str, float]


def fuse(rankings: Mapping[str, Ranking]) -> list[Candidate]:
    """Order the candidates of a single leg by its score; of equals the one that stands first in the corpus comes first.

    Raises:
        ValueError: there is more than one leg, whose scores have no common measure yet.
    """
    if len(rankings) != 1:
        msg = f"one leg can be ranked, not {len(rankings)}"
        raise ValueError(msg)
    ((name, ranking),) = rankings.items()
    candidates = [
        Candidate(int(row), float(score), {name: float(score)})
        for row, score in zip(ranking.rows, ranking.scores, strict=True)
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.row))
