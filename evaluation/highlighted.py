"""Whether the sentences marked in a passage are those that answer, by spans that judges marked.

Knows nothing of how sentences are chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.counts import counted
from evaluation.errors import DatasetError
from evaluation.intervals import bootstrap_interval
from evaluation.judgements import SpanJudgements
from search_api.errors import RequestError
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from evaluation.dataset import Dataset
    from search_api.searcher import Hit, Searcher

_ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Highlighted:
    """Of hits whose passage holds a span that answers: how many, for how many questions, and what was marked in them.

    ``right`` is the share with a mark that overlaps such a span, a mean over questions with its 95 % interval;
    ``by_hit`` is the same over hits. ``by_chance`` is how much of such a passage the spans take up.
    ``marks`` counts the sentences marked in a passage, ``marked`` is the share of its text that they take up.
    """

    questions: int
    hits: int
    right: float
    low: float
    high: float
    by_hit: float
    by_chance: float
    marks: float
    marked: float


def measure_highlights(dataset: Dataset, searcher: Searcher) -> Highlighted:
    """Ask every question for ten hits.

    Raises:
        DatasetError: the dataset has no judged spans, or no hit holds one that answers.
    """
    judgements = dataset.judgements
    if not isinstance(judgements, SpanJudgements):
        msg = f"{dataset.folder} judges documents, not spans of them: name questions with judgements.jsonl"
        raise DatasetError(msg)
    rows: list[tuple[float, float, float, float]] = []
    per_question: list[float] = []
    for question in dataset.questions:
        spans = [span for span in judgements.spans.get(question.id, ()) if span.grade >= _ANSWERS]
        try:
            hits = searcher.search(SearchRequest(question.text)).hits
        except RequestError:
            continue
        found = [
            _look(hit, inside)
            for hit in hits
            if (inside := [_inside(hit, s.start, s.end) for s in spans if s.document == hit.citation.document_id])
            and any(end > start for start, end in inside)
        ]
        if found:
            rows += found
            per_question.append(float(np.mean([right for right, *_ in found])))
    if not rows:
        msg = f"no hit holds a span of {dataset.folder} that answers: name the index of the judged documents"
        raise DatasetError(msg)
    low, high = bootstrap_interval(np.array(per_question, np.float64)[:, None])
    right, chance, marks, marked = np.array(rows, np.float64).mean(axis=0).tolist()
    return Highlighted(
        len(per_question),
        len(rows),
        float(np.mean(per_question)),
        float(low[0]),
        float(high[0]),
        right,
        chance,
        marks,
        marked,
    )


def highlights_text(of: Highlighted) -> str:
    """Tell it on a terminal."""
    return (
        f"{counted(of.hits, 'hit')} of {counted(of.questions, 'question')} hold a span that answers\n"
        f"a mark overlaps it: {of.right:.3f} [{of.low:.3f}, {of.high:.3f}] of a question's hits, "
        f"{of.by_hit:.3f} of all hits; such spans are {of.by_chance:.3f} of a passage\n"
        f"marked in a passage: {of.marks:.2f} sentences, {of.marked:.3f} of its text"
    )


def _inside(hit: Hit, start: int, end: int) -> tuple[int, int]:
    """Give a range of the document as one of the passage; empty where they do not overlap."""
    return max(start - hit.citation.start, 0), min(end - hit.citation.start, len(hit.text))


def _look(hit: Hit, inside: list[tuple[int, int]]) -> tuple[float, float, float, float]:
    answering = {place for start, end in inside for place in range(start, end)}
    right = any(answering.intersection(range(mark.start, mark.end)) for mark in hit.highlights)
    marked = sum(mark.end - mark.start for mark in hit.highlights)
    size = len(hit.text)
    return float(right), len(answering) / size, float(len(hit.highlights)), marked / size
