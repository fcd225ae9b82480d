"""CSL-JSON: the item that citation processors read.

The fields are those of the Citation Style Language's schema for input data
(https://github.com/citation-style-language/schema, ``csl-data.json``).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from search_api.citing.items import one_line
from search_api.citing.names import parse_name

if TYPE_CHECKING:
    from datetime import date

    from corpus.records import JsonValue
    from search_api.citing.items import CitationItem


def csl_json(item: CitationItem) -> str:
    """Return a JSON array of one CSL item; ``locator`` is the page or page range where pages are known.

    What CSL has no field for, the passage's exact place, stands in ``custom``.
    """
    stated: dict[str, JsonValue] = {
        "id": item.key,
        "type": "webpage" if item.url is not None else "document",
        "title": one_line(item.title),
        "author": [_author(name) for name in item.authors],
        "issued": {"date-parts": [[item.year]]} if item.year is not None else None,
        "accessed": _day(item.accessed) if item.accessed else None,
        "section": item.section,
        "locator": _locator(item.pages),
        "DOI": item.doi,
        "PMID": item.pmid,
        "URL": item.url,
        "custom": {
            "document_id": item.document_id,
            "passage_id": item.passage_id,
            "source": item.source,
            "start": item.start,
            "end": item.end,
            "generation": item.generation,
        },
    }
    return json.dumps([{name: value for name, value in stated.items() if value}], ensure_ascii=False, indent=2)


def _author(text: str) -> dict[str, JsonValue]:
    name = parse_name(text)
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}


def _day(day: date) -> dict[str, JsonValue]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _locator(pages: tuple[int, int] | None) -> str:
    if pages is None:
        return ""
    first, last = pages
    return str(first) if first == last else f"{first}-{last}"
