"""How an adapter is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """How an adapter is trained.

    ``answers_per_question`` is how many answers of one question an epoch shows at most. ``temperature`` divides the
    cosines; 0.05 is that of sentence-transformers' MultipleNegativesRankingLoss. ``max_tokens`` cuts texts while
    learning. ``strength`` scales what was learned when it is merged: below 1 it is averaged with the base weights.
    """

    epochs: int = 3
    batch: int = 48
    answers_per_question: int = 3
    hard_negatives: int = 1
    rank: int = 16
    alpha: float = 32
    learning_rate: float = 6e-4
    warm_up: float = 0.1
    temperature: float = 0.05
    max_tokens: int = 160
    strength: float = 1.0
    seed: int = 1
