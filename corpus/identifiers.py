"""Identifiers of published works, brought to one form."""

from __future__ import annotations

import re

# How a DOI is written besides by its bare name (DOI Handbook, 2.6: presentation); none of this is part of it.
_BEFORE_DOI = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:\s*", re.IGNORECASE)


def bare_doi(text: str | None) -> str | None:
    """Give a DOI's bare name, ``10.1000/182``, of whatever form it is written in; None where there is nothing."""
    if text is None:
        return None
    name = text.strip()
    while (before := _BEFORE_DOI.match(name)) is not None:
        name = name[before.end() :].lstrip()
    return name or None
