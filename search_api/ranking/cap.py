"""A cap on the passages of one document, so that one long document does not fill the first page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGE = 10


def cap_per_document(documents: Sequence[int], per_page: int, count: int) -> list[int]:
    """Take the best ``count`` passages with at most ``per_page`` of one document in each ten ranks so far.

    What the cap held back fills the end only when no other document is left. ``documents`` gives the document of every
    passage of a ranking, best first.

    Returns the places of what is taken in that ranking.
    """
    taken: list[int] = []
    counts: Counter[int] = Counter()
    waiting = list(range(len(documents)))
    while waiting and len(taken) < count:
        allowed = per_page * (len(taken) // _PAGE + 1)
        first = next((order for order, place in enumerate(waiting) if counts[documents[place]] < allowed), 0)
        place = waiting.pop(first)
        counts[documents[place]] += 1
        taken.append(place)
    return taken
