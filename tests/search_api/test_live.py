"""Generations change under a service that goes on answering."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from search_api.live import LiveSearcher, NotReadyError
from search_api.opening import open_beside
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.encoding.seam import Encoder
    from indexer.index.manifest import IndexManifest
    from search_api.ranking.settings import SearchSettings
    from search_api.searcher import Searcher


def test_nothing_is_ready_before_the_first_generation(tmp_path: Path) -> None:
    """Without an index the state tells why, and a request is refused with the same words."""
    live = LiveSearcher(tmp_path / "nothing")
    live.refresh()
    assert not live.state.ready
    assert "there is no index" in (live.state.problem or "")
    with pytest.raises(NotReadyError, match="there is no index"), live.use():
        pass


def test_an_index_built_later_is_picked_up(build_index: Callable[..., object], notes: Path, tmp_path: Path) -> None:
    """A service may start before its first index is built."""
    live = LiveSearcher(tmp_path / "index")
    live.refresh()
    build_index(notes)
    live.refresh()
    assert live.state.ready
    assert live.state.problem is None
    live.stop()


def test_a_request_keeps_the_generation_it_began_with(
    build_index: Callable[..., object], notes: Path, tmp_path: Path
) -> None:
    """A new generation serves the next request; the old one answers until its last request ends, then closes."""
    build_index(notes)
    live = LiveSearcher(tmp_path / "index")
    live.refresh()
    with live.use() as old:
        (notes / "ginger.md").write_text("# Ginger\n\nGinger is a root that grows in the tropics.\n", encoding="utf-8")
        build_index(notes, keep=1)
        live.refresh()
        assert live.state.generation != old.generation
        texts = [hit.text for hit in old.search(SearchRequest("ginger root")).hits]
        assert any("Ginger root is a spice." in text for text in texts)
        with live.use() as new:
            assert any("tropics" in hit.text for hit in new.search(SearchRequest("ginger root")).hits)
    with pytest.raises(Exception, match="closed"):
        old.index.store.document("ginger")
    live.stop()


def test_a_damaged_generation_never_replaces_one_that_serves(
    build_index: Callable[..., object], notes: Path, tmp_path: Path
) -> None:
    """The old generation keeps serving, and readiness says what is wrong until a sound one is published."""
    build_index(notes)
    live = LiveSearcher(tmp_path / "index")
    live.refresh()
    before = live.state.generation
    (notes / "ginger.md").write_text("# Ginger\n\nGinger grows in the tropics.\n", encoding="utf-8")
    build_index(notes)
    current = (tmp_path / "index" / "CURRENT").read_text(encoding="ascii").split()[0]
    (tmp_path / "index" / "generations" / current / "vectors.faiss").write_bytes(b"")
    live.refresh()
    assert live.state.generation == before
    assert "vectors.faiss" in (live.state.problem or "")
    with live.use() as searcher:
        assert searcher.search(SearchRequest("ginger")).generation == before
    build_index(notes)
    live.refresh()
    assert live.state.generation not in {None, before}
    assert live.state.problem is None
    live.stop()


def test_many_swaps_under_many_clients_lose_no_request(
    build_index: Callable[..., object], notes: Path, tmp_path: Path
) -> None:
    """Every answer under twenty swaps is whole and comes from exactly one generation."""
    build_index(notes)
    live = LiveSearcher(tmp_path / "index")
    live.refresh()
    failures: list[str] = []
    answered = 0
    stopping = threading.Event()

    def ask() -> None:
        nonlocal answered
        while not stopping.is_set():
            try:
                with live.use() as searcher:
                    result = searcher.search(SearchRequest("ginger root"))
                    if {hit.citation.generation for hit in result.hits} != {result.generation}:
                        failures.append("an answer mixes generations")
                answered += 1
            except Exception as error:  # noqa: BLE001 - whatever fails is what the test is about
                failures.append(repr(error))

    clients = [threading.Thread(target=ask) for _ in range(8)]
    for client in clients:
        client.start()
    generations = set()
    for swap in range(20):
        (notes / "ginger.md").write_text(f"# Ginger\n\nGinger root, batch {swap}.\n", encoding="utf-8")
        build_index(notes, keep=1)
        live.refresh()
        generations.add(live.state.generation)
    stopping.set()
    for client in clients:
        client.join()
    assert failures == []
    assert len(generations) == 20
    assert answered > 100
    live.stop()


def test_the_watcher_survives_the_index_being_moved_away(
    build_index: Callable[..., object], notes: Path, tmp_path: Path
) -> None:
    """What serves goes on serving from open files; the state says that the index is gone."""
    build_index(notes)
    live = LiveSearcher(tmp_path / "index")
    live.refresh()
    shutil.move(tmp_path / "index", tmp_path / "elsewhere")
    live.refresh()
    assert "there is no index" in (live.state.problem or "")
    with live.use() as searcher:
        assert searcher.search(SearchRequest("ginger")).hits
    live.stop()


def test_a_generation_published_while_another_is_opened_is_not_missed(
    build_index: Callable[..., object], notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It serves from the next look at the index on."""
    build_index(notes)
    live = LiveSearcher(tmp_path / "index")

    def open_slowly(
        root: Path, encoder_of: Callable[[IndexManifest], Encoder], settings: SearchSettings | None
    ) -> Searcher:
        searcher = open_beside(root, encoder_of, settings)
        (notes / "ginger.md").write_text("# Ginger\n\nGinger grows in the tropics.\n", encoding="utf-8")
        build_index(notes)
        return searcher

    with monkeypatch.context() as patched:
        patched.setattr("search_api.live.open_beside", open_slowly)
        live.refresh()
    before = live.state.generation
    live.refresh()
    assert live.state.generation not in {None, before}
    with live.use() as searcher:
        assert any("tropics" in hit.text for hit in searcher.search(SearchRequest("ginger")).hits)
    live.stop()


def test_a_generation_that_cannot_answer_is_closed_and_left_alone_for_a_while(
    build_index: Callable[..., object], notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its first question fails of: files are given back, and it is not opened again at every look."""
    build_index(notes)
    opened: list[Searcher] = []

    def failing(*about: object) -> Searcher:
        opened.append(open_beside(*about))  # type: ignore[arg-type]
        monkeypatch.setattr(opened[-1], "search", lambda _: 1 / 0)
        return opened[-1]

    monkeypatch.setattr("search_api.live.open_beside", failing)
    live = LiveSearcher(tmp_path / "index")
    with pytest.raises(ZeroDivisionError):
        live.refresh()
    live.refresh()
    assert len(opened) == 1
    assert not live.state.ready
    with pytest.raises(Exception, match="closed"):
        opened[0].index.store.document("ginger")
    live.stop()
