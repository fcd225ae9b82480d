"""A CSL-JSON reference as one readable line, in the manner of Vancouver.

Identifiers and addresses are left to the links that stand beside the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from search_api.citing.items import one_line
from search_api.citing.names import Name, vancouver_name
from search_api.citing.prose import sentence, vancouver_authors

if TYPE_CHECKING:
    from corpus.records import JsonValue


def format_reference(csl: Mapping[str, JsonValue]) -> str:
    """Return "Wiffen PJ, Derry S. Title. Journal. 2017;6(2):1-9." from a CSL-JSON item.

    A field that is missing, or not of the kind that CSL-JSON gives it, is left out.
    An item that says nothing at all is named by its id.
    """
    venue = _text(csl, "container-title") or _text(csl, "publisher")
    parts = [_authors(csl), _text(csl, "title"), venue, _issue(csl)]
    return " ".join(sentence(part) for part in parts if part) or _text(csl, "id")


def _authors(csl: Mapping[str, JsonValue]) -> str:
    listed = csl.get("author")
    if not isinstance(listed, list):
        return ""
    names = [vancouver_name(_name(author)) for author in listed if isinstance(author, Mapping)]
    return vancouver_authors([name for name in names if name])


def _name(author: Mapping[str, JsonValue]) -> Name:
    literal = _text(author, "literal")
    if literal:
        return Name(literal)
    particles = (_text(author, "dropping-particle"), _text(author, "non-dropping-particle"), _text(author, "family"))
    return Name(" ".join(part for part in particles if part), _text(author, "given"), _text(author, "suffix"))


def _issue(csl: Mapping[str, JsonValue]) -> str:
    """Return year, volume, issue and pages, "2017;6(2):1-9", as far as they are stated."""
    volume, issue, page = (_text(csl, field) for field in ("volume", "issue", "page"))
    numbered = f"{volume}({issue})" if issue else volume
    dated = ";".join(part for part in (_year(csl), numbered) if part)
    return ":".join(part for part in (dated, page) if part)


def _year(csl: Mapping[str, JsonValue]) -> str:
    issued = csl.get("issued")
    if not isinstance(issued, Mapping):
        return ""
    match issued.get("date-parts"):
        case [[int() | str() as year, *_], *_]:
            return str(year)
        case _:
            return ""


def _text(csl: Mapping[str, JsonValue], field: str) -> str:
    """Return a field as text; CSL-JSON lets some be numbers."""
    value = csl.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return one_line(str(value))
