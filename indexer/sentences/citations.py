# ruff: noqa: RUF001  # superscripts and dashes are what citations are written with
"""Citations that stand after the full stop of the sentence they belong to.

Knows nothing of where sentences end.
"""

from __future__ import annotations

import re

# A citation that touches the full stop: "pain.[3]", "pain.³", "pain.[@key]".
_TOUCHING = re.compile(r"(?:\[[^\[\]]{1,80}\]|\(\d[\d,–-]{0,20}\)|[⁰¹²³⁴⁵⁶⁷⁸⁹]++(?:[,⁻–-][⁰¹²³⁴⁵⁶⁷⁸⁹]++)*+)++")
# The same as plain digits, "pain.12,13 The": only after a word and before a capital, else it is a decimal.
_TOUCHING_DIGITS = re.compile(r"\d{1,3}(?:[,–-]\d{1,3}){0,9}+(?=\s+[\"“(]?[A-Z])")
_YEAR = r"(?:(?:19|20)\d\d[a-z]?|in\ press|n\.d\.)"
_AUTHOR = r"(?:[^\W\d_][^\s;()]{0,40}|&|and|et|al\.)"
# A citation after the full stop and a space: "[3].", "[@key]", "(Smith et al. 2010).", "(Fig. 2).", "(3)."
_TRAILING = re.compile(
    rf"""\s+(?:
        \[(?:@[^\[\]]{{1,160}}|\d[\d\s,;–-]{{0,40}})\]\.?+
        | \((?:see\ |cf\.\ |e\.g\.,?\ )?[A-Z]{_AUTHOR}?(?:,?\s{_AUTHOR}){{0,6}},?\s{_YEAR}(?:;\s[^()]{{1,120}})?\)\.?+
        | \((?:PMID|PMC|DOI|doi)\b[^()]{{0,80}}\)\.?+
        | \((?:Fig|Figs|Figure|Table|Box|Appendix)\b[^()]{{0,40}}\)\.?+
        | \(\d[\d\s,;–-]{{0,40}}\)\.
    )(?=\s|$)""",
    re.VERBOSE,
)


def past_touching(prose: str, end: int, *, after_word: bool) -> int:
    """Return where a citation ends that touches the full stop before ``end``, or ``end`` itself.

    ``after_word`` tells that a word stands before the full stop, so that digits after it are no decimals.
    """
    found = _TOUCHING.match(prose, end) or (_TOUCHING_DIGITS.match(prose, end) if after_word else None)
    return found.end() if found else end


def past_trailing(prose: str, end: int) -> int:
    """Return where a citation ends that white space parts from the full stop before ``end``, or ``end`` itself."""
    found = _TRAILING.match(prose, end)
    return found.end() if found else end
