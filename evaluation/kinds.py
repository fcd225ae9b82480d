"""The kinds of judged questions: whether the corpus answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluation.dataset import Question

ANSWERABLE = "answerable"
"""The kind of a question that the corpus answers. A dataset that names no kinds holds no others."""

OFF_TOPIC = "off-topic"
"""The kind of a question on which nothing in the corpus bears."""

MASKED = "masked"
"""The kind of an answerable question that is asked with the passages judged relevant left out of the index."""

ELSEWHERE = "elsewhere"
"""The kind of a question that is asked of a collection it was not written for, which hardly ever answers it."""


def kind_of(question: Question) -> str:
    """Give a question's kind."""
    return str(question.fields.get("kind", ANSWERABLE))
