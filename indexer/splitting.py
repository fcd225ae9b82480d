"""Cuts a document into passages: whole sentences of one section, sized in the encoder's own tokens.

Sentences come from :mod:`indexer.sentences`. What must stay together (a list and the line that introduces it, a table)
is one unit where it fits; units are packed into passages of even size, parted between paragraphs where that can be.
Knows nothing of files, encoders or indexes: tokens are counted by the function it is given.
Runs in linear time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from indexer.index.records import Passage, Span, passage_id
from indexer.sentences import sentence_spans
from indexer.sentences.blocks import BlockKind, blocks
from indexer.sentences.bonds import Bond, bonded_sentences
from indexer.sentences.cutting import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.records import Document, Section

    CountTokens = Callable[[Sequence[str]], list[int]]

SPLITTER_VERSION = 1
"""Raised whenever the same text and settings would give other passages than before."""

MAX_OVERLAP_SENTENCES = 10

_PASSAGE_COST = 1.0
# A passage of more units than this is no passage; it keeps the packing linear where sentences are tiny.
_MAX_UNITS = 64


# What a break before a sentence costs. A passage costs 1 and the square of its empty share, so few and even passages
# win; a break inside a paragraph weighs as much as leaving seven tenths of a passage empty.
_BREAK_COST = {
    Bond.NONE: 0.0,
    Bond.PARAGRAPH: 0.5,
    Bond.GROUP: 0.25,
    Bond.ITEM: 0.75,
    Bond.TIED: 1.0,
    Bond.HEADER: 1.0,
}


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """Everything that changes how documents are split, apart from the encoder's tokens and limit.

    ``passage_tokens`` is what a passage is packed up to, in the encoder's tokens; a lower hard limit wins.
    A list or a table, with what introduces it, may exceed it up to the hard limit, as may a sentence.
    ``overlap_sentences`` is how many whole sentences of the passage before, in the same section, a passage repeats;
    fewer where they do not fit.
    """

    passage_tokens: int = 160
    overlap_sentences: int = 0

    def __post_init__(self) -> None:
        """Refuse sizes that no passage can have."""
        if self.passage_tokens < 1:
            msg = f"passage_tokens is {self.passage_tokens}; set it to 1 or more"
            raise ValueError(msg)
        if not 0 <= self.overlap_sentences <= MAX_OVERLAP_SENTENCES:
            msg = f"overlap_sentences is {self.overlap_sentences}; set it to 0 to {MAX_OVERLAP_SENTENCES}"
            raise ValueError(msg)


class _Sentence(NamedTuple):
    """A sentence, or a piece of one that exceeds the limit alone; ``tokens`` is at least 1."""

    start: int
    end: int
    tokens: int
    bond: Bond
    whole: bool


class _Range(NamedTuple):
    """A passage to be: sentences from ``first`` to ``stop``, and before them those repeated from ``overlap`` on."""

    overlap: int
    first: int
    stop: int


class _Stretch(NamedTuple):
    """Sentences ``first`` to ``stop`` of a section still to be packed, up to ``aim`` and ``limit`` counted tokens."""

    section: int
    first: int
    stop: int
    aim: int
    limit: int


class _Body(NamedTuple):
    """What there is to split in one section."""

    path: tuple[str, ...]
    limit: int
    spans: list[Span]
    bonds: list[Bond]


def split_document(
    document: Document,
    settings: SplitSettings,
    count_tokens: CountTokens,
    limit_for: Callable[[tuple[str, ...]], int],
) -> list[Passage]:
    """Return the passages of a document, in order.

    ``count_tokens`` gives, for each text of a batch, the number of the encoder's tokens, special tokens left out.
    ``limit_for`` gives the most tokens a passage of a section (named by its path) may have; no passage exceeds it.
    Every character of a section's body that is not white space lies in a passage.
    A heading with nothing below it is a passage of its own.

    Raises:
        ValueError: a limit is below 1, or a single character has more tokens than the limit.
    """
    bodies = list(_bodies(document, limit_for))
    texts = [document.text[span.start : span.end] for body in bodies for span in body.spans]
    counts = iter(count_tokens(texts) if texts else ())
    sections = [_sentences(document.text, body, counts, count_tokens) for body in bodies]
    limits = [body.limit for body in bodies]
    passages: list[Passage] = []
    occurrences: Counter[str] = Counter()
    for number, found in _pack(document.text, sections, limits, settings, count_tokens):
        spans = tuple(Span(sentence.start, sentence.end) for sentence in sections[number][found.overlap : found.stop])
        start, end = spans[0].start, spans[-1].end
        text = document.text[start:end]
        name = passage_id(document.id, text, occurrences[text])
        occurrences[text] += 1
        passages.append(Passage(name, document.id, start, end, bodies[number].path, spans))
    return passages


def _bodies(document: Document, limit_for: Callable[[tuple[str, ...]], int]) -> Iterator[_Body]:
    """Yield what there is to split in each section: its body, or the heading itself where nothing is below it."""
    for section, following in zip_longest(document.sections, document.sections[1:]):
        spans, bonds = bonded_sentences(document.text, section.body_start, section.end)
        if not spans and not (following and _is_child(following, section)):
            spans = _heading(document.text, section)
            bonds = [Bond.PARAGRAPH] * len(spans)
        if not spans:
            continue
        limit = limit_for(section.path)
        if limit < 1:
            msg = (
                f"document {document.id!r}, section {' > '.join(section.path)!r}: {limit} tokens left for a passage; "
                "shorten the headings or use an encoder with a higher limit"
            )
            raise ValueError(msg)
        yield _Body(section.path, limit, spans, bonds)


def _is_child(section: Section, parent: Section) -> bool:
    depth = len(parent.path)
    return len(section.path) > depth and section.path[:depth] == parent.path


def _heading(text: str, section: Section) -> list[Span]:
    """Return the sentences of a heading's own text, without the signs that make it a heading."""
    found = blocks(text, section.start, section.body_start)
    if len(found) != 1 or found[0].kind is not BlockKind.HEADING:
        return sentence_spans(text, section.start, section.body_start)
    prose = found[0].prose(text)
    start = found[0].start + len(prose) - len(prose.lstrip())
    return sentence_spans(text, start, start + len(prose.strip()))


def _sentences(
    text: str,
    body: _Body,
    counts: Iterator[int],
    count_tokens: CountTokens,
) -> list[_Sentence]:
    """Put spans, counts and bonds together; cut what exceeds the limit alone."""
    sentences: list[_Sentence] = []
    for span, bond in zip(body.spans, body.bonds, strict=True):
        tokens = next(counts)
        if tokens <= body.limit:
            sentences.append(_Sentence(span.start, span.end, max(1, tokens), bond, whole=True))
            continue
        for piece in cut(text, span, body.limit, count_tokens):
            sentences.append(_Sentence(piece.span.start, piece.span.end, max(1, piece.tokens), bond, whole=False))
            bond = Bond.PARAGRAPH  # noqa: PLW2901  # the pieces after the first hang together like sentences
    return sentences


def _pack(
    text: str,
    sections: list[list[_Sentence]],
    limits: list[int],
    settings: SplitSettings,
    count_tokens: CountTokens,
) -> list[tuple[int, _Range]]:
    """Return the passages of all sections as (section, range), in order, each checked by its true count.

    The tokens of joined sentences may differ from the sum. A passage that turns out too long is packed again, alone,
    for a limit lower by as much; that leaves fewer sentences in each new one, and a single sentence always fits.
    """
    done: list[tuple[int, _Range]] = []
    pending = [
        _Stretch(number, 0, len(sentences), min(settings.passage_tokens, limit), limit)
        for number, (sentences, limit) in enumerate(zip(sections, limits, strict=True))
    ]
    while pending:
        drafts: list[tuple[_Stretch, _Range]] = []
        for stretch in pending:
            for found in _ranges(sections[stretch.section], stretch, settings.overlap_sentences):
                if found.stop - found.overlap == 1:
                    done.append((stretch.section, found))
                else:
                    drafts.append((stretch, found))
        pending = []
        counts = (
            count_tokens([_joined(text, sections[stretch.section], found) for stretch, found in drafts])
            if drafts
            else []
        )
        for (stretch, found), tokens in zip(drafts, counts, strict=True):
            limit = limits[stretch.section]
            if tokens <= limit:
                done.append((stretch.section, found))
                continue
            counted = sum(sentence.tokens for sentence in sections[stretch.section][found.overlap : found.stop])
            lower = max(1, limit * counted // tokens)
            pending.append(_Stretch(stretch.section, found.first, found.stop, min(stretch.aim, lower), lower))
    return sorted(done, key=lambda item: (item[0], item[1].first))


def _joined(text: str, sentences: list[_Sentence], found: _Range) -> str:
    return text[sentences[found.overlap].start : sentences[found.stop - 1].end]


def _ranges(sentences: list[_Sentence], stretch: _Stretch, overlap: int) -> Iterator[_Range]:
    """Yield the passages that a stretch is packed into, the last one first."""
    totals = [0, *accumulate(sentence.tokens for sentence in sentences[stretch.first : stretch.stop])]
    if not overlap and totals[-1] <= stretch.aim and len(totals) <= _MAX_UNITS:
        # One passage costs at most 2, and two cost more.
        if stretch.stop > stretch.first:
            yield _Range(stretch.first, stretch.first, stretch.stop)
        return
    edges = [*(first for first, _ in _units(sentences, stretch)), stretch.stop]
    reached = [totals[edge - stretch.first] for edge in edges]
    begins = _cheapest(sentences, edges, reached, stretch.aim, overlap)
    last = len(edges) - 1
    while last:
        first = begins[last]
        # A unit that is a passage of its own may be larger than the aim, so it has all the limit for what it repeats.
        most = stretch.limit if last - first == 1 else stretch.aim
        room = most - (reached[last] - reached[first])
        yield _Range(_repeated(sentences, edges[first], overlap, room), edges[first], edges[last])
        last = first


def _cheapest(sentences: list[_Sentence], edges: list[int], reached: list[int], aim: int, overlap: int) -> list[int]:
    """Return, for each edge, the edge at which the passage that ends there begins in the cheapest packing up to it.

    ``edges`` are the sentences at which units begin, and the end; ``reached`` are the tokens up to each of them.
    """
    repeated = [
        sum(sentence.tokens for sentence in sentences[_repeated(sentences, edge, overlap, aim) : edge])
        for edge in edges[:-1]
    ]
    aboard = [tokens - again for tokens, again in zip(reached, repeated, strict=False)]
    breaks = [0.0, *(_BREAK_COST[sentences[edge].bond] for edge in edges[1:-1])]
    costs = [0.0]
    begins = [0]
    for last in range(1, len(edges)):
        begin = last - 1
        share = min(1.0, (reached[last] - reached[begin]) / aim)
        best = costs[begin] + breaks[begin] + (1 - share) ** 2
        for first in range(last - 2, max(-1, last - 1 - _MAX_UNITS), -1):
            tokens = reached[last] - reached[first]
            if tokens > aim:
                break
            if reached[last] - aboard[first] > aim:
                continue
            cost = costs[first] + breaks[first] + (1 - tokens / aim) ** 2
            if cost < best:
                best, begin = cost, first
        costs.append(best + _PASSAGE_COST)
        begins.append(begin)
    return begins


def _repeated(sentences: list[_Sentence], first: int, overlap: int, room: int) -> int:
    """Return where the whole sentences that are repeated before ``first`` begin: ``overlap`` of them, if they fit."""
    start = first
    while start and first - start < overlap and sentences[start - 1].whole and sentences[start - 1].tokens <= room:
        start -= 1
        room -= sentences[start].tokens
    return start


def _units(sentences: list[_Sentence], stretch: _Stretch) -> Iterator[tuple[int, int]]:
    """Yield what is not parted: a list or table with its introduction where it fits, else its parts, else sentences."""
    pending = [(stretch.first, stretch.stop, Bond.PARAGRAPH)]
    while pending:
        first, stop, weakest = pending.pop()
        fits = weakest > Bond.PARAGRAPH and sum(s.tokens for s in sentences[first:stop]) <= stretch.limit
        if fits or stop - first == 1:
            yield first, stop
            continue
        edges = [first, *(k for k in range(first + 1, stop) if sentences[k].bond <= weakest), stop]
        stronger = Bond(min(weakest + 1, Bond.HEADER))
        pending.extend((start, end, stronger) for start, end in reversed(list(pairwise(edges))))
