"""How many years of schooling a text asks of its reader: the Flesch-Kincaid grade.

Source: Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", 1975:
``0.39 words/sentences + 11.8 syllables/words - 15.59``.
It counts lengths and knows nothing of meaning, so it is a figure to look at and no rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.checking.page import Page

_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that stand together in two syllables: "neural-gi-a", "di-abetes", "flu-ctu-ate", "are-a", "qui-et", "be-ing".
_HIATUS = re.compile(r"(?<![ctsx])i[aou]|(?<!q)ua(?!r)|uou|(?<=\w\w)ea$|(?<![ctr])ie(?=ty?$|nc)|(?<=[eouy])ing")
# An e that is not spoken: "nerve", "nerves", "caused", "safely", "movement"; it is in "little", "treated", "exercises".
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e(?:s|ly|less|ful|ments?|times|one)?$|[^aeiouydt]ed$")
_SPOKEN = re.compile(r"(?:[cgszx]|[cs]h)es$|betes$")


def syllables(word: str) -> int:
    """Estimate the syllables of an English word by its groups of vowels."""
    plain = word.lower()
    count = len(_VOWELS.findall(plain)) + len(_HIATUS.findall(plain))
    if _SILENT.search(plain) and not _SPOKEN.search(plain):
        count -= 1
    return max(count, 1)


def grade(sentences: Iterable[str]) -> float | None:
    """Give the Flesch-Kincaid grade of sentences; None where there are no words."""
    words = [found for sentence in sentences if (found := _WORD.findall(sentence))]
    total = sum(map(len, words))
    if not total:
        return None
    spoken = sum(syllables(word) for sentence in words for word in sentence)
    return 0.39 * total / len(words) + 11.8 * spoken / total - 15.59


def page_grade(page: Page) -> float | None:
    """Give the grade of a page's sentences; its tables and headings are left out."""
    return grade(statement.plain for statement in page.statements if statement.kind == "sentence")
