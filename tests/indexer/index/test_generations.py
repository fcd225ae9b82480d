"""Publishing is one step: readers see the whole old generation or the whole new one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.index.durable import sha256_of
from indexer.index.errors import IndexDamagedError, IndexNotFoundError
from indexer.index.generations import clear_leftovers, free_name, point_to, prune, publish, read_current
from indexer.index.layout import IndexLayout

if TYPE_CHECKING:
    from pathlib import Path

A, B, C = "a" * 16, "b" * 16, "c" * 16


@pytest.fixture
def layout(tmp_path: Path) -> IndexLayout:
    """Give an index folder without a generation."""
    (tmp_path / "generations").mkdir()
    return IndexLayout(tmp_path)


def stage_and_publish(layout: IndexLayout, name: str) -> None:
    """Publish a generation that holds nothing but a manifest."""
    staged = layout.staging(name)
    staged.folder.mkdir()
    staged.manifest.write_text(name)
    publish(layout, staged, name)


def age(layout: IndexLayout, name: str, seconds: int) -> None:
    """Set when a generation was made."""
    os.utime(layout.generation(name).folder, (seconds, seconds))


def test_what_is_published_is_current(layout: IndexLayout) -> None:
    """CURRENT names the generation and vouches for its manifest; nothing is left in staging."""
    stage_and_publish(layout, A)
    assert read_current(layout) == (A, sha256_of(layout.generation(A).manifest))
    stage_and_publish(layout, B)
    assert read_current(layout).generation == B
    assert sorted(path.name for path in layout.generations.iterdir()) == [A, B]
    assert sorted(path.name for path in layout.root.iterdir()) == ["CURRENT", "generations"]


def test_nothing_published_is_not_found(layout: IndexLayout) -> None:
    """A generation that no CURRENT names serves nobody."""
    layout.staging(A).folder.mkdir()
    with pytest.raises(IndexNotFoundError):
        read_current(layout)


def test_a_generation_on_disk_can_be_pointed_to_again(layout: IndexLayout) -> None:
    """An older generation that is what a build would give serves again without being written."""
    stage_and_publish(layout, A)
    stage_and_publish(layout, B)
    point_to(layout, A)
    assert read_current(layout).generation == A


def test_a_name_that_is_taken_gets_a_number(layout: IndexLayout) -> None:
    """The first free number follows the fingerprint, and CURRENT can name it."""
    assert free_name(layout, A * 4) == A
    stage_and_publish(layout, A)
    assert free_name(layout, A * 4) == f"{A}-2"
    stage_and_publish(layout, f"{A}-2")
    assert free_name(layout, A * 4) == f"{A}-3"
    assert read_current(layout).generation == f"{A}-2"


def test_a_name_without_a_number_is_never_mistaken(layout: IndexLayout) -> None:
    """CURRENT accepts no name with a path in it, and no line with more or less than three fields."""
    stage_and_publish(layout, A)
    good = layout.current.read_bytes()
    for content in (b"../" + good, good * 2, good[:-1], good.upper(), good.replace(b" ", b"  "), b" " + good):
        layout.current.write_bytes(content)
        with pytest.raises(IndexDamagedError, match="CURRENT does not name a generation"):
            read_current(layout)


def test_the_live_generation_and_the_newest_others_are_kept(layout: IndexLayout) -> None:
    """``keep`` counts the live one; the oldest go first, and are named."""
    for seconds, name in ((1, A), (2, B), (3, C)):
        stage_and_publish(layout, name)
        age(layout, name, seconds)
    assert prune(layout, keep=3) == []
    assert prune(layout, keep=2) == [A]
    point_to(layout, B)
    assert prune(layout, keep=1) == [C]
    assert [path.name for path in layout.published()] == [B]
    assert prune(layout, keep=1) == []


def test_a_generation_is_renamed_before_it_is_removed(layout: IndexLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where removing stops half way, no half of a generation bears its name, and the next build removes the rest."""
    stage_and_publish(layout, A)
    stage_and_publish(layout, B)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
        with pytest.raises(OSError, match="Input/output error"):
            prune(layout, keep=1)
    assert [path.name for path in layout.published()] == [B]
    assert [path.name for path in layout.leftovers()] == [f".discarded-{A}"]
    clear_leftovers(layout)
    assert [path.name for path in layout.generations.iterdir()] == [B]


def test_leftovers_of_builds_that_were_cut_off_are_removed(layout: IndexLayout) -> None:
    """Staging folders go, published generations stay."""
    stage_and_publish(layout, A)
    layout.staging(B).folder.mkdir()
    layout.staging(B).store.write_text("half")
    clear_leftovers(layout)
    assert [path.name for path in layout.generations.iterdir()] == [A]


def test_a_folder_without_generations_has_none(tmp_path: Path) -> None:
    """A new folder has neither generations nor leftovers."""
    assert (IndexLayout(tmp_path).published(), IndexLayout(tmp_path).leftovers()) == ([], [])
