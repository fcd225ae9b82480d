"""The seam of a leg: a question in, rows of passages with scores out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from indexer.index.vectors import RowArray
    from search_api.expansion.expander import Expansion
    from search_api.spelling import Correction


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as asked and with its words corrected, and what is searched for besides."""

    asked: str
    text: str
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True)
class Question(Wording):
    """A question with its vector: of unit length, float32 of shape (d,), made from text and expansions."""

    vector: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of passages with the score of one leg, best first; both arrays of shape (m,)."""

    rows: RowArray
    scores: npt.NDArray[np.float32]


class Leg(Protocol):
    """One way to rank passages. ``name`` is how its score is called in an answer."""

    @property
    def name(self) -> str:
        """How its score is called in an answer."""

    def search(self, question: Question, depth: int, rows: RowArray | None) -> Ranking:
        """Rank at most ``depth`` passages, only among ``rows`` where given."""
