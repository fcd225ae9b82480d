"""Citation marks in running text: ``[@key]`` and ``[@key; @other]``, the Pandoc form.

Source of the form: Pandoc User's Guide, "Citation syntax".
Knows nothing of bibliographies: it finds keys, it does not resolve them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Bounded on every side, so that a long run of brackets costs linear time.
_MARK = re.compile(r"\[(@[\w:.#$%&+?<>~/-]{1,200}(?:\s{0,3};\s{0,3}@[\w:.#$%&+?<>~/-]{1,200}){0,50})\]")
_KEY = re.compile(r"@([\w:.#$%&+?<>~/-]{1,200})")


class CitationMark(NamedTuple):
    """One bracketed mark: where it stands, and the keys it names in order."""

    start: int
    end: int
    keys: tuple[str, ...]


def citation_marks(text: str) -> list[CitationMark]:
    """Find every citation mark of a text, in order; offsets are code points into it."""
    return [
        CitationMark(match.start(), match.end(), tuple(_KEY.findall(match.group(1)))) for match in _MARK.finditer(text)
    ]


def cited_keys(text: str) -> list[str]:
    """Name every key that a text cites, once each, in order of first citation."""
    return list(dict.fromkeys(key for mark in citation_marks(text) for key in mark.keys))
