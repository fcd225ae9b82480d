"""The vector index by size: what is taken, what it finds, and what a filter finds in it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, NamedTuple

import faiss
import numpy as np
import pytest

from indexer.index.errors import IndexDamagedError
from indexer.index.manifest import VectorIndexRecord
from indexer.index.vector_building import write_vectors
from indexer.index.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

COUNT, DIMENSION = 4_000, 32
EXACT = VectorIndexRecord("Flat", 0, 0, 1.0)
ONE_LIST = "IVF1,PQ16x4fs,Refine(SQfp16)"
COARSE = "IVF100,PQ16x4fs,Refine(SQfp16)"
FINER = "IVF100,SQ8,Refine(SQfp16)"
SMALL = {"exact_up_to": 100, "one_list_up_to": 100}


def clustered(count: int = COUNT, dimension: int = DIMENSION) -> npt.NDArray[np.float32]:
    """Return vectors of unit length around sixty centres, always the same."""
    generator = np.random.default_rng(7)
    centres = generator.standard_normal((60, dimension))
    vectors = centres[generator.integers(60, size=count)] + 0.6 * generator.standard_normal((count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Leave the processors to other tests: threads that wait for one another take most of theirs."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(threads)


class Approximate(NamedTuple):
    """An approximate index, its vectors, and what was tried for it."""

    searched: VectorIndex
    vectors: npt.NDArray[np.float32]
    tried: tuple[VectorIndexRecord, ...]


@pytest.fixture(scope="module")
def approximate(tmp_path_factory: pytest.TempPathFactory) -> Approximate:
    """Give an index that is approximate although it is small."""
    path, vectors = tmp_path_factory.mktemp("vectors") / "vectors.faiss", clustered()
    tried = write_vectors(vectors, vectors, path, **SMALL)
    return Approximate(VectorIndex(path), vectors, tried)


@pytest.fixture(scope="module")
def of_one_list(tmp_path_factory: pytest.TempPathFactory) -> Approximate:
    """Give an index whose codes are all looked at."""
    path, vectors = tmp_path_factory.mktemp("vectors") / "vectors.faiss", clustered()
    tried = write_vectors(vectors, vectors, path, exact_up_to=100)
    return Approximate(VectorIndex(path), vectors, tried)


def best(vectors: npt.NDArray[np.float32], query: npt.NDArray[np.float32], count: int) -> list[int]:
    """Rank by exact cosine."""
    return [int(row) for row in np.argsort(-(vectors @ query), kind="stable")[:count]]


def test_few_vectors_are_searched_exactly(tmp_path: Path) -> None:
    """Up to the limit nothing is approximate, and nothing is measured; one beyond it is."""
    vectors = clustered(200)
    assert write_vectors(vectors, vectors, tmp_path / "v", exact_up_to=200) == (EXACT,)
    assert write_vectors(vectors, vectors, tmp_path / "v", exact_up_to=199)[0].kind.startswith("IVF")


def test_many_vectors_are_coded_and_their_recall_is_measured(approximate: Approximate) -> None:
    """The first setting is taken where it reaches the target, and what is recorded is what the index then finds."""
    (taken,) = approximate.tried
    assert (taken.kind, taken.probes, taken.candidates) == (COARSE, 128, 800)
    found = [
        len(set(approximate.searched.search(query, 10)[1].tolist()) & set(best(approximate.vectors, query, 10)))
        for query in approximate.vectors[::8]
    ]
    assert taken.recall_at_10 >= 0.98
    assert np.mean(found) / 10 >= taken.recall_at_10 - 0.01


def test_the_cosines_of_an_approximate_index_are_those_of_its_vectors(approximate: Approximate) -> None:
    """Ranked by float16 vectors, they are within the rounding of those, best first."""
    query = approximate.vectors[17]
    cosines, rows = approximate.searched.search(query, 30)
    assert rows[0] == 17
    assert (np.diff(cosines) <= 0).all()
    assert np.allclose(cosines, approximate.vectors[rows] @ query, atol=1e-3)
    assert np.allclose(approximate.searched.cosines(query, rows), approximate.vectors[rows] @ query, atol=1e-3)
    assert (approximate.searched.count, approximate.searched.dimension) == (COUNT, DIMENSION)


def test_up_to_a_limit_all_codes_are_looked_at(of_one_list: Approximate) -> None:
    """In one list, so that nothing is missed but what codes cannot tell apart; to the depth that ranking asks for."""
    (taken,) = of_one_list.tried
    assert (taken.kind, taken.probes, taken.candidates) == (ONE_LIST, 1, 800)
    assert taken.recall_at_10 >= 0.99
    found = [
        len(set(of_one_list.searched.search(query, 200)[1].tolist()) & set(best(of_one_list.vectors, query, 200)))
        for query in of_one_list.vectors[::40]
    ]
    assert np.mean(found) / 200 >= 0.99


@pytest.mark.parametrize(("kind", "exact_rows"), [("approximate", 0), ("approximate", 20_000), ("of_one_list", 20_000)])
def test_a_filter_finds_the_best_of_its_rows(
    kind: str, exact_rows: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """By reading each vector where they are few, and by the lists where they are many or all in one."""
    monkeypatch.setattr("indexer.index.vectors._EXACT_ROWS", exact_rows)
    approximate: Approximate = request.getfixturevalue(kind)
    allowed = np.arange(5, COUNT, 9)
    query = approximate.vectors[40]
    _, rows = approximate.searched.search(query, 10, allowed)
    expected = allowed[best(approximate.vectors[allowed], query, 10)]
    assert len(set(rows.tolist()) & set(expected.tolist())) >= 9
    assert np.isin(rows, allowed).all()


def test_a_missed_target_takes_the_next_setting(tmp_path: Path) -> None:
    """More lists, more candidates, a finer code, at last exact search; every setting tried is told."""
    vectors = clustered()
    tried = write_vectors(vectors, vectors, tmp_path / "v", **SMALL, target=1.1)
    assert [setting.kind for setting in tried] == [COARSE] * 4 + [FINER] * 4 + ["Flat"]
    assert [(setting.probes, setting.candidates) for setting in tried[:4]] == [
        (128, 800),
        (256, 800),
        (512, 1_600),
        (512, 3_200),
    ]
    assert tried[-1] == EXACT
    assert VectorIndex(tmp_path / "v").search(vectors[3], 5)[1].tolist() == best(vectors, vectors[3], 5)


def test_what_eight_bits_cannot_tell_apart_is_kept_as_float16(tmp_path: Path) -> None:
    """Beyond the limit of float16 it is still what follows where eight bits miss the target, before exact search."""
    vectors = clustered(1_000)
    tried = write_vectors(vectors, vectors, tmp_path / "v", **SMALL, half_up_to=999, target=1.1)
    assert [(setting.kind, setting.probes, setting.candidates) for setting in tried] == [
        ("IVF25,PQ16x4fs,Refine(SQ8)", 128, 1_600),
        ("IVF25,PQ16x4fs,Refine(SQ8)", 256, 3_200),
        ("IVF25,PQ16x4fs,Refine(SQfp16)", 128, 1_600),
        ("IVF25,PQ16x4fs,Refine(SQfp16)", 256, 3_200),
        ("Flat", 0, 0),
    ]


def test_one_kind_is_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that missed the target is gone when the next is filled, so that memory holds only one."""
    made: list[weakref.ref[faiss.Index]] = []
    factory = faiss.index_factory

    def make(dimension: int, kind: str, metric: int) -> faiss.Index:
        assert [held() for held in made] == [None] * len(made)
        index = factory(dimension, kind, metric)
        made.append(weakref.ref(index))
        return index

    monkeypatch.setattr(faiss, "index_factory", make)
    vectors = clustered(1_000)
    write_vectors(vectors, vectors, tmp_path / "v", **SMALL, target=1.1)
    assert len(made) == 2


def test_very_many_vectors_are_kept_in_eight_bits(tmp_path: Path) -> None:
    """With more candidates; a cosine is then within the rounding of 255 steps a component."""
    vectors = clustered()
    (taken,) = write_vectors(vectors, vectors, tmp_path / "v", **SMALL, half_up_to=3_999)
    assert (taken.kind, taken.probes, taken.candidates) == ("IVF100,PQ16x4fs,Refine(SQ8)", 128, 1_600)
    assert taken.recall_at_10 >= 0.95
    cosines, rows = VectorIndex(tmp_path / "v").search(vectors[17], 30)
    assert rows[0] == 17
    assert np.allclose(cosines, vectors[rows] @ vectors[17], atol=0.02)
    assert not np.allclose(cosines, vectors[rows] @ vectors[17], atol=1e-5)


def test_a_dimension_that_no_code_divides_gets_the_finer_one(tmp_path: Path) -> None:
    """Two components share a code; where their number is odd each has its own."""
    vectors = clustered(dimension=31)
    assert write_vectors(vectors, vectors, tmp_path / "v", **SMALL)[0].kind == FINER


def test_the_same_vectors_give_the_same_bytes_on_one_thread_or_two(tmp_path: Path) -> None:
    """Training is seeded, and does not depend on how the work is shared; nor on whether the vectors are mapped."""
    vectors = clustered(1_000)
    np.save(tmp_path / "vectors.npy", vectors)
    try:
        for name, count, given in (
            ("one", 1, vectors),
            ("two", 2, np.load(tmp_path / "vectors.npy", mmap_mode="r")),
        ):
            faiss.omp_set_num_threads(count)
            write_vectors(given, given, tmp_path / name, **SMALL)
    finally:
        faiss.omp_set_num_threads(1)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_off_index_is_refused(tmp_path: Path, kept: float) -> None:
    """Mapped or not, what FAISS cannot read whole is damaged."""
    path, vectors = tmp_path / "v", clustered()
    write_vectors(vectors, vectors, path, **SMALL)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(IndexDamagedError, match="cannot be read as a FAISS index"):
        VectorIndex(path)
