"""Adds to a question the long forms of its abbreviations, the abbreviations of its long forms, and what brands contain.

An abbreviation has the meaning that the index's own passages give it, or else that of the table. Where several are
left it is not expanded. One written in lower case counts only if it is no English word: "act" is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from search_api.english import english_words
from search_api.expansion.tables import brand_contents, known_abbreviations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from indexer.index.abbreviations import Abbreviation

_TOKEN = re.compile(r"\w+(?:-\w+)*")
_WORD = re.compile(r"\w+")
_FEWEST_LETTERS_IN_LOWER_CASE = 3
# Whatever they stand for in an index, in a question they are places.
_PLACES = frozenset({"EU", "UK", "US", "USA"})
_FEWEST_LETTERS_TO_ADD = 3
# A meaning that fewer documents give is taken for a slip or a rare use beside the main one.
_SHARE_OF_THE_MAIN_MEANING = 0.75


class ExpansionKind(StrEnum):
    """Why something was added to a question."""

    LONG_FORM = "long_form"
    ABBREVIATION = "abbreviation"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was asked, and what is searched for with it.

    ``replaces`` if it is encoded in the place of what was asked: an encoder knows few brand names, and takes the pieces
    of one for something else.
    """

    asked: str
    added: str
    kind: ExpansionKind
    replaces: bool = False


class Expander:
    """Expands questions to one index. Safe to use from several threads."""

    def __init__(self, abbreviations: Iterable[Abbreviation], words: Mapping[str, int]) -> None:
        """Know the abbreviations that an index explains, and in how many passages its words stand, in lower case."""
        self._words = words
        counts: dict[str, dict[str, int]] = {}
        for each in abbreviations:
            longs = counts.setdefault(_singular(each.short), {})
            longs[each.long] = longs.get(each.long, 0) + each.documents
        self._long_forms = {short: _main_meaning(longs) for short, longs in counts.items()}
        for short, candidates in known_abbreviations().items():
            if short not in self._long_forms:
                possible = [long for long in candidates if len(candidates) == 1 or _all_known(long, words)]
                self._long_forms[short] = possible[0] if len(possible) == 1 else None
        for place in _PLACES:
            self._long_forms.pop(place, None)
        self._by_lower_case = _by_lower_case(self._long_forms)
        self._short_forms: dict[tuple[str, ...], str] = {}
        for short, long in self._long_forms.items():
            lowered = short.lower()
            if (
                long is not None
                and len(short) >= _FEWEST_LETTERS_TO_ADD
                and lowered in words
                and lowered not in english_words()
            ):
                self._short_forms.setdefault(_key(long), short)
        # How long the long forms are that begin with a word, the longest first.
        self._lengths: dict[str, list[int]] = {}
        for first, length in sorted({(key[0], len(key)) for key in self._short_forms}, reverse=True):
            self._lengths.setdefault(first, []).append(length)

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """Give what is searched for besides the text's own words, each once, in order of the text."""
        words = _key(text)
        shouted = text.isupper() and len(words) > 1
        found: dict[str, tuple[int, Expansion]] = {}
        for place, expansion in (*self._of_tokens(text, shouted=shouted), *self._of_phrases(text)):
            if not _holds(words, _key(expansion.added)):
                found.setdefault(expansion.added.lower(), (place, expansion))
        return tuple(expansion for _, expansion in sorted(found.values(), key=lambda each: each[0]))

    def _of_tokens(self, text: str, *, shouted: bool) -> Iterator[tuple[int, Expansion]]:
        for match in _TOKEN.finditer(text):
            token = match.group()
            whole = self._of_token(token, shouted=shouted)
            if whole is not None:
                yield match.start(), whole
            elif "-" in token:
                parts = list(_WORD.finditer(token))
                for part in parts:
                    # In "HIV-related" a part stands for itself, in "PD-L1" it does not.
                    others = (other.group() for other in parts if other is not part)
                    if all(len(other) > 1 and other.islower() for other in others):
                        found = self._of_token(part.group(), shouted=shouted)
                        if found is not None:
                            yield match.start() + part.start(), found

    def _of_token(self, token: str, *, shouted: bool) -> Expansion | None:
        lowered = token.lower()
        if (contents := brand_contents().get(lowered)) is not None:
            return Expansion(token, contents, ExpansionKind.BRAND, self._is_rather_called(contents, lowered))
        short = _singular(token)
        long = self._long_forms.get(short)
        if long is not None and (not shouted or lowered not in english_words()):
            return Expansion(token, long, ExpansionKind.LONG_FORM)
        if short in self._long_forms or len(lowered) < _FEWEST_LETTERS_IN_LOWER_CASE or lowered in english_words():
            return None
        long = self._by_lower_case.get(lowered) or self._by_lower_case.get(lowered.removesuffix("s"))
        return None if long is None else Expansion(token, long, ExpansionKind.LONG_FORM)

    def _is_rather_called(self, contents: str, brand: str) -> bool:
        """Tell whether the index's passages name what a brand contains more often than the brand."""
        return min(self._words.get(word, 0) for word in contents.lower().split()) > self._words.get(brand, 0)

    def _of_phrases(self, text: str) -> Iterator[tuple[int, Expansion]]:
        matches = list(_WORD.finditer(text))
        keys = [_folded(match.group()) for match in matches]
        for first in range(len(keys)):
            for length in self._lengths.get(keys[first], ()):
                last = first + length - 1
                short = self._short_forms.get(tuple(keys[first : last + 1])) if last < len(keys) else None
                if short is not None:
                    asked = text[matches[first].start() : matches[last].end()]
                    yield matches[first].start(), Expansion(asked, short, ExpansionKind.ABBREVIATION)
                    break


def with_expansions(text: str, expansions: Sequence[Expansion]) -> str:
    """Give a text as it is encoded: what was added to it in its place, or in parentheses behind."""
    behind = [expansion.added for expansion in expansions if not expansion.replaces]
    for expansion in expansions:
        if expansion.replaces:
            text = re.sub(rf"\b{re.escape(expansion.asked)}\b", expansion.added, text)
    return f"{text} ({', '.join(behind)})" if behind else text


def _singular(short: str) -> str:
    """Strip a plural s from an abbreviation: RCTs, but not TENS or As."""
    stem = short.removesuffix("s")
    return stem if len(stem) > 1 and stem.isupper() else short


def _folded(word: str) -> str:
    return word.lower().removesuffix("s")


def _key(text: str) -> tuple[str, ...]:
    """Give the words of a phrase without case, hyphens and plural s."""
    return tuple(_folded(match.group()) for match in _WORD.finditer(text))


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    return any(tuple(words[start : start + len(part)]) == tuple(part) for start in range(len(words) - len(part) + 1))


def _main_meaning(longs: dict[str, int]) -> str | None:
    """Give the one long form that documents agree on, or None where they do not; spellings of one count together."""
    meanings: list[tuple[tuple[str, ...], str, int]] = []
    for long, count in sorted(longs.items(), key=lambda item: (-item[1], item[0])):
        key = _key(long)
        for place, (known, first, total) in enumerate(meanings):
            if "".join(known) == "".join(key) or _holds(key, known) or _holds(known, key):
                meanings[place] = (known, first, total + count)
                break
        else:
            meanings.append((key, long, count))
    total = sum(count for *_, count in meanings)
    _, long, count = max(meanings, key=lambda meaning: meaning[2])
    return long if count >= _SHARE_OF_THE_MAIN_MEANING * total else None


def _all_known(long: str, words: Collection[str]) -> bool:
    return all(word in words for word in re.findall(r"[^\W\d_]{2,}", long.lower()))


def _by_lower_case(long_forms: dict[str, str | None]) -> dict[str, str | None]:
    """Give the long forms by short forms in lower case; None where case alone tells two apart."""
    found: dict[str, str | None] = {}
    for short, long in long_forms.items():
        lowered = short.lower()
        found[lowered] = long if lowered not in found or found[lowered] == long else None
    return found
