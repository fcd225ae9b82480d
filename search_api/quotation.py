"""Does a quotation stand exactly where it is said to stand?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.index.records import Span
from search_api.errors import RangeError


class Reason(StrEnum):
    """Why a quotation was refused."""

    STANDS_ELSEWHERE = "stands_elsewhere"
    NOT_IN_DOCUMENT = "not_in_document"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``found`` is where the quotation stands in the document, where it stands there at all."""

    verified: bool
    reason: Reason | None = None
    found: Span | None = None


def verify_quotation(text: str, start: int, end: int, quotation: str) -> Verdict:
    """Compare a quotation with ``text[start:end]``, character for character.

    Where it stands elsewhere, the place nearest to the one named is given.

    Raises:
        RangeError: the range does not lie in the text.
    """
    if not 0 <= start < end <= len(text):
        raise RangeError(start, end, len(text))
    if text[start:end] == quotation:
        return Verdict(verified=True, found=Span(start, end))
    before = text.rfind(quotation, 0, start + len(quotation))
    after = text.find(quotation, start)
    places = [place for place in (before, after) if place >= 0]
    if not quotation or not places:
        return Verdict(verified=False, reason=Reason.NOT_IN_DOCUMENT)
    nearest = min(places, key=lambda place: (abs(place - start), place))
    return Verdict(verified=False, reason=Reason.STANDS_ELSEWHERE, found=Span(nearest, nearest + len(quotation)))
