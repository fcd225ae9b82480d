"""Fixtures for every test: a fake encoder, small indexes built with it, and the library with the real one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from filelock import FileLock

from indexer.build import build
from indexer.settings import BuildSettings
from indexer.splitting import SplitSettings

# Programs that the tests start use the fakes too, so they stand in a file of their own beside this one.
sys.path.insert(0, str(Path(__file__).parent))
from fakes import Built, FakeEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.events import Event

ROOT = Path(__file__).parents[1]

_LOADERS = ("indexer.build.load_encoder", "search_api.opening.load_encoder", "search_api.live.load_encoder")


class BuildIndex(Protocol):
    """Builds an index of the sources with the fake encoder."""

    def __call__(
        self,
        *sources: Path,
        index: Path | None = None,
        references: tuple[Path, ...] = (),
        splitter: SplitSettings | None = None,
        heading_context: bool = True,
        keep: int = 2,
    ) -> Built:
        """Build into ``index``, which is the folder ``index`` of the test where it is not given."""


@pytest.fixture
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """Give the encoder that builds and searches load in this test, whatever model they name."""
    encoder = FakeEncoder()
    for loader in _LOADERS:
        monkeypatch.setattr(loader, lambda *_: encoder)
    return encoder


@pytest.fixture
def build_index(tmp_path: Path, fake_encoder: FakeEncoder) -> BuildIndex:
    """Give a function that builds an index with the fake encoder, in this process."""
    assert fake_encoder.runtime == "fake"

    def build_it(
        *sources: Path,
        index: Path | None = None,
        references: tuple[Path, ...] = (),
        splitter: SplitSettings | None = None,
        heading_context: bool = True,
        keep: int = 2,
    ) -> Built:
        root = index or tmp_path / "index"
        events: list[Event] = []
        settings = BuildSettings(
            sources=sources,
            index=root,
            references=references,
            splitter=splitter or SplitSettings(),
            heading_context=heading_context,
            keep=keep,
        )
        outcome = build(settings, events.append)
        return Built(root, outcome, tuple(events))

    return build_it


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Give a function that writes a file below the test's folder, as it is, and returns its path."""

    def write_it(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_it


@pytest.fixture
def notes(write: Callable[[str, str | bytes], Path]) -> Path:
    """Give a folder with a document of each format: two of Markdown, one of plain text, two of JSONL."""
    write(
        "notes/gabapentin.md",
        "---\nid: gabapentin\ntitle: Gabapentin\ntheme: medicines\ntags: [medicine, calcium]\n---\n"
        "# Gabapentin\n\nGabapentin eases burning pain in some people. It is taken three times a day.\n\n"
        "## Side effects\n\nDizziness is common. Swollen ankles are less common [@moore2014].\n",
    )
    write(
        "notes/ginger.md",
        "---\nid: ginger\ntitle: Ginger\ntheme: nutrition\n---\n"
        "# Ginger\n\nGinger root is a spice. Trials of ginger in nerve pain are small.\n",
    )
    write("notes/plain.txt", "Massage\n\nMassage relaxes tight muscles. It does not mend a nerve.\n")
    write(
        "notes/trials.jsonl",
        '{"_id": "t1", "title": "Lidocaine", "text": "Lidocaine patches numb the skin.", "metadata": {"year": 2020}}\n'
        '{"_id": "t2", "title": "Capsaicin", "text": "Capsaicin patches burn at first.", "metadata": {"year": 2021}}\n',
    )
    return write("notes/.hidden", "settings, not a document").parent


@pytest.fixture(scope="session")
def library_index(pytestconfig: pytest.Config) -> Path:
    """Give the index of the shipped library, built with the bundled encoder.

    It stands in pytest's cache, and the build is incremental: only the first run on a machine waits for it.
    """
    cache = pytestconfig.cache
    assert cache is not None
    root = cache.mkdir("library-index")
    settings = BuildSettings(
        sources=(ROOT / "corpus" / "documents",), references=(ROOT / "corpus" / "references.json",), index=root
    )
    with FileLock(root.with_suffix(".lock")):
        build(settings, lambda _event: None)
    return root
