# ruff: noqa: RUF001, RUF002  # Greek letters are what some lines are about
"""The lexical index: BM25 over the passages' words, kept by tantivy.

Words are lower-cased, stripped of accents and stop words, and stemmed (Snowball, English); hyphens part words, so that
"alpha-lipoic" is found by either half. Greek letters are spelled out, since "α2δ ligand" is asked for as "alpha2delta",
and a word of letters and digits is also kept as its runs of each, so that "IL6" finds "IL-6".
tantivy names its segments at random, so these files alone differ between two builds of the same input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import numpy as np
import tantivy

from indexer.index.durable import sync_file, sync_folder
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    import numpy.typing as npt

    from indexer.index.vectors import RowArray

# Raised with every change of the terms that a text gives, so that an index built before is built again.
ANALYZER_VERSION = 2

_ANALYZER = "english"
_TEXT = "text"
_ROW = "row"
# One thread keeps rows in order and one segment for most corpora; the heap bounds memory while writing.
_HEAP_BYTES = 64 * 1024 * 1024
# Through a filter twice as many matches are asked for as would do if the best passed as often as others, then four
# times as many as before until enough have passed.
_FIRST_SPARE = 2
_GROWTH = 4
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda",
    "μ": "mu", "µ": "mu", "ω": "omega", "Δ": "delta", "Ω": "omega",
}  # fmt: skip
_ANY_GREEK = re.compile("[" + "".join(_GREEK) + "]")
_WORD_WITH_DIGIT = re.compile(r"\b[^\W\d]*+\d\w*+")
_RUN = re.compile(r"\d+|[^\W\d_]+")
# A digit with a letter or underscore beside it. Few texts hold one; looking for it first takes a third of the time.
_MIXED = re.compile(r"\d(?:(?<=[^\W\d]\d)|(?=[^\W\d]))")


class LexicalWriter:
    """Writes an index of texts, one a row, numbered from zero. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        """Begin a new folder.

        Raises:
            OSError: the disk refused, as in every method.
        """
        folder.mkdir()
        self._folder = folder
        self._rows = 0
        with _system_errors():
            index = tantivy.Index(_schema(), path=str(folder))
            index.register_tokenizer(_ANALYZER, _analyzer())
            self._writer = index.writer(_HEAP_BYTES, num_threads=1)

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop tantivy's threads, which would still write into the folder."""
        del self._writer

    def add(self, text: str) -> None:
        """Add the text of the next row, as :func:`prepared` gives it."""
        document = tantivy.Document()
        document.add_text(_TEXT, text)
        document.add_unsigned(_ROW, self._rows)
        with _system_errors():
            self._writer.add_document(document)
        self._rows += 1

    def finish(self) -> None:
        """Complete and sync the files."""
        with _system_errors():
            self._writer.commit()
            self._writer.wait_merging_threads()
        for path in lexical_files(self._folder):
            sync_file(path)
        sync_folder(self._folder)


@contextmanager
def _system_errors() -> Iterator[None]:
    """Raise as OSError what tantivy, which has one exception for whatever the system refuses, raises as ValueError."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


def lexical_files(folder: Path) -> list[Path]:
    """List the files of a lexical index, its locks aside."""
    return sorted(path for path in folder.iterdir() if path.name not in _LOCKS)


class LexicalIndex:
    """Passages by BM25 (Robertson and Zaragoza 2009, with tantivy's k1 = 1.2 and b = 0.75)."""

    def __init__(self, folder: Path) -> None:
        """Open the index.

        Raises:
            IndexDamagedError: tantivy cannot read it.
        """
        try:
            self._index = tantivy.Index.open(str(folder))
            self._index.register_tokenizer(_ANALYZER, _analyzer())
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise IndexDamagedError(folder, "cannot be read as a lexical index") from error
        self._schema = _schema()
        self._words = _analyzer()

    @property
    def count(self) -> int:
        """How many passages it holds."""
        return self._searcher.num_docs

    def terms(self, text: str) -> list[str]:
        """Give the distinct terms of a text as the index knows them, in order."""
        return list(dict.fromkeys(self._words.analyze(prepared(text))))

    def document_frequency(self, term: str) -> int:
        """Count the passages that hold a term."""
        return self._searcher.doc_freq(_TEXT, term)

    def search(
        self, terms: Sequence[str] | Mapping[str, float], depth: int, rows: RowArray | None = None
    ) -> tuple[npt.NDArray[np.float32], RowArray]:
        """Find the passages that match any term, best first, among ``rows`` where given.

        A mapping gives each term the weight by which its score is multiplied.

        Returns BM25 scores and rows, both of shape (m,) with m <= ``depth``.
        """
        if not terms or depth <= 0 or self.count == 0 or (rows is not None and len(rows) == 0):
            return np.empty(0, np.float32), np.empty(0, np.int64)
        weights = terms if isinstance(terms, Mapping) else dict.fromkeys(terms, 1.0)
        clauses = [(tantivy.Occur.Should, self._term(term, weight)) for term, weight in weights.items()]
        query = tantivy.Query.boolean_query(clauses)
        if rows is None:
            return self._best(query, min(depth, self.count))
        limit = _FIRST_SPARE * depth * self.count // len(rows)
        while True:
            scores, matched = self._best(query, min(limit, self.count))
            kept = np.isin(matched, rows)
            if np.count_nonzero(kept) >= depth or len(matched) < limit:
                return scores[kept][:depth], matched[kept][:depth]
            limit *= _GROWTH

    def _best(self, query: tantivy.Query, limit: int) -> tuple[npt.NDArray[np.float32], RowArray]:
        found = self._searcher.search(query, limit, count=False).hits
        scores = np.array([score for score, _ in found], np.float32)
        return scores, np.array(self._searcher.fast_field_values(_ROW, [address for _, address in found]), np.int64)

    def _term(self, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, _TEXT, term)
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(_TEXT, stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_unsigned_field(_ROW, stored=False, indexed=False, fast=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(80),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def prepared(text: str) -> str:
    """Spell Greek letters out, and put the runs of letters and digits that make up one word behind the text."""
    spelled = text if text.isascii() else _ANY_GREEK.sub(lambda match: _GREEK[match.group()], text)
    if _MIXED.search(spelled) is None:
        return spelled
    runs = map(_RUN.findall, _WORD_WITH_DIGIT.findall(spelled))
    return " ".join([spelled, *(" ".join(parts) for parts in runs if len(parts) > 1)])
