"""The passages that answer a question, to ask it as though the index did not hold them.

What is left has the question's topic and not its answer, save what nobody judged: a near miss as it comes, and as many
of them as a dataset has questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.judgements import RELEVANT, PassageSpan, Unit, grades_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.dataset import Question
    from evaluation.judgements import Judgements
    from indexer.index.store import PassageStore
    from indexer.index.vectors import RowArray


def relevant_rows(question: Question, judgements: Judgements, store: PassageStore) -> RowArray:
    """Give the rows of every passage judged relevant, of a judged document all; empty where the index has none."""
    by_document = judgements.unit is Unit.DOCUMENT

    def passages_of(document: str) -> Sequence[PassageSpan]:
        found = store.passages_of(document)
        return [PassageSpan(each.passage.id, each.passage.start, each.passage.end) for each in found]

    rows: set[int] = set()
    for item, grade in grades_of(judgements.targets(question.id, passages_of)).items():
        if grade >= RELEVANT:
            found = store.passages_of(item) if by_document else [store.passage(item)]
            rows.update(each.row for each in found if each is not None)
    return np.array(sorted(rows), np.int64)
