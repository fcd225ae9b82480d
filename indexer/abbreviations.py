"""Abbreviations that a text itself explains: short form and long form, by the rule of Schwartz and Hearst.

Schwartz AS, Hearst MA. A simple algorithm for identifying abbreviation definitions in biomedical text. Pacific
Symposium on Biocomputing 2003:451-462. Changed in three ways. A run of words whose initials spell the short form, stop
words aside, is preferred to the shortest match, which takes "and commitment therapy" for ACT. "(long form, SF)" is read
as "long form (SF)" is, since texts for patients put both in parentheses. A short form is one word with two capitals,
since a word with a single one is mostly a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_SHORT = 10
_FEWEST_CAPITALS = 2
_REACH = 300
_PARENTHESIS = re.compile(r"\(([^()]{2,200})\)")
# What a long form does not reach across.
_BREAK = re.compile(r"[.!?](?=\s)|[;:()\[\]]")
_LAST_WORD = re.compile(r"(\S+)\s+$")
_UNCOUNTED = frozenset({"a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
_QUOTES = "\"'\u201c\u201d\u2018\u2019"


class Definition(NamedTuple):
    """A short form and the long form that a text gives for it, both as written."""

    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """Give the abbreviations that a text explains, in order of their parentheses, repetitions included."""
    for match in _PARENTHESIS.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        first, *others = (part.strip() for part in re.split(r"[,;]", match.group(1)))
        found = _defined(before, first)
        if found is None and others:
            found = _defined(first, others[0])
        if found is None and (word := _LAST_WORD.search(before)):
            found = _defined(first, word.group(1))
        if found is not None:
            yield found


def _defined(before: str, short: str) -> Definition | None:
    """Find the long form that ends ``before`` and fits the short form."""
    if not _is_short_form(short):
        return None
    start = max((found.end() for found in _BREAK.finditer(before.rstrip())), default=0)
    most = min(len(short) + 5, 2 * len(short))
    words = [word for each in before[start:].split() if (word := each.strip(_QUOTES))][-most:]
    long = _by_initials(short, words) or _shortest_match(short, " ".join(words))
    if long is None or len(long) <= len(short) or short in long.split():
        return None
    return Definition(short, long)


def _is_short_form(text: str) -> bool:
    return (
        len(text) <= _LONGEST_SHORT
        and " " not in text
        and text[:1].isalnum()
        and sum(character.isupper() for character in text) >= _FEWEST_CAPITALS
    )


def _by_initials(short: str, words: Sequence[str]) -> str | None:
    """Give the last words whose initials spell the short form, a plural s aside."""
    wanted = short.removesuffix("s").lower()
    for count in range(len(wanted), len(words) + 1):
        chosen = words[-count:]
        initials = "".join(word[0].lower() for word in chosen if word.lower() not in _UNCOUNTED)
        if initials == wanted and chosen[0].lower() not in _UNCOUNTED:
            return " ".join(chosen)
        if len(initials) > len(wanted):
            break
    return None


def _shortest_match(short: str, text: str) -> str | None:
    """Match the short form's letters and digits from right to left; the first must start a word."""
    place = len(text)
    letters = [character.lower() for character in short if character.isalnum()]
    lowered = text.lower()
    if len(lowered) != len(text):
        return None
    for position in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and (
            lowered[place] != letters[position] or (position == 0 and place > 0 and lowered[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    return text[text.rfind(" ", 0, place) + 1 :]
