"""RIS: the tagged record that reference managers import.

The tags are those of the RIS Format Specifications (Research Information Systems, 2011).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.citing.items import one_line
from search_api.citing.names import parse_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search_api.citing.items import CitationItem


def ris(item: CitationItem) -> str:
    """Return one RIS record: a tag a line, lines ending in CR LF, ``TY`` first and ``ER`` last.

    ``SP`` and ``EP`` hold the first and last page; for a document without pages ``SP`` holds the section.
    """
    lines = [f"{tag}  - {one_line(value)}\r\n" for tag, value in _tags(item) if value]
    return f"{''.join(lines)}ER  - \r\n"


def _tags(item: CitationItem) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC" if item.url is not None else "GEN"
    yield "ID", item.key
    for name in item.authors:
        yield "AU", _author(name)
    yield "TI", item.title
    yield "PY", str(item.year) if item.year is not None else ""
    if item.pages is not None:
        yield "SP", str(item.pages[0])
        yield "EP", str(item.pages[1])
        yield "SE", item.section
    else:
        yield "SP", item.section
    yield "DO", item.doi or ""
    if item.pmid:
        yield "AN", item.pmid
        yield "DB", "PubMed"
    yield "UR", item.url or ""
    yield "Y2", item.accessed.strftime("%Y/%m/%d") if item.accessed else ""
    yield "N1", item.place


def _author(text: str) -> str:
    """``Family, Given``. The specification allows no asterisk in a name."""
    name = parse_name(text.replace("*", " "))
    return f"{name.family}, {name.given}" if name.given else name.family
