# ruff: noqa: RUF001  # the signs of many scripts are what this module is about
"""Where the sentences of one paragraph end.

Punkt, with parameters trained on medical abstracts, judges the full stops. A few rules stand before it, each for a case
in which Punkt has no say or is known to fail; each is one condition in :meth:`Boundaries._is_end`.
Knows nothing of blocks: the text it gets is one paragraph with everything that is not prose blanked out.
Runs in linear time: every look to the left or right of a full stop is bounded.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from indexer.index.records import Span
from indexer.sentences.citations import past_touching, past_trailing
from indexer.sentences.lexicon import shipped_abbreviations, shipped_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nltk.tokenize.punkt import PunktParameters

    from indexer.sentences.lexicon import Abbreviations

# Full stops that always end a sentence, with or without white space after them
# (Unicode Sentence_Terminal: ideographic, full-width and half-width, Arabic, Devanagari, Armenian, Ethiopic, Burmese).
_ALWAYS = "。．！？｡؟۔।॥։።။"
# One sign and then more of them: a set at the start is looked for faster than a repetition.
_TERMINAL = re.compile(
    rf"(?P<stop>[.!?…‼⁇⁈⁉{_ALWAYS}][.!?…‼⁇⁈⁉{_ALWAYS}]*+)(?P<closers>[\"'”’»›)\]}}*_`」』）】〉》〕]*+)",
)
_OPENERS = "\"'“”‘’«»‹›([{*_`¿¡-–—"
_QUOTES = frozenset("\"'”’»›)]}")

_LEAD = re.compile(r"\s*+")
_FIRST = re.compile(rf"[\s{re.escape(_OPENERS)}]*+")
_NEXT = re.compile(rf"[\s{re.escape(_OPENERS)}]*+(\S{{1,64}})")
# What numbers a sentence and is none itself: "1.", "(a)", "IV.", "Table 2.", "Step 3."
_ENUMERATOR = re.compile(
    r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)\]]{1,2}|(?:Table|Figure|Fig\.|Box|Step|Chapter|Part)\s\d{1,3}\.",
)
_MAX_ENUMERATOR = 12
_GLUED = re.compile(r"([A-Z][a-z]{1,63})(?=[\s,])")
_BRACKET = re.compile(r"[()\[\]]")
_INITIAL = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)*,?")
_DOTTED = re.compile(r"[^\W\d_](?:\.-?[^\W\d_])+")
_GENE = re.compile(r"[^\W\d_][^\W_]*[\dA-ZΑ-Ω].*|[^\W\d_]{1,4}-[^\W_]+.*|[α-ω].*")

# What Punkt and the rules see of one word; a longer one is no word of a language.
_WINDOW = 64
# A longer bracket holds sentences of its own.
_MAX_BRACKET = 400
_ELLIPSES = ("..", "…")
_NEVER_FIRST = frozenset(",;:)]}=<>%±…/&+.?!")
_MAX_ABBREVIATION = 3
_MIN_GLUED = 3
# The symbol of a unit ("h", "in") may be a word of its own; longer abbreviations of units ("min") are none.
_MAX_SYMBOL = 2
# So many words before an initial are looked at for another initial or a title.
_NAME_WORDS = 4
# Bits of Punkt's table of contexts: seen with a small letter; seen with a capital inside a sentence.
_LOWER_CASE = 0b1110000
_CAPITAL_INSIDE = 0b100
_PUNKT_CACHE = 1 << 16


class _Stop(NamedTuple):
    """One place where a sentence may end: the words around it and the signs between them."""

    words: tuple[str, ...]
    word: str
    signs: str
    closers: str
    following: str
    opener: str

    @property
    def prior(self) -> str:
        return self.words[-1] if self.words else ""

    @property
    def measures(self) -> bool:
        return self.prior[-1:].isdigit()

    @property
    def elliptic(self) -> bool:
        spaced = not self.word and self.prior.endswith(".")
        return spaced or len(self.signs) > 1 or self.signs == "…"

    @property
    def closed(self) -> bool:
        return not _QUOTES.isdisjoint(self.closers)


class Boundaries:
    """Finds sentence ends with Punkt's parameters and a list of abbreviations."""

    def __init__(self, parameters: PunktParameters, abbreviations: Abbreviations) -> None:
        """Take what is known about words; nothing of it is changed."""
        self._abbreviations = abbreviations
        self._announcing = abbreviations.unless_capital | abbreviations.never_final
        self._known = self._announcing | parameters.abbrev_types
        self._contexts = parameters.ortho_context
        self._starters = parameters.sent_starters
        self._unsure = parameters.abbrev_types | {first for first, _ in parameters.collocations}
        from nltk.tokenize.punkt import PunktSentenceTokenizer  # noqa: PLC0415 - NLTK takes seconds to import

        self._punkt = lru_cache(maxsize=_PUNKT_CACHE)(PunktSentenceTokenizer(parameters).text_contains_sentbreak)

    def ends(self, prose: str) -> Iterator[int]:
        """Yield where each sentence of ``prose`` ends but the last, as offsets into it, in order."""
        brackets = _outer_brackets(prose)
        bracket = next(brackets, None)
        lead, first = _beginning(prose, 0)
        position = 0
        while found := _TERMINAL.search(prose, position):
            position = found.end()
            while bracket is not None and bracket.end <= position:
                bracket = next(brackets, None)
            enclosed = bracket is not None and first < bracket.start < position
            end = None if enclosed else self._end(prose, lead, found)
            if end is None:
                continue
            end = position = past_trailing(prose, end)
            lead, first = _beginning(prose, end)
            if lead == len(prose):
                return
            yield end

    def _end(self, prose: str, lead: int, found: re.Match[str]) -> int | None:
        """Return where the sentence ends that these full stops end, a touching citation included, or ``None``."""
        begin = max(lead, found.start() - _WINDOW)
        words = prose[begin : found.start()].split()
        token = words.pop() if words and not prose[found.start() - 1].isspace() else ""
        word = token.lstrip(_OPENERS)
        if token and not word:
            # "[...]" stands for words left out.
            return None
        after_word = len(word) > 1 and word.isalpha() and not self._is_abbreviation(word)
        end = past_touching(prose, found.end(), after_word=after_word)
        following = _NEXT.match(prose, end)
        if following is None:
            return end
        if end - lead <= _MAX_ENUMERATOR and _ENUMERATOR.fullmatch(prose, lead, end):
            return None
        if found.group("stop")[-1] in _ALWAYS:
            return end
        if not prose[end].isspace():
            return end if self._is_glued(prose, word, end) else None
        stop = _Stop(
            words=tuple(words),
            word=word,
            signs=found.group("stop"),
            closers=found.group("closers"),
            following=following.group(1),
            opener=prose[following.start(1) - 1],
        )
        return end if self._is_end(stop) else None

    def _is_end(self, stop: _Stop) -> bool:
        lower = stop.following[0].islower()
        if stop.following[0] in _NEVER_FIRST:
            return stop.opener in _QUOTES and stop.following.startswith(_ELLIPSES)
        if stop.signs.strip(".…"):
            # A question inside a sentence is quoted or in brackets: '"Does it help?" she asked.'
            return not (lower and stop.closed)
        if stop.elliptic:
            return self._after_ellipsis(stop.following)
        if not stop.word:
            return not lower
        return self._before_lower_case(stop) if lower else self._before_capital(stop)

    def _before_lower_case(self, stop: _Stop) -> bool:
        """Tell a sentence that begins with a small letter (a gene, a careless writer) from an abbreviation."""
        word = stop.word.lower()
        if self._is_abbreviation(stop.word) or len(word) == 1 or word in self._abbreviations.unless_capital:
            return False
        if _GENE.fullmatch(stop.following):
            return True
        if stop.closed or (word in self._abbreviations.units and (stop.measures or len(word) > _MAX_SYMBOL)):
            return False
        # A short unknown word before a small letter is an abbreviation that no list has.
        return not word.isalpha() or _is_acronym(stop.word) or len(word) > _MAX_ABBREVIATION or self._is_word(word)

    def _before_capital(self, stop: _Stop) -> bool:
        """Tell the end of a sentence from an abbreviation or an initial before a capital, a digit or another script."""
        word, following = stop.word.lower(), stop.following
        acronym = _is_acronym(stop.word)
        if following[0].isdigit() and word in self._announcing:
            return False
        if word in self._abbreviations.never_final and not acronym:
            return False
        if acronym or (word in self._abbreviations.units and stop.measures):
            return True
        starts = following.rstrip(",").lower() in self._starters
        if len(word) == 1 and stop.word.isupper():
            if stop.prior.lower() in self._abbreviations.labels:
                return True
            if not starts and self._is_name(stop):
                return False
        if stop.word in self._abbreviations.may_be_final and following[0].isupper():
            # Written small, an abbreviation is part of no name, unlike "U.S. Treasury"; a time zone may follow.
            return stop.opener not in "([" and not following.isupper()
        if _DOTTED.fullmatch(word) and word not in self._known:
            return starts
        # Of every word that it has no entry for Punkt says yes, but to ask it costs half of all splitting.
        plain = len(word) > 1 and word.isalpha() and word not in self._unsure
        return plain or bool(self._punkt(f"{stop.word}. {stop.following}"))

    def _after_ellipsis(self, following: str) -> bool:
        """Tell a new sentence from one that goes on with "I", a name or a number."""
        word = following.rstrip(",")
        return word[0].isupper() and word != "I" and not self._contexts[word.lower()] & _CAPITAL_INSIDE

    def _is_name(self, stop: _Stop) -> bool:
        """Tell the initial of a name by what stands around it: other initials, a title, "by", or nothing."""
        return (
            not stop.words
            or stop.prior == "by"
            or _INITIAL.fullmatch(stop.following) is not None
            or any(_INITIAL.fullmatch(word) or self._is_title(word) for word in stop.words[-_NAME_WORDS:])
        )

    def _is_title(self, word: str) -> bool:
        return word.endswith(".") and word[:1].isupper() and self._is_abbreviation(word[:-1])

    def _is_abbreviation(self, word: str) -> bool:
        return word.lower() in self._known and not _is_acronym(word)

    def _is_word(self, word: str) -> bool:
        return bool(self._contexts[word] & _LOWER_CASE)

    def _is_glued(self, prose: str, word: str, end: int) -> bool:
        """Tell a missing space ("relief.Patients were") from a name or an address: both sides are common words."""
        following = _GLUED.match(prose, end)
        return (
            following is not None
            and len(word) >= _MIN_GLUED
            and word.islower()
            and word.isalpha()
            and prose[end - 1] == "."
            and self._is_word(word)
            and self._is_word(following.group(1).lower())
        )


@cache
def shipped() -> Boundaries:
    """Return the finder over the package's own parameters and abbreviations, read once."""
    return Boundaries(shipped_parameters(), shipped_abbreviations())


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()


def _beginning(prose: str, end: int) -> tuple[int, int]:
    """Return where the next sentence begins, and where its first letter or digit stands."""
    lead = _LEAD.match(prose, end)
    first = _FIRST.match(prose, end)
    return (lead.end() if lead else end, first.end() if first else end)


def _outer_brackets(prose: str) -> Iterator[Span]:
    """Yield the pairs of brackets that are short and lie in no other such pair, from first to last."""
    pairs: list[Span] = []
    unclosed: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(prose):
        sign = found.group()
        if sign in "([":
            unclosed.append((sign, found.start()))
        elif unclosed and unclosed[-1][0] == ("(" if sign == ")" else "["):
            _, start = unclosed.pop()
            if found.end() - start <= _MAX_BRACKET:
                while pairs and pairs[-1].start > start:
                    pairs.pop()
                pairs.append(Span(start, found.end()))
    yield from pairs
