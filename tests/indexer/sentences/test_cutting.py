# ruff: noqa: RUF001  # commas of other scripts are tested
"""Facts about cutting a sentence that is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.index.records import Span
from indexer.sentences.cutting import cut

if TYPE_CHECKING:
    from collections.abc import Sequence


def characters(texts: Sequence[str]) -> list[int]:
    """Count one token for every code point."""
    return [len(text) for text in texts]


def pieces(text: str, limit: int) -> list[str]:
    """Return the pieces of a whole text."""
    return [text[span.start : span.end] for span, _ in cut(text, Span(0, len(text)), limit, characters)]


def test_a_cut_prefers_semicolon_then_comma_then_white_space() -> None:
    """The strongest sign within reach wins."""
    assert pieces("one two; three, four five", 18) == ["one two;", "three, four five"]
    assert pieces("one two three, four five", 18) == ["one two three,", "four five"]
    assert pieces("one two three four five", 18) == ["one two three", "four five"]


def test_chinese_commas_need_no_white_space() -> None:
    """An ideographic comma is as good as a comma."""
    assert pieces("针灸可以，缓解疼痛", 6) == ["针灸可以，", "缓解疼痛"]


def test_a_word_beyond_the_limit_is_cut_between_clusters() -> None:
    """A combining mark stays with its base, an emoji is whole, and a pair of lone surrogates too."""
    for cluster in ("e\u0301\u0323", "\U0001f469\u200d\U0001f467", "\ud83d\ude00"):
        found = pieces(cluster * 20, 7)
        assert "".join(found) == cluster * 20
        assert all(len(piece) % len(cluster) == 0 and len(piece) <= 7 for piece in found)


def test_a_cluster_beyond_the_limit_is_cut_inside() -> None:
    """A base with more marks than the limit allows has no better place."""
    found = pieces("e" + "\u0301" * 30, 8)
    assert "".join(found) == "e" + "\u0301" * 30
    assert max(map(len, found)) <= 8


def test_a_code_point_beyond_the_limit_is_refused() -> None:
    """There is nothing left to cut."""
    with pytest.raises(ValueError, match="one character has more tokens than a passage may have"):
        cut("ab", Span(0, 2), 1, lambda texts: [2 * len(text) for text in texts])


def test_only_the_sentence_is_cut() -> None:
    """Offsets count from the beginning of the text."""
    text = "before. one two three. after"
    assert [tuple(span) for span, _ in cut(text, Span(8, 22), 8, characters)] == [(8, 15), (16, 22)]
