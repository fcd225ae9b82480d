# ruff: noqa: RUF001  # Greek letters are what some lines are about
"""The lexical index finds passages by their words, however these are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.index.errors import IndexDamagedError
from indexer.index.lexical import LexicalIndex, LexicalWriter, lexical_files, prepared
from indexer.index.words import count_words, read_words, write_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TEXTS = [
    "Alpha-lipoic acid was given to patients.",
    "The α2δ ligand gabapentin eases pain.",
    "Pain, pain and more pain in the trials.",
    "Café society and naïve readers.",
    "",
    "IL-6 rose, HbA1c fell, and vitamin B12 was low.",
]


def write(texts: Iterable[str], folder: Path) -> None:
    """Write an index of texts."""
    with LexicalWriter(folder) as writer:
        for text in texts:
            writer.add(prepared(text))
        writer.finish()


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    """Give an index of the texts above."""
    write(TEXTS, tmp_path / "lexical")
    return LexicalIndex(tmp_path / "lexical")


def found(index: LexicalIndex, question: str, rows: list[int] | None = None) -> list[int]:
    """Return the rows that a question finds, best first."""
    allowed = None if rows is None else np.array(rows, np.int64)
    return [int(row) for row in index.search(index.terms(question), 10, allowed)[1]]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("lipoic", [0]),
        ("ALPHA-LIPOIC", [0, 1]),
        ("alpha2delta ligands", [1, 0]),
        ("α2δ", [1, 0]),
        ("patient", [0]),
        ("pains", [2, 1]),
        ("cafe NAIVE", [3]),
        ("the of and", []),
        ("IL6", [5]),
        ("il 6", [5]),
        ("B-12", [5]),
        ("hba1c", [5]),
        ("alpha-2-delta", [1, 0]),
        ("unknownword", []),
        ("", []),
        ('"(*) AND -', []),
    ],
)
def test_words_are_found_in_any_form(index: LexicalIndex, question: str, rows: list[int]) -> None:
    """Case, accents, inflection, hyphens and Greek letters do not matter; stop words and query syntax find nothing."""
    assert found(index, question) == rows


def test_more_occurrences_score_higher_and_scores_fall(index: LexicalIndex) -> None:
    """BM25 puts the passage with more of the word first."""
    scores, rows = index.search(index.terms("pain"), 10)
    assert rows.tolist() == [2, 1]
    assert scores[0] > scores[1] > 0
    assert index.search(index.terms("pain"), 1)[1].tolist() == [2]


def test_a_filter_leaves_the_best_of_its_rows(index: LexicalIndex) -> None:
    """Rows outside the filter are never given, and depth counts what is left."""
    assert found(index, "pain gabapentin", [2, 3]) == [2]
    assert found(index, "pain", []) == []
    assert index.search(index.terms("pain"), 1, np.array([1], np.int64))[1].tolist() == [1]
    assert index.search(index.terms("pain"), 0)[1].size == 0


@pytest.mark.parametrize("rows", [[0], [59], [57, 58, 59], [1, 40], [3, 20, 37, 54], list(range(60))])
def test_a_filter_finds_the_same_however_late_its_rows_come(tmp_path: Path, rows: list[int]) -> None:
    """What passes a filter is what is left of all matches, though far fewer than all are asked for at first."""
    write(("pain " * 5 + "and sleep " * number for number in range(60)), tmp_path / "many")
    index = LexicalIndex(tmp_path / "many")
    scores, matched = index.search(index.terms("pain"), 60)
    kept = np.isin(matched, rows)
    some, among = index.search(index.terms("pain"), 2, np.array(rows, np.int64))
    assert among.tolist() == matched[kept][:2].tolist()
    assert some.tolist() == scores[kept][:2].tolist()


def test_rows_and_frequencies_are_counted(index: LexicalIndex) -> None:
    """An empty text is a row too."""
    assert index.count == len(TEXTS)
    assert index.document_frequency("pain") == 2
    assert index.terms("pain pains Pain acid") == ["pain", "acid"]


def test_an_index_without_texts_finds_nothing(tmp_path: Path) -> None:
    """No passage is no error."""
    write([], tmp_path / "lexical")
    empty = LexicalIndex(tmp_path / "lexical")
    assert (empty.count, found(empty, "pain")) == (0, [])


def test_only_locks_are_left_out_of_the_files(tmp_path: Path, index: LexicalIndex) -> None:
    """What the manifest vouches for is everything that is read."""
    assert index.count
    names = {path.name for path in lexical_files(tmp_path / "lexical")}
    assert {"meta.json", ".managed.json"} <= names
    assert {path.name for path in (tmp_path / "lexical").iterdir()} - names <= {
        ".tantivy-writer.lock",
        ".tantivy-meta.lock",
    }


def test_what_is_no_lexical_index_is_refused_by_name(tmp_path: Path) -> None:
    """A missing folder, an empty one and one of nonsense are damage."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "nonsense").mkdir()
    (tmp_path / "nonsense" / "meta.json").write_text("nonsense")
    for name in ("missing", "empty", "nonsense"):
        with pytest.raises(IndexDamagedError, match=f"^{tmp_path / name} cannot be read as a lexical index"):
            LexicalIndex(tmp_path / name)


def test_words_round_trip_with_the_number_of_texts_that_hold_them(tmp_path: Path) -> None:
    """Words are lower case, letters only, sorted, and counted once a text."""
    write_words(count_words(["Pain pain x", "pain St John's 12a wort", "Καλά"]), tmp_path / "words.tsv")
    assert read_words(tmp_path / "words.tsv") == {"john": 1, "pain": 2, "st": 1, "wort": 1, "καλά": 1}
    assert (tmp_path / "words.tsv").read_text().startswith("john\t1\npain\t2\n")


@pytest.mark.parametrize("content", [b"word\n", b"word\tmany\n", b"\xff\t1\n"])
def test_a_line_that_is_no_word_is_refused(tmp_path: Path, content: bytes) -> None:
    """The file is named."""
    path = tmp_path / "words.tsv"
    path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"^{path} holds a line that is no word"):
        read_words(path)


def test_missing_words_are_refused(tmp_path: Path) -> None:
    """The system's reason is given."""
    with pytest.raises(IndexDamagedError, match=r"cannot be read \(No such file or directory\)"):
        read_words(tmp_path / "words.tsv")
