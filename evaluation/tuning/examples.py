"""Judged questions over an index -> what an encoder learns from: a question, passages that answer it, hard negatives.

Hard negatives are passages that the untrained ranking places high though nobody judged them to answer. Judgements are
incomplete, so those nearly as near as an answer are left out (Moreira et al. 2024, NV-Retriever).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluation.judgements import PassageSpan, Unit, grades_of
from indexer.embedding_text import heading_context, plain_words
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.dataset import Dataset
    from indexer.index.store import StoredPassage
    from search_api.searcher import Searcher

_DEPTH = 60
_NEGATIVES = 12
# A passage whose cosine exceeds this share of the best answer's is as likely an answer nobody judged.
_MAX_SHARE_OF_ANSWER = 0.95


@dataclass(frozen=True, slots=True)
class Example:
    """One question. ``answers`` and ``negatives`` are texts as the encoder sees them; ``related`` are neither."""

    question: str
    answers: tuple[str, ...]
    negatives: tuple[str, ...]
    related: frozenset[str]


def examples_of(dataset: Dataset, searcher: Searcher) -> Iterator[Example]:
    """Give an example for every question of a dataset whose answers the index holds."""
    store = searcher.index.store
    spans: dict[str, tuple[PassageSpan, ...]] = {}

    def passages_of(document: str) -> Sequence[PassageSpan]:
        if document not in spans:
            found = store.passages_of(document)
            spans[document] = tuple(
                PassageSpan(each.passage.id, each.passage.start, each.passage.end) for each in found
            )
        return spans[document]

    for question in dataset.questions:
        grades = grades_of(dataset.judgements.targets(question.id, passages_of))
        if not question.text or not grades:
            continue
        asked = searcher.question(SearchRequest(question.text))
        candidates = searcher.rank(asked, {}, _DEPTH)
        stored = store.passages([candidate.row for candidate in candidates])
        by_document = dataset.judgements.unit is Unit.DOCUMENT
        judged = [grades.get(each.passage.document_id if by_document else each.passage.id, 0) for each in stored]
        answers = _answers(searcher, grades, asked.vector, by_document=by_document)
        if not answers:
            continue
        limit = _MAX_SHARE_OF_ANSWER * max(cosine for _, cosine in answers)
        negatives = [
            each
            for each, candidate, grade in zip(stored, candidates, judged, strict=True)
            if grade == 0 and candidate.scores["dense"] < limit
        ]
        helpful = [each for each, grade in zip(stored, judged, strict=True) if grade > 0]
        yield Example(
            asked.text,
            tuple(_seen_text(searcher, each) for each, _ in answers),
            tuple(_seen_text(searcher, each) for each in negatives[:_NEGATIVES]),
            frozenset(_seen_text(searcher, each) for each in helpful),
        )


def _answers(
    searcher: Searcher, grades: dict[str, int], vector: np.ndarray, *, by_document: bool
) -> list[tuple[StoredPassage, float]]:
    """Give the passages of the highest grade with their cosines; of a judged document, its nearest passage."""
    best = max(grades.values())
    found: list[tuple[StoredPassage, float]] = []
    for item in (item for item, grade in grades.items() if grade == best):
        store = searcher.index.store
        stored = (
            store.passages_of(item) if by_document else [each for each in [store.passage(item)] if each is not None]
        )
        if not stored:
            continue
        cosines = searcher.index.vectors.cosines(vector, np.array([each.row for each in stored], np.int64))
        nearest = int(np.argmax(cosines))
        found.append((stored[nearest], float(cosines[nearest])))
    return found


def _seen_text(searcher: Searcher, stored: StoredPassage) -> str:
    document = searcher.index.store.documents_without_text([stored.document_row])[stored.document_row]
    context = heading_context(document, stored.passage.section_path, searcher.encoder.count_tokens)
    return context + plain_words(stored.text, document.format)
