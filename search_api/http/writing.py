"""Answers as JSON, joined from parts: what is shown of a passage whatever the question is written once and kept.

The bytes are those that ``SearchAnswer`` gives, in less than half the time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic_core import to_json

from indexer.index.recent import Recent
from search_api.http import views

if TYPE_CHECKING:
    from search_api.searcher import Hit, SearchResult

# Some 3,400 passages of the library at 2.4 kB each; the passages that answer most questions are few.
_KEPT_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """The JSON of an answer, without the time it took, which is told anew each time it is given."""

    before: bytes
    after: bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.before) + len(self.after)

    def since(self, started: float) -> bytes:
        """Give the whole JSON of an answer that was begun at ``started`` on the performance counter."""
        return b'%b,"took_ms":%.3f,%b' % (self.before, (time.perf_counter() - started) * 1000, self.after)


class AnswerWriter:
    """Writes answers. Safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with no passage kept."""
        self._shown: Recent[bytes] = Recent(_KEPT_BYTES)

    def write(self, result: SearchResult) -> WrittenAnswer:
        """Write one answer."""
        bare = views.search_answer(replace(result, hits=()))
        before = bare.model_dump_json(exclude={"took_ms", "answerable", "hits"})
        after = b'"answerable":%b,"hits":[%b]}' % (
            bare.answerable.model_dump_json().encode(),
            b",".join(self._hit(hit) for hit in result.hits),
        )
        return WrittenAnswer(before[:-1].encode(), after)

    def _hit(self, hit: Hit) -> bytes:
        return b"%b,%b" % (to_json(views.ranked(hit))[:-1], self._shown_of(hit))

    def _shown_of(self, hit: Hit) -> bytes:
        """Give citation and document of a hit, the end of its object: a passage of a generation never changes."""
        key = (hit.citation.generation, hit.passage_id)
        shown = self._shown.get(key)
        if shown is None:
            citation = views.citation_out(hit.citation, hit.passage_id).model_dump_json()
            document = views.document_summary(hit.document).model_dump_json()
            shown = f'"citation":{citation},"document":{document}}}'.encode()
            self._shown.put(key, shown, len(shown))
        return shown
