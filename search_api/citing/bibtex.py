"""BibTeX: a ``@misc`` record of a passage, safe for BibTeX and biber.

Letters stay in UTF-8; only what TeX would read as a command is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search_api.citing.items import one_line
from search_api.citing.names import parse_name

if TYPE_CHECKING:
    from search_api.citing.items import CitationItem

# BibTeX counts braces even after a backslash, so a lone "\{" would end the record: the named commands are used.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
# In an address nothing is escaped for TeX; what would break the record is written in percent code (RFC 3986).
_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def bibtex(item: CitationItem) -> str:
    """Return one ``@misc`` record, with a line for each field that the item states."""
    fields = {
        "author": " and ".join(_author(name) for name in item.authors),
        # Doubled braces keep the capitals of the title as they are.
        "title": f"{{{_tex(item.title)}}}",
        "year": str(item.year) if item.year is not None else "",
        "pages": _pages(item.pages),
        "doi": _address(item.doi or ""),
        "url": _address(item.url or ""),
        "urldate": item.accessed.isoformat() if item.accessed and item.url else "",
        "eprint": _address(item.pmid or ""),
        "eprinttype": "pubmed" if item.pmid else "",
        "howpublished": _tex(item.source),
        "note": _tex("; ".join(part for part in (item.section, item.place) if part)),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{item.key},\n{''.join(lines)}}}\n"


def _author(text: str) -> str:
    """A person as ``Family, Given``; a body in braces, which keep it whole."""
    name = parse_name(text)
    return f"{_tex(name.family)}, {_tex(name.given)}" if name.given else f"{{{_tex(name.family)}}}"


def _pages(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return str(first) if first == last else f"{first}--{last}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in one_line(text))


def _address(text: str) -> str:
    return re.sub(r"[{}\\ ]", lambda found: _ADDRESS[found.group()], one_line(text))
