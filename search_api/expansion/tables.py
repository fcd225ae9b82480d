"""The tables kept by hand: abbreviations that an index may never explain, and brand names with what they contain.

``abbreviations.tsv`` and ``brands.tsv`` hold one pair a line, parted by a tab. A short form on several lines has
several meanings. Brand names are those of the United States, the United Kingdom, Australia and, of one medicine, Japan.
Each pair was looked up in November 2026 in what is published of the medicine (leaflets, labels, formularies, reviews,
lists of hospitals and pharmacists; for some twenty, only lists of medicines in public software), and stands here
because such a text names both. Names of two words are left out.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def known_abbreviations() -> dict[str, tuple[str, ...]]:
    """Give the long forms of every short form, as written."""
    longs: dict[str, tuple[str, ...]] = {}
    for short, long in _pairs("abbreviations.tsv"):
        longs[short] = (*longs.get(short, ()), long)
    return longs


@cache
def brand_contents() -> dict[str, str]:
    """Give what every brand contains, by its name in lower case."""
    return {brand.lower(): contents for brand, contents in _pairs("brands.tsv")}


@cache
def medicine_names() -> frozenset[str]:
    """Give the brands and the words of their contents, in lower case: no speller may take them for slips."""
    contents = " ".join(brand_contents().values()).split()
    return frozenset(brand_contents()) | {word.lower() for word in contents if word.isalpha()}


def _pairs(name: str) -> list[tuple[str, str]]:
    lines = files("search_api.expansion").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [(first, second) for first, second in (line.split("\t") for line in lines)]
