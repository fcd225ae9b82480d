"""Each leg is measured on what it says, against exact search of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.commands import legs
from benchmarks.questions import read_questions
from evaluation.errors import DatasetError
from indexer.index.manifest import VectorIndexRecord

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

SENTENCES = [f"Sentence {number} of the whole corpus tells of {word}." for number, word in enumerate(["heat"] * 40)]


def unit(count: int) -> npt.NDArray[np.float32]:
    """Return vectors of unit length, always the same."""
    vectors = np.random.default_rng(count).standard_normal((count, 16)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


MATERIAL = legs.Material(SENTENCES, unit(40), ["Heat of the corpus?", "Which sentence?"], unit(2))


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for a step: only memory is measured in one."""
    monkeypatch.setattr(legs, "_alone", lambda step, *args: step(*args))


def test_exact_search_finds_all_and_leaves_the_index_alone(tmp_path: Path) -> None:
    """The vectors themselves are deleted once the truth is known, for they take the most room."""
    row = legs.measure_vectors(MATERIAL, 300, tmp_path)
    assert (row["passages"], row["kind"], row["recall@10"]) == (300, "Flat", 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


def test_the_builds_own_recall_stands_beside_that_of_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build measures it with the sentences, and not with the vectors that are indexed."""
    given: list[npt.NDArray[np.float32]] = []

    def write(_: object, sentences: npt.NDArray[np.float32], path: Path) -> tuple[VectorIndexRecord, ...]:
        given.append(sentences)
        path.touch()
        return (VectorIndexRecord("IVF", 1, 10, 0.75),)

    monkeypatch.setattr(legs, "write_vectors", write)
    monkeypatch.setattr(legs, "_search_vectors", lambda *_: {"recall@10": 0.5})
    row = legs.measure_vectors(MATERIAL, 300, tmp_path)
    assert given[0] is MATERIAL.vectors
    assert (row["recall@10 as the build measured it"], row["recall@10"]) == (0.75, 0.5)


def test_what_is_missed_lowers_recall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the ten nearest is a half."""
    monkeypatch.setattr(legs, "_DEPTH", 5)
    assert legs.measure_vectors(MATERIAL, 300, tmp_path)["recall@10"] == pytest.approx(0.5)


def test_a_questions_words_are_counted_in_all_texts(tmp_path: Path) -> None:
    """Every text holds "heat" and "corpus", and "sentence": two matches a text for one question, one for the other."""
    row = legs.measure_texts(MATERIAL, 200, tmp_path)
    assert row["matches of a question's words, p50"] == pytest.approx(300)


def test_questions_that_cannot_be_read_are_refused_by_name(tmp_path: Path) -> None:
    """A missing file is one sentence, as it is for a dataset."""
    with pytest.raises(DatasetError, match=r"nothing\.jsonl cannot be read \(No such file or directory\): name"):
        read_questions(tmp_path / "nothing.jsonl")
