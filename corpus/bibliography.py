"""A CSL-JSON bibliography: reference keys -> ``Reference``.

Format: https://github.com/citation-style-language/schema (csl-data.json); ``custom.status`` is ours.
Knows nothing of the documents that cite it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from corpus.errors import BibliographyError
from corpus.identifiers import bare_doi
from corpus.records import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from corpus.records import JsonValue

STATUSES = frozenset({"current", "superseded", "retracted", "unknown"})


class Bibliography:
    """References by key. Several files may be joined; a later file's item replaces an earlier one of the same key."""

    def __init__(self, references: Iterable[Reference] = ()) -> None:
        """Hold the given references."""
        self._references = {reference.id: reference for reference in references}

    def __len__(self) -> int:
        """Count the references."""
        return len(self._references)

    def __contains__(self, key: str) -> bool:
        """Say whether a key is known."""
        return key in self._references

    def resolve(self, keys: Iterable[str]) -> tuple[Reference, ...]:
        """Look up keys in the order given. A key that is not known becomes a reference with that id and no title."""
        return tuple(self._references.get(key) or Reference(id=key, title="") for key in keys)

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Bibliography:
        """Read CSL-JSON files.

        Raises:
            BibliographyError: a file is missing, is not JSON, or is not a list of items that each have an ``id``.
        """
        references: list[Reference] = []
        for path in paths:
            try:
                items = json.loads(path.read_text(encoding="utf-8-sig"))
                json.dumps(items, ensure_ascii=False, allow_nan=False).encode()
            except OSError as error:
                msg = f"the bibliography {path} cannot be read ({error.strerror}): name an existing CSL-JSON file"
                raise BibliographyError(msg) from error
            except (ValueError, RecursionError) as error:
                msg = f"the bibliography {path} is not JSON ({error}): export it as CSL-JSON"
                raise BibliographyError(msg) from error
            if not isinstance(items, list) or not all(isinstance(item, dict) and item.get("id") for item in items):
                msg = f"the bibliography {path} is not a list of CSL-JSON items with an id: export it as CSL-JSON"
                raise BibliographyError(msg)
            references.extend(reference_from_csl(item) for item in items)
        return cls(references)


def reference_from_csl(item: Mapping[str, JsonValue]) -> Reference:
    """Turn one CSL-JSON item into a ``Reference``; a field that is missing or malformed is left empty."""
    custom = item.get("custom")
    status = custom.get("status") if isinstance(custom, dict) else None
    return Reference(
        id=str(item["id"]),
        title=_text(item.get("title")) or "",
        year=_year(item.get("issued")),
        doi=bare_doi(_text(item.get("DOI"))),
        pmid=_text(item.get("PMID")),
        url=_text(item.get("URL")),
        status=status if isinstance(status, str) and status in STATUSES else "unknown",
        csl=dict(item),
    )


def _text(value: JsonValue) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _year(issued: JsonValue) -> int | None:
    if not isinstance(issued, dict):
        return None
    try:
        return int(cast("list[list[int]]", issued["date-parts"])[0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None
