"""Asking a searcher of this process: the service's own code path, seen at every stage of the ranking."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evaluation.judgements import PassageSpan, Unit
from evaluation.rankings import Answer, QuestionRefusedError, RankedPassage
from evaluation.settings import as_json, settings_of
from search_api.errors import RequestError
from search_api.opening import open_searcher
from search_api.ranking.cap import cap_per_document
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evaluation.settings import AskSettings
    from search_api.ranking.fusion import Candidate

_EXCERPT_CHARACTERS = 300


class InProcessAsker:
    """Asks the live generation of an index folder. Use as a context manager's content; ``close`` it in the end."""

    def __init__(self, root: Path, settings: AskSettings, unit: Unit, count: int) -> None:
        """Open the index; ``count`` is how many passages a ranking of passages has.

        Raises:
            IndexStateError: there is no sound index, or it was built with another encoder.
            EncoderError: the encoder cannot be loaded.
        """
        self.root = root
        self.searcher = open_searcher(root, settings=settings.search)
        self._settings = settings
        self._unit = unit
        self._count = count
        self._document_rows = self.searcher.index.store.document_rows()
        self._passages: dict[int, RankedPassage] = {}
        self._spans: dict[str, tuple[PassageSpan, ...]] = {}
        self.searcher.search(SearchRequest("warm-up"))

    def close(self) -> None:
        """Give the index's files back."""
        self.searcher.close()

    def ask(self, text: str) -> Answer:
        """Rank passages: once as a request of the usual size, which is timed, and once as deep as is judged.

        Raises:
            QuestionRefusedError: the searcher refuses the question.
        """
        request = self._request(text)
        started = time.perf_counter()
        try:
            answerable = self.searcher.search(request).answerable
        except RequestError as error:
            raise QuestionRefusedError(str(error)) from error
        seconds = time.perf_counter() - started
        candidates = self._candidates(text, max(self._settings.search.min_candidates, 4 * self._count))
        return Answer(
            served=self._resolve(self._served(candidates)),
            seconds=seconds,
            answerable=answerable,
            before_cap=self._resolve(candidates),
            legs={name: self._resolve(ranked) for name, ranked in by_leg(candidates).items()},
        )

    def legs(self, text: str, depth: int) -> Mapping[str, tuple[RankedPassage, ...]]:
        """Give each leg's own ranking, as deep as asked.

        Raises:
            QuestionRefusedError: the searcher refuses the question.
        """
        try:
            candidates = self._candidates(text, depth)
        except RequestError as error:
            raise QuestionRefusedError(str(error)) from error
        return {name: self._resolve(ranked[:depth]) for name, ranked in by_leg(candidates).items()}

    def excerpt(self, document: str, span: tuple[int, int] | None) -> str:
        """Give a range of a document's text, or its beginning; empty where it is not in the index."""
        found = self.searcher.index.store.document(document)
        if found is None:
            return ""
        start, end = span or (0, _EXCERPT_CHARACTERS)
        return found.text[start:end]

    def passages_of(self, document: str) -> Sequence[PassageSpan]:
        """Give the passages of a document, in order; none where it is not in the index."""
        if document not in self._spans:
            stored = self.searcher.index.store.passages_of(document)
            self._spans[document] = tuple(
                PassageSpan(each.passage.id, each.passage.start, each.passage.end) for each in stored
            )
        return self._spans[document]

    def index(self) -> dict[str, Any]:
        """Say which index answered."""
        manifest = self.searcher.index.manifest
        return {
            "path": str(self.root),
            "generation": manifest.generation,
            "sources_sha256": manifest.sources_sha256,
            "documents": manifest.counts.documents,
            "passages": manifest.counts.passages,
            "encoder": manifest.encoder.name,
            "encoder_sha256": manifest.encoder.digest,
        }

    def settings(self) -> dict[str, Any]:
        """Say how the index was built and is searched."""
        return {**settings_of(self.searcher.index.manifest), **as_json(self._settings)}

    def _request(self, text: str) -> SearchRequest:
        return SearchRequest(text, correct=self._settings.correct, expand=self._settings.expand)

    def _candidates(self, text: str, depth: int) -> list[Candidate]:
        question = self.searcher.question(self._request(text))
        return self.searcher.rank(question, {}, depth)

    def _served(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        if self._unit is Unit.DOCUMENT:
            # Where each document counts once, by its best passage, a cap on its further passages changes nothing.
            return candidates
        documents = [int(self._document_rows[candidate.row]) for candidate in candidates]
        chosen = cap_per_document(documents, self._settings.search.max_per_document, self._count)
        return [candidates[place] for place in chosen]

    def _resolve(self, candidates: Sequence[Candidate]) -> tuple[RankedPassage, ...]:
        missing = [candidate.row for candidate in candidates if candidate.row not in self._passages]
        for stored in self.searcher.index.store.passages(missing):
            passage = stored.passage
            self._passages[stored.row] = RankedPassage(
                passage.id, passage.document_id, passage.start, passage.end, 0.0, stored.text
            )
        return tuple(replace(self._passages[each.row], score=each.score) for each in candidates)


def by_leg(candidates: Sequence[Candidate]) -> Mapping[str, list[Candidate]]:
    """Give each leg's own ranking of the candidates that it scored, by its own score."""
    names = sorted({name for candidate in candidates for name in candidate.scores})
    return {
        name: sorted(
            (replace(each, score=each.scores[name]) for each in candidates if name in each.scores),
            key=lambda candidate: (-candidate.score, candidate.row),
        )
        for name in names
    }
