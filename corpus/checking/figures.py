"""Which numbers of a text are figures about the evidence, and when two of them are the same.

A figure is every number written in digits, and every count of trials or people written as a word ("three trials"),
except those that name or place something: years and dates, list and section numbers, kinds ("type 2", "stage 3"),
names with digits ("B12", "CYP2D6", "HLA-B*15:02", "omega-3"), the strength of a product ("8% patch"),
the level of a confidence interval ("95% CI"), the ends of a scale ("0 to 10", "3.2 out of 10"), emergency numbers,
and counts that point back ("the two trials").
Knows nothing of documents and references.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_WORD = "|".join(_WORDS)
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?!\d)")
_SPELLED = re.compile(rf"\b(?:{_WORD})\b", re.IGNORECASE)
_PERCENT = r"\s?(?:%|per ?cent\b)"
_SIGN = re.compile(_PERCENT)
# "12%", and in "17-30%", "5, 6 and 7%", "53% (39 to 67)" every number.
_PERCENTAGES = re.compile(
    rf"{_NUMBER.pattern}(?:\s?(?:-|\u2013|,|/|to|and|or|vs|versus|against)\s?{_NUMBER.pattern})*{_PERCENT}"
    rf"(?:\s?\([^()]*\))?(?:\s?(?:-|\u2013|to)\s?{_NUMBER.pattern})?"
)
# "two small unblinded trials": a number word, up to three more words, and what is counted.
_COUNT = re.compile(
    rf"(?<!\bthe )(?<!\bthese )(?<!\bthose )(?<!\ball )\b(?P<word>{'|'.join(word for word in _WORDS if word != 'one')})"
    r"(?=(?:[ -][a-z-]+){0,3} (?:trials|studies|reviews|cohorts|participants|patients|volunteers)\b)",
    re.IGNORECASE,
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_FORM = r"(?:patch|plaster|cream|gel|lotion|ointment|capsaicin|lidocaine)(?:e?s)?\b"
_DRUG = r"(?i:capsaicin|lidocaine)"
_KIND = "(?i:type|stage|grade|phase|level|class|schedule|step|section|tier)"
_NO_FIGURE = re.compile(
    "|".join(
        (
            # Dates and years. "2000 mg" and "2000 people" are figures, and so is "1,995".
            rf"\b\d{{1,2}} {_MONTH}\b|\b{_MONTH} \d{{1,2}}\b(?!\d)",
            r"(?<![\d.,])(?:19|20)\d\d(?:[/-]\d\d)?(?![\d%]|[.,]\d| ?(?:mg|g|people|patients|participants|adults)\b)",
            # Kinds: "type 1 or 2", "stage 3", "Steps 1 and 4".
            rf"\b{_KIND}s?[ -]\d+[a-z]?(?:(?:, | or | and | to |-)\d+[a-z]?)*\b",
            # Names: "omega-3", "HLA-B*15:02", "5-HTP", the questionnaire whose short name is DN4. "B12" is no number.
            r"\b[A-Za-z]+(?:-[A-Za-z]+)*[-*]\d+(?::\d+)?(?!\.?\d)|\b5-HT\w*|Neuropathique (?:en )?4\b",
            # The strength of a product: "8% patch", "5% medicated plaster", "capsaicin 8%".
            rf"\b\d+(?:\.\d+)?%[ -](?:(?:skin|medicated|topical|{_DRUG}) )?{_FORM}|\b{_DRUG}\]?\s+\d+(?:\.\d+)?%",
            r"\b9[05]% (?=CI\b|confidence|credible)",
            # Scales: "0 to 10", "0 to 100", "3.2 out of 10,".
            r"\b0 (?:to|and) 100?\b|\bof 100?(?!\.\d)(?=\s*(?:[.,;:)|]|$)|\s+(?:by|on|with|and|lower|higher|fell)\b)",
            r"\b(?i:call|ring|dial|phone|NHS) (?:999|112|911|111|000)(?: or (?:999|112|911|111|000))*\b",
            r"\b\d+(?:st|nd|rd|th)\b",
        )
    )
)


class Figure(NamedTuple):
    """A figure: where it stands, what stands there, its value without sign, and whether a percent sign follows it."""

    start: int
    text: str
    value: Decimal
    is_percentage: bool


def figures(text: str) -> list[Figure]:
    """Find the figures of a text, in order."""
    masked = _NO_FIGURE.sub(lambda match: " " * len(match.group()), text)
    found = [*_numbers(masked), *_counts(masked)]
    return sorted(found, key=lambda figure: figure.start)


def values(text: str) -> frozenset[Decimal]:
    """Give every number of a text, number words up to twelve among them.

    "5.0" and "5" are the same, and so are "2,260" and "2260"; signs fall away.
    """
    spelled = (Decimal(_WORDS[match.group().lower()]) for match in _SPELLED.finditer(text))
    return frozenset((*(figure.value for figure in _numbers(text)), *spelled))


def percentages(text: str) -> frozenset[Decimal]:
    """Give every number of a text that is a percentage, by its own sign or by that of its range or list."""
    return frozenset(figure.value for match in _PERCENTAGES.finditer(text) for figure in _numbers(match.group()))


def _numbers(text: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        value = Decimal(match.group().replace(",", ""))
        yield Figure(match.start(), match.group(), value, _SIGN.match(text, match.end()) is not None)


def _counts(text: str) -> Iterator[Figure]:
    for match in _COUNT.finditer(text):
        word = match.group("word")
        yield Figure(match.start(), word, Decimal(_WORDS[word.lower()]), is_percentage=False)
