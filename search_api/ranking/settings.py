"""How passages are ranked: every setting of a search, with the default that was measured best."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.ranking.fusion import Fusion

# Least and most. A greater weight would leave nothing of what it is weighed against, a greater depth find no more.
_RANGES = {
    "lexical_weight": (0, 1),
    "expansion_weight": (0, 10),
    "feedback_passages": (0, 1_000),
    "feedback_weight": (0, 10),
    "max_per_document": (1, 1_000),
    "min_candidates": (1, 1_000_000),
    "rerank_depth": (1, 1_000),
}


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How passages are ranked.

    ``fusion`` joins the rankings of both legs, where ``lexical_weight`` is BM25's share and the rest is the cosine's.
    ``feedback_passages`` is how many of the first passages move the question's vector before the dense leg is searched
    a second time, zero for none; ``feedback_weight`` is how far.
    ``max_per_document`` caps one document's passages in each ten ranks; ``min_candidates`` is how deep a leg is
    searched at least, so that the cap has something to choose from. ``expansion_weight`` is how much all the words that
    one abbreviation or brand name adds count in BM25 together, where a word of the question counts one.
    ``reranker`` names a cross-encoder that orders the first ``rerank_depth`` passages anew, empty for none.
    """

    fusion: Fusion = Fusion.CONVEX
    lexical_weight: float = 0.4
    expansion_weight: float = 1.0
    feedback_passages: int = 3
    feedback_weight: float = 0.6
    max_per_document: int = 3
    min_candidates: int = 200
    reranker: str = ""
    rerank_depth: int = 20

    def __post_init__(self) -> None:
        """Refuse what no ranking can be made with.

        Raises:
            ValueError: a number is out of its range, or is none.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                msg = f"{name} is {value}; set it to {least} to {most}"
                raise ValueError(msg)
