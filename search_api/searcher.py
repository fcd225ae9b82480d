"""Searching one generation of an index: a question in, ranked and cited passages out.

The same path for the command line, for HTTP and for evaluation. Knows nothing of HTTP, nor of newer generations.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from indexer.index.errors import EncoderMismatchError
from indexer.index.recent import Recent
from search_api.answerability.calibration import (
    NOT_CALIBRATED,
    Answerable,
    AnswerVerdict,
    calibration_for,
)
from search_api.answerability.signals import PASSAGES, SignalReader, Signals
from search_api.citation import Citation, citation_of
from search_api.errors import EmptyQueryError, HitCountError, QueryTooLongError, UnknownFilterError
from search_api.expansion.expander import Expander, with_expansions
from search_api.expansion.tables import medicine_names
from search_api.highlighting import highlights
from search_api.ranking.cap import cap_per_document
from search_api.ranking.legs import Question, Wording
from search_api.ranking.ranker import Ranker
from search_api.ranking.settings import SearchSettings
from search_api.spelling import Speller

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus.records import Document
    from indexer.encoding.seam import Encoder
    from indexer.index.opening import OpenIndex
    from indexer.index.records import Span
    from indexer.index.store import StoredPassage
    from indexer.index.vectors import RowArray
    from search_api.expansion.expander import Expansion
    from search_api.ranking.fusion import Candidate, Fused
    from search_api.spelling import Correction

MAX_QUERY_CHARACTERS = 2_000
MAX_HITS = 100
DOCUMENT_FILTER = "document_id"
# As many as passages are kept: both are met again together.
# Their JSON is kept as well, by whoever writes it: making a citation takes 7 µs a hit here, writing it 80.
_CITATIONS_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question. ``filters`` maps a metadata field to the values of which a document must have one.

    ``correct`` allows misspelt words to be corrected towards those of the index; ``expand`` allows what abbreviations
    and brand names stand for to be searched for with them.
    """

    query: str
    k: int = 10
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    correct: bool = True
    expand: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked passage. ``highlights`` are ranges into ``text``; ``scores`` holds what each leg said."""

    rank: int
    score: float
    scores: Mapping[str, float]
    passage_id: str
    text: str
    highlights: tuple[Span, ...]
    citation: Citation
    document: Document


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one question, all from the generation named. ``query`` is as asked, less needless white space."""

    query: str
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    generation: str
    took_ms: float
    answerable: Answerable
    hits: tuple[Hit, ...]


class Searcher:
    """One opened generation with the encoder that made it. Safe to use from several threads."""

    def __init__(self, index: OpenIndex, encoder: Encoder, settings: SearchSettings | None = None) -> None:
        """Join an index and an encoder.

        Raises:
            EncoderMismatchError: the index was built with another encoder.
            EncoderError: the settings name a reranker that cannot be used.
        """
        differences = index.manifest.encoder.differences(encoder.identity)
        if differences:
            raise EncoderMismatchError(differences)
        self.index = index
        self.encoder = encoder
        self._settings = settings or SearchSettings()
        self._ranker = Ranker(index, self._settings)
        self.speller = Speller(index.words, lambda word: encoder.count_tokens([word]) == [1], medicine_names())
        self._expander = Expander(index.abbreviations, index.words)
        self._document_rows = index.store.document_rows()
        self._signals = SignalReader(index, self._document_rows)
        self._citations: Recent[Citation] = Recent(_CITATIONS_KEPT)
        self._calibration = calibration_for(encoder.identity.model_digest)
        self.facets = index.store.facets()

    @property
    def generation(self) -> str:
        """The name of the generation searched."""
        return self.index.manifest.generation

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one question.

        Raises:
            RequestError: the query is empty or too long, k is out of range, or a filter is not known.
        """
        started = time.perf_counter()
        wording = self._worded(request)
        rows = self._rows_of(request.filters)
        depth = max(self._settings.min_candidates, 4 * request.k)
        lexical = self._ranker.begin_lexical(wording, depth, rows)
        question = self._encoded(wording)
        found = self._ranker.rank(question, depth, rows, lexical)
        # Whether a question is answered must not depend on how many hits were asked for.
        chosen, stored = self._served(found, max(request.k, PASSAGES))
        near = self._sentence_cosines(question, stored)
        judged = self._calibration is not None and bool(stored)
        shown = self._signals.read(question, found, stored, near) if judged else None
        served = stored[: request.k]
        cited = self._cited(served)
        hits = tuple(
            Hit(
                rank=rank,
                score=candidate.score,
                scores=candidate.scores,
                passage_id=passage.passage.id,
                text=passage.text,
                highlights=spans,
                citation=citation,
                document=document,
            )
            for rank, (candidate, passage, spans, (citation, document)) in enumerate(
                zip(
                    chosen.at(slice(request.k)).candidates(),
                    served,
                    highlights(served, near[: request.k], question.text),
                    cited,
                    strict=True,
                ),
                start=1,
            )
        )
        return SearchResult(
            query=question.asked,
            corrections=question.corrections,
            expansions=question.expansions,
            generation=self.generation,
            took_ms=(time.perf_counter() - started) * 1000,
            answerable=self.judge(shown),
            hits=hits,
        )

    def signals(self, request: SearchRequest, without: RowArray | None = None) -> Signals | None:
        """Give what the ranking shows of whether its question is answered, None where nothing was found.

        ``without`` are rows of passages that are left out, as though the index did not hold them.

        Raises:
            RequestError: the query is empty or too long, k is out of range, or a filter is not known.
        """
        question = self.question(request)
        rows = self._rows_of(request.filters)
        if without is not None:
            rows = np.setdiff1d(np.arange(len(self._document_rows)) if rows is None else rows, without)
        found = self._ranker.rank(question, self._settings.min_candidates, rows)
        _, stored = self._served(found, PASSAGES)
        return self._signals.read(question, found, stored, self._sentence_cosines(question, stored)) if stored else None

    def judge(self, found: Signals | None) -> Answerable:
        """Say how sure it is that a question is answered whose ranking shows this; nothing found is no answer."""
        if self._calibration is None:
            return NOT_CALIBRATED
        return Answerable(0.0, AnswerVerdict.NO_GOOD_ANSWER) if found is None else self._calibration.judge(found)

    def question(self, request: SearchRequest) -> Question:
        """Check a request and encode its question.

        Raises:
            RequestError: the query is empty or too long, or k is out of range.
        """
        return self._encoded(self._worded(request))

    def rank(self, question: Question, filters: Mapping[str, Sequence[str]], depth: int) -> list[Candidate]:
        """Rank passages, at most ``depth`` from each leg, before any cap: what evaluation measures.

        Raises:
            UnknownFilterError: no document of the index has such a field.
        """
        return self._ranker.rank(question, depth, self._rows_of(filters)).candidates()

    def citation(self, stored: StoredPassage) -> Citation:
        """Give the citation of one passage."""
        return self._cited([stored])[0][0]

    def close(self) -> None:
        """Give the index's files back."""
        self._ranker.close()
        self.index.close()

    def _worded(self, request: SearchRequest) -> Wording:
        """Check a request, correct its words, and add what is searched for besides."""
        asked = _checked(request)
        text, corrections = self.speller.correct(asked) if request.correct else (asked, ())
        return Wording(asked, text, corrections, self._expander.expand(text) if request.expand else ())

    def _encoded(self, wording: Wording) -> Question:
        vector = self.encoder.encode_queries([with_expansions(wording.text, wording.expansions)])[0]
        return Question(wording.asked, wording.text, wording.corrections, wording.expansions, vector)

    def _served(self, found: Fused, count: int) -> tuple[Fused, list[StoredPassage]]:
        """Cap the passages of each document and read the first ``count``."""
        documents = self._document_rows[found.rows].tolist()
        chosen = found.at(cap_per_document(documents, self._settings.max_per_document, count))
        return chosen, self.index.store.passages(chosen.rows.tolist())

    def _sentence_cosines(self, question: Question, passages: Sequence[StoredPassage]) -> list[list[float]]:
        """Give the cosines of the sentences of each passage with the question."""
        runs = ((stored.first_sentence, len(stored.passage.sentences)) for stored in passages)
        return self.index.sentence_vectors.cosines(question.vector, runs)

    def _cited(self, passages: Sequence[StoredPassage]) -> list[tuple[Citation, Document]]:
        """Give the citation of each passage, and its document without text."""
        documents = self.index.store.documents_without_text([stored.document_row for stored in passages])
        cited = []
        for stored in passages:
            document = documents[stored.document_row]
            citation = self._citations.get(stored.row)
            if citation is None:
                citation = citation_of(stored, document, self.generation)
                self._citations.put(stored.row, citation)
            cited.append((citation, document))
        return cited

    def _rows_of(self, filters: Mapping[str, Sequence[str]]) -> RowArray | None:
        """Give the passage rows of the documents that pass every filter, or None where there is no filter."""
        if not filters:
            return None
        passing: set[int] | None = None
        for name, values in filters.items():
            if name == DOCUMENT_FILTER:
                documents = {row for value in values for row in self.index.store.document_row(value)}
            elif name in self.facets:
                documents = {row for value in values for row in self.facets[name].get(value, ())}
            else:
                raise UnknownFilterError(name, [DOCUMENT_FILTER, *self.facets])
            passing = documents if passing is None else passing & documents
        return np.flatnonzero(np.isin(self._document_rows, sorted(passing or ()))).astype(np.int64)


def _checked(request: SearchRequest) -> str:
    if len(request.query) > MAX_QUERY_CHARACTERS:
        raise QueryTooLongError(len(request.query), MAX_QUERY_CHARACTERS)
    text = " ".join(request.query.encode("utf-8", "replace").decode("utf-8").split())
    if not any(character.isalnum() for character in text):
        raise EmptyQueryError
    if not 1 <= request.k <= MAX_HITS:
        raise HitCountError(request.k, MAX_HITS)
    return text
