# ruff: noqa: RUF001  # the signs of many scripts are what this module is about
"""Cuts a sentence that is longer than an encoder's limit, at the best natural places.

A cut falls after a semicolon or colon, else after a comma, else at white space, else between two characters as readers
see them (grapheme clusters, https://www.unicode.org/reports/tr29/): never before a combining mark or inside an emoji.
Only a cluster that exceeds the limit alone is cut inside.
Knows nothing of passages. Runs in linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import regex

from indexer.index.records import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    CountTokens = Callable[[Sequence[str]], list[int]]

# Commas of Chinese and Japanese part words without white space.
_FRAGMENT = re.compile(r"[^\s、，；：]*+[、，；：]++|[^\s、，；：]++")
_STRONG = frozenset(";:；：")
_WEAK = frozenset(",、，")
_CLOSERS = "\"'”’)]}*_"
# A pair of lone surrogates is one character that was decoded wrongly.
_CLUSTER = regex.compile(r"[\ud800-\udbff][\udc00-\udfff]|\X")
# A word is chopped into chunks of an eighth of the limit, in clusters, so that most chunks fit at once and the pieces
# put together from them are nearly full.
_CHUNKS_PER_PIECE = 8
# A piece may be this much smaller than its fair share to end at a better place.
_MIN_SHARE = 0.6


class _Fragment(NamedTuple):
    """A part of the sentence that is not cut further; ``strength`` tells how well the text may be cut after it."""

    start: int
    end: int
    tokens: int
    strength: int


class Piece(NamedTuple):
    """A part of a cut sentence and its number of tokens."""

    span: Span
    tokens: int


def cut(text: str, sentence: Span, limit: int, count_tokens: CountTokens) -> list[Piece]:
    """Return the pieces of ``text[sentence.start:sentence.end]``, in order, each of at most ``limit`` tokens.

    No piece has white space at its ends, and all other characters of the sentence lie in exactly one piece.

    Raises:
        ValueError: one code point alone has more tokens than ``limit``.
    """
    fragments = _fragments(text, sentence, limit, count_tokens)
    done: list[Piece] = []
    pending = [(fragments, limit)]
    while pending:
        groups = [(group, aim) for run, aim in pending for group in _groups(run, aim)]
        spans = [Span(group[0].start, group[-1].end) for group, _ in groups]
        counts = count_tokens([text[span.start : span.end] for span in spans])
        pending = []
        for (group, _), span, tokens in zip(groups, spans, counts, strict=True):
            if tokens <= limit:
                done.append(Piece(span, tokens))
            else:
                # Joined text may have more tokens than its parts: aim lower by as much.
                estimate = sum(fragment.tokens for fragment in group)
                pending.append((group, limit * estimate // tokens))
    return sorted(done)


def _fragments(text: str, sentence: Span, limit: int, count_tokens: CountTokens) -> list[_Fragment]:
    """Return words where they fit and parts of words where they do not."""
    spans = [Span(*found.span()) for found in _FRAGMENT.finditer(text, sentence.start, sentence.end)]
    counts = count_tokens([text[span.start : span.end] for span in spans])
    fragments: list[_Fragment] = []
    for number, (span, tokens) in enumerate(zip(spans, counts, strict=True)):
        glued = number + 1 < len(spans) and spans[number + 1].start == span.end
        if tokens <= limit:
            fragments.append(_Fragment(span.start, span.end, max(1, tokens), _strength(text[span.start : span.end])))
            continue
        parts = _chop(text, span, limit, count_tokens)
        fragments.extend(_Fragment(part.span.start, part.span.end, max(1, part.tokens), 0) for part in parts[:-1])
        last = parts[-1]
        strength = _strength(text[last.span.start : last.span.end]) if not glued else 1
        fragments.append(_Fragment(last.span.start, last.span.end, max(1, last.tokens), strength))
    return fragments


def _strength(fragment: str) -> int:
    sign = fragment.rstrip(_CLOSERS)[-1:]
    if sign in _STRONG:
        return 3
    return 2 if sign in _WEAK else 1


def _chop(text: str, word: Span, limit: int, count_tokens: CountTokens) -> list[Piece]:
    """Cut one word that exceeds the limit into runs of clusters that do not."""
    ends = [found.end() for found in _CLUSTER.finditer(text, word.start, word.end)]
    edges = [word.start, *ends[:: max(1, limit // _CHUNKS_PER_PIECE)], word.end]
    clusters = {word.start, *ends}
    done: list[Piece] = []
    pending = [Span(start, end) for start, end in pairwise(edges) if start < end]
    while pending:
        counts = count_tokens([text[span.start : span.end] for span in pending])
        too_long = [span for span, tokens in zip(pending, counts, strict=True) if tokens > limit]
        done.extend(Piece(span, tokens) for span, tokens in zip(pending, counts, strict=True) if tokens <= limit)
        pending = [half for span in too_long for half in _halves(span, clusters)]
    return sorted(done)


def _halves(span: Span, clusters: set[int]) -> tuple[Span, Span]:
    """Halve a range between two clusters, as near to the middle as can be, or inside a cluster if it is just one."""
    if span.end - span.start == 1:
        msg = "one character has more tokens than a passage may have; use an encoder with a higher limit"
        raise ValueError(msg)
    middle = (span.start + span.end) // 2
    inside = sorted(range(span.start + 1, span.end), key=lambda place: (place not in clusters, abs(place - middle)))
    return Span(span.start, inside[0]), Span(inside[0], span.end)


def _groups(fragments: list[_Fragment], aim: int) -> list[list[_Fragment]]:
    """Part fragments into runs of at most ``aim`` tokens by count, even in size, ended where a cut is best."""
    totals = [0, *accumulate(fragment.tokens for fragment in fragments)]
    groups: list[list[_Fragment]] = []
    first = 0
    while first < len(fragments):
        rest = totals[-1] - totals[first]
        if rest <= aim:
            groups.append(fragments[first:])
            break
        share = rest / -(-rest // max(1, aim))
        last = max(first + 1, bisect_right(totals, totals[first] + aim) - 1)
        least = min(last, max(first + 1, bisect_right(totals, totals[first] + share * _MIN_SHARE)))
        stop = max(
            range(least, last + 1),
            key=lambda place: (fragments[place - 1].strength, -abs(totals[place] - totals[first] - share)),
        )
        groups.append(fragments[first:stop])
        first = stop
    return groups
