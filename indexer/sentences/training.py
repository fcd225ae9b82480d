"""Training of Punkt on texts of one's own: abbreviations, sentence starters and the case that words are seen in.

Knows nothing of how the parameters are used.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from nltk.tokenize.punkt import PunktParameters, PunktTrainer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from indexer.sentences.lexicon import Abbreviations

# The labels of a structured abstract ("RESULTS: The") begin a paragraph, else every "The" after one counts as
# a capital in mid-sentence.
_LABEL = re.compile(r"(?<![^\s.])[A-Z][A-Z /&,-]{2,60}:\s")
# A way of writing that is this rare among a word's occurrences (a misprint, a title in capitals) is no evidence.
_MIN_CONTEXT_SHARE = 0.05
# Words seen fewer times say too little to be worth their line in the file.
_MIN_WORD_COUNT = 2
# Below this count (Punkt's own ABBREV_BACKOFF) a word that merely ended its only sentences passes for an abbreviation,
# so a learnt one is kept only where it has a full stop inside or was seen this often.
_MIN_LEARNT_COUNT = 5
# A sentence starter is a common word, not a name that begins a few sentences.
_MIN_STARTER_COUNT = 50
_LOWER_CASE = 0b1110000


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a training file: the ``text`` of every line of a ``.jsonl``, else the whole file.

    A line whose metadata name it a title is left out, since words of titles are capitals for no reason of grammar.

    Raises:
        ValueError: a line of a ``.jsonl`` is no JSON object with a ``text``.
    """
    if path.suffix != ".jsonl":
        yield path.read_text(encoding="utf-8")
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            record = json.loads(line)
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                msg = f"{path}, line {number} has no text; give a corpus.jsonl in the layout of BEIR"
                raise ValueError(msg)  # noqa: TRY004  # the file is at fault, not the caller
            if (record.get("metadata") or {}).get("section") != "title":
                yield record["text"]


def train(texts: Iterable[str], curated: Abbreviations) -> PunktParameters:
    """Return the parameters learnt from ``texts``, pruned, with the curated abbreviations merged in.

    The same texts in the same order give the same parameters.
    """
    trainer = _Trainer()
    trainer.train("\n\n".join(_LABEL.sub("\n\n", text) for text in texts))
    learnt = trainer.get_params()
    pruned = PunktParameters()
    pruned.abbrev_types = {*trainer.abbreviations(), *curated.may_be_final, *curated.never_final}
    pruned.abbrev_types -= curated.ordinary | curated.unless_capital
    pruned.sent_starters = set(trainer.starters())
    pruned.collocations = learnt.collocations
    pruned.ortho_context.update(trainer.contexts())
    return pruned


class _CountedParameters(PunktParameters):  # type: ignore[misc]  # NLTK ships no types
    """Parameters that also count how often a word was seen in each context."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add_ortho_context(self, typ: str, flag: int) -> None:
        super().add_ortho_context(typ, flag)
        self.counts[typ][flag] += 1


class _Trainer(PunktTrainer):  # type: ignore[misc]  # NLTK ships no types
    """Punkt's trainer, over parameters that count."""

    def __init__(self) -> None:
        super().__init__()
        self._counted = _CountedParameters()
        self._params = self._counted

    def abbreviations(self) -> Iterator[str]:
        """Yield the learnt abbreviations that are not the chance end of a rare sentence."""
        for word in self._params.abbrev_types:
            enough = self._type_fdist[f"{word}."] >= _MIN_LEARNT_COUNT
            if word.replace(".", "").isalpha() and ("." in word or enough):
                yield word

    def starters(self) -> Iterator[str]:
        """Yield the learnt sentence starters that are frequent and also written in lower case."""
        contexts = self._params.ortho_context
        for word in self._params.sent_starters:
            if self._type_fdist[word] >= _MIN_STARTER_COUNT and contexts[word] & _LOWER_CASE:
                yield word

    def contexts(self) -> Iterator[tuple[str, int]]:
        """Yield each frequent word with the contexts that make up a fair share of its occurrences."""
        for word, counts in self._counted.counts.items():
            total = counts.total()
            flags = sum(flag for flag, count in counts.items() if count >= _MIN_CONTEXT_SHARE * total)
            if total >= _MIN_WORD_COUNT and "\t" not in word:
                yield word, flags
