"""A cap on the passages of one document, so that one long document does not fill the first page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.index.vectors import RowArray
    from search_api.ranking.fusion import Candidate

_PAGE = 10


def cap_per_document(
    candidates: Sequence[Candidate], document_rows: RowArray, per_page: int, count: int
) -> list[Candidate]:
    """Take the best ``count`` candidates with at most ``per_page`` of one document in each ten ranks so far.

    What the cap held back fills the end only when no other document is left. ``document_rows`` gives the document
    of every passage row, shape (passages,).
    """
    taken: list[Candidate] = []
    counts: Counter[int] = Counter()
    waiting = list(candidates)
    while waiting and len(taken) < count:
        allowed = per_page * (len(taken) // _PAGE + 1)
        position = next(
            (place for place, candidate in enumerate(waiting) if counts[int(document_rows[candidate.row])] < allowed), 0
        )
        candidate = waiting.pop(position)
        counts[int(document_rows[candidate.row])] += 1
        taken.append(candidate)
    return taken
