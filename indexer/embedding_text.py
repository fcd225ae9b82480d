"""What of a passage the encoder sees: its words without markup, after title and section path.

A short passage often does not name its subject; its headings do. What is shown and cited stays the bare passage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.citations import citation_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.records import Document

# Headings beyond this many tokens would crowd out the passage of an encoder that takes 256.
MAX_CONTEXT_TOKENS = 48

_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\s]{0,500}\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)|(?<=\S)(\*{1,3}|_{1,3})(?!\w)|`+")
_LINE_MARKUP = re.compile(r"^[ \t]{0,12}(?:[-*+][ \t]+|>[ \t]?|#{1,6}[ \t]+|\|)", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t|:-]{3,}$", re.MULTILINE)


def plain_words(text: str, text_format: str) -> str:
    """Strip citation marks and Markdown from a passage, and fold its white space."""
    if text_format == "markdown":
        for mark in reversed(citation_marks(text)):
            text = text[: mark.start].rstrip(" ") + text[mark.end :]
        text = _TABLE_RULE.sub(" ", text)
        text = _LINE_MARKUP.sub("", text)
        text = _LINK.sub(r"\1", text)
        text = _EMPHASIS.sub("", text).replace("|", " ")
    return " ".join(text.split())


def heading_context(
    document: Document, section_path: Sequence[str], count_tokens: Callable[[Sequence[str]], list[int]]
) -> str:
    """Give title and section path as one line, within ``MAX_CONTEXT_TOKENS``; outer headings give way first."""
    headings = [document.title, *section_path]
    parts = [" ".join(part.split()) for part in dict.fromkeys(headings) if part.strip()]
    while parts and count_tokens([_join(parts)])[0] > MAX_CONTEXT_TOKENS:
        if len(parts) > 1:
            parts.pop(0)
            continue
        words = parts[0].split(" ")
        parts = [" ".join(words[: len(words) // 2])] if len(words) > 1 else []
    return _join(parts)


def _join(parts: Sequence[str]) -> str:
    return ". ".join(part.rstrip(".") for part in parts) + ". " if parts else ""
