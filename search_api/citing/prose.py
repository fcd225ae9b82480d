"""APA (7th edition) and Vancouver (NLM, "Citing Medicine") citations of a passage, each as one line of plain text.

Both styles cite works; here the work is a document, and the passage is its section and pages.
Where neither a DOI nor an address is known, the path of the source stands in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.citing.items import one_line
from search_api.citing.names import apa_name, parse_name, vancouver_name

if TYPE_CHECKING:
    from datetime import date

    from search_api.citing.items import CitationItem

# APA 7, 9.8: with 21 authors or more, the first 19, an ellipsis and the last are given.
_APA_ALL = 20
_APA_FIRST = 19
# ICMJE, Samples of Formatted References: the first six authors, then "et al."
VANCOUVER_FIRST = 6
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def apa(item: CitationItem) -> str:
    """Return the passage's APA citation. A document without a year is "n.d.", as the style asks."""
    year = f"({item.year})" if item.year is not None else "(n.d.)"
    title = _with_place(item)
    authors = _apa_authors(item)
    head = [authors, year, title] if authors else [title, year]
    return " ".join([*(sentence(part) for part in head), _apa_address(item)])


def vancouver(item: CitationItem) -> str:
    """Return the passage's Vancouver citation."""
    online = item.url is not None
    title = one_line(item.title)
    sentences = [
        vancouver_authors([vancouver_name(parse_name(name)) for name in item.authors]),
        f"{title.rstrip('.')} [Internet]" if online else title,
        _vancouver_date(item),
        "; ".join(part for part in (item.section, _vancouver_pages(item.pages)) if part),
    ]
    # No full stop follows an address or an identifier, which it would spoil.
    places = [
        f"Available from: {item.url}" if online else f"Source: {one_line(item.source)}",
        f"doi: {item.doi}" if item.doi else "",
        f"PMID: {item.pmid}" if item.pmid else "",
    ]
    return " ".join([*(sentence(part) for part in sentences if part), *(place for place in places if place)])


def vancouver_authors(names: list[str]) -> str:
    """Join names as NLM does: all up to six, otherwise six and "et al."."""
    return ", ".join(names if len(names) <= VANCOUVER_FIRST else [*names[:VANCOUVER_FIRST], "et al"])


def sentence(part: str) -> str:
    """Return the part with a full stop, unless it ends a sentence already."""
    return part if part.endswith((".", "?", "!")) else f"{part}."


def _with_place(item: CitationItem) -> str:
    section = f"\u201c{item.section}\u201d section" if item.section else ""
    place = ", ".join(part for part in (section, _apa_pages(item.pages)) if part)
    title = one_line(item.title)
    return f"{title.rstrip('.')} ({place})" if place else title


def _apa_authors(item: CitationItem) -> str:
    names = [apa_name(parse_name(name)) for name in item.authors]
    if len(names) > _APA_ALL:
        return f"{', '.join(names[:_APA_FIRST])}, . . . {names[-1]}"
    if len(names) > 1:
        return f"{', '.join(names[:-1])}, & {names[-1]}"
    return "".join(names)


def _apa_pages(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return f"p. {first}" if first == last else f"pp. {first}\u2013{last}"


def _apa_address(item: CitationItem) -> str:
    """Return where the document is found; no full stop follows an address, which it would spoil."""
    if item.doi:
        return f"https://doi.org/{item.doi}"
    if item.url is None:
        return one_line(item.source)
    if item.accessed is None:
        return item.url
    day = f"{_MONTHS[item.accessed.month - 1]} {item.accessed.day}, {item.accessed.year}"
    return f"Retrieved {day}, from {item.url}"


def _vancouver_date(item: CitationItem) -> str:
    year = str(item.year) if item.year is not None else ""
    cited = f"[cited {_nlm_day(item.accessed)}]" if item.url is not None and item.accessed else ""
    return " ".join(part for part in (year, cited) if part)


def _nlm_day(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1][:3]} {day.day}"


def _vancouver_pages(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return f"p. {first}" if first == last else f"p. {first}-{last}"
