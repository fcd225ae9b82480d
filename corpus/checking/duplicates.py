"""Text that stands in more than one document: sentences word for word, and paragraphs that are nearly the same.

Paragraphs are compared by the Jaccard index of their word shingles
(Broder, "On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from corpus.checking.page import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page

SHINGLE_WORDS = 8
# Two paragraphs of 60 words that share a run of 28 words reach this; a shared phrase does not.
MAX_RESEMBLANCE = 0.25
# A shorter sentence ("The trial was unblinded.") may well be written twice.
MIN_SENTENCE_WORDS = 8
_WORD = re.compile(r"[\w%]+(?:[.,'\u2019/-][\w%]+)*")


def check_duplicates(library: Library) -> Iterator[Finding]:
    """Rules ``repeated-sentence`` and ``near-duplicate``. Each pair is reported once, at its later document."""
    yield from _sentences(library)
    yield from _paragraphs(library)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _sentences(library: Library) -> Iterator[Finding]:
    first: dict[tuple[str, ...], tuple[Page, int]] = {}
    for page in library.pages:
        for statement in page.statements:
            words = _words(statement.plain)
            if statement.kind == "heading" or len(words) < MIN_SENTENCE_WORDS:
                continue
            other, other_line = first.setdefault(words, (page, page.line_at(statement.start)))
            if other is not page:
                message = f"this sentence also stands in {other.path}:{other_line}"
                yield page.finding(page.line_at(statement.start), "repeated-sentence", message)


def _paragraphs(library: Library) -> Iterator[Finding]:
    paragraphs = [
        (page, page.line_of(token), shingles)
        for page in library.pages
        for position, token in enumerate(page.tokens)
        if token.type == "paragraph_open" and (shingles := _shingles(page.tokens[position + 1].content))
    ]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, (page, line, shingles) in enumerate(paragraphs):
        shared = Counter(other for shingle in shingles for other in holders[shingle])
        for other, count in sorted(shared.items()):
            other_page, other_line, other_shingles = paragraphs[other]
            resemblance = count / (len(shingles) + len(other_shingles) - count)
            if other_page is not page and resemblance > MAX_RESEMBLANCE:
                message = f"this paragraph is {resemblance:.0%} that of {other_page.path}:{other_line}"
                yield page.finding(line, "near-duplicate", message)
        for shingle in shingles:
            holders[shingle].append(number)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(blanked(text))
    return frozenset(words[start : start + SHINGLE_WORDS] for start in range(len(words) - SHINGLE_WORDS + 1))
