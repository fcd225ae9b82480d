"""How long a document is, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.checking.page import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.page import Page

MIN_WORDS = 500
MAX_WORDS = 1500
_WORD = re.compile(r"\w(?:[\w'\u2019.,%/-]*[\w%])?")


def count_words(page: Page) -> int:
    """Count the words of the body: headings and tables too, citation marks and link targets not."""
    return len(_WORD.findall(blanked(page.body)))


def check_length(page: Page) -> Iterator[Finding]:
    """Rule ``length``."""
    words = count_words(page)
    if not MIN_WORDS <= words <= MAX_WORDS:
        message = f"{words} words; a document has {MIN_WORDS} to {MAX_WORDS}"
        yield page.finding(page.line_at(page.body_start), "length", message)
