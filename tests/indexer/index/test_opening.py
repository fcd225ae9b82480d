"""Nothing of a damaged index is served: whatever is wrong with a file is found on opening, by the file's name."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from fakes import DIMENSION, FakeEncoder

from indexer.build import build
from indexer.index.durable import sha256_of
from indexer.index.errors import IndexDamagedError, IndexFormatError, IndexNotFoundError, IndexStateError
from indexer.index.generations import point_to, read_current
from indexer.index.layout import FORMAT_VERSION, IndexLayout
from indexer.index.manifest import read_manifest
from indexer.index.opening import open_index
from indexer.index.store import PassageStore
from indexer.index.vector_building import write_vectors
from indexer.settings import BuildSettings

if TYPE_CHECKING:
    from collections.abc import Callable

FLIPS = 100
FILES = [
    "CURRENT",
    "manifest.json",
    "passages.sqlite",
    "vectors.faiss",
    "sentences.npy",
    "words.tsv",
    "abbreviations.tsv",
    "ledger.jsonl",
    "lexical/meta.json",
    "lexical/.managed.json",
    "lexical/*.term",
    "lexical/*.idx",
    "lexical/*.fast",
    "lexical/*.fieldnorm",
    "lexical/*.store",
    "lexical/*.pos",
]


class TwoGenerations(NamedTuple):
    """An index with a live generation, and another one's files beside it."""

    root: Path
    other: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> TwoGenerations:
    """Build an index of two generations whose every file differs."""
    folder = tmp_path_factory.mktemp("opening")
    notes, root = folder / "notes", folder / "index"
    notes.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.load_encoder", lambda *_: FakeEncoder())
        for edition in ("first", "second"):
            (notes / f"{edition}.md").write_text(
                f"---\ntitle: {edition}\n---\n# Heat\n\n"
                f"The {edition} edition says: {edition} heat ({edition[0].upper()}H) eases an aching muscle. 😀\n"
            )
            build(BuildSettings(sources=(notes,), index=root), lambda _event: None)
    layout = IndexLayout(root)
    (other,) = [path for path in layout.published() if path.name != read_current(layout).generation]
    return TwoGenerations(root, other)


@pytest.fixture
def index(built: TwoGenerations, tmp_path: Path) -> Path:
    """Give a copy of the index that a test may damage."""
    return Path(shutil.copytree(built.root, tmp_path / "index"))


def file_of(root: Path, name: str) -> Path:
    """Find a file of the live generation, or CURRENT; lexical files have names of tantivy's choosing."""
    if name == "CURRENT":
        return root / name
    folder = root / "generations" / read_current(IndexLayout(root)).generation
    (path,) = folder.glob(name)
    return path


def refused(root: Path, path: Path) -> str:
    """Open the index, which must be refused as damaged with the file's name; give the problem."""
    with pytest.raises(IndexDamagedError) as caught:
        open_index(root)
    assert caught.value.file == path, f"{path.name} is damaged, the message says: {caught.value}"
    assert str(path) in str(caught.value)
    assert "build the index again" in str(caught.value)
    return caught.value.problem


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "halved": lambda content: content[: len(content) // 2],
    "a byte short": lambda content: content[:-1],
    "a byte long": lambda content: content + b"\n",
    "zeroed": lambda content: bytes(len(content)),
    "its first kilobyte zeroed": lambda content: bytes(min(1024, len(content))) + content[1024:],
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_cut_or_overwritten_is_named(index: Path, name: str, damage: str) -> None:
    """Every file of an index, damaged in every way a disk or a copy can, is refused by name."""
    path = file_of(index, name)
    content = path.read_bytes()
    damaged = DAMAGES[damage](content)
    assert damaged != content
    path.write_bytes(damaged)
    refused(index, path)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_deleted_file_is_named(index: Path, name: str) -> None:
    """A file that is gone is refused by name; without CURRENT there is no index."""
    path = file_of(index, name)
    path.unlink()
    assert refused(index, path) == "cannot be read (No such file or directory)"


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_named(index: Path, name: str) -> None:
    """What cannot be read is refused with the system's reason."""
    path = file_of(index, name)
    path.unlink()
    path.mkdir()
    assert "directory" in refused(index, path) or "bytes" in refused(index, path)


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_bit_is_found(index: Path, name: str) -> None:
    """A hundred seeded bits of each file, flipped one at a time, are each refused by the file's name."""
    path = file_of(index, name)
    content = path.read_bytes()
    bits = len(content) * 8
    places = random.Random(name).sample(range(bits), min(FLIPS, bits))  # noqa: S311 - a seeded choice
    for place in places:
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        refused(index, path)
    path.write_bytes(content)
    open_index(index).close()


@pytest.mark.parametrize("name", [name for name in FILES[1:] if not name.startswith("lexical/*")])
def test_a_file_of_another_generation_is_named(built: TwoGenerations, index: Path, name: str) -> None:
    """A sound file in the wrong place is refused: a mixture of two generations never serves."""
    path = file_of(index, name)
    (other,) = built.other.glob(name)
    if other.read_bytes() == path.read_bytes():
        pytest.fail(f"{name} is the same in both generations, so this shows nothing")
    shutil.copyfile(other, path)
    refused(index, path)


def test_every_file_of_an_index_is_tried_above(index: Path) -> None:
    """A file that joins the index joins the list."""
    folder = file_of(index, "manifest.json").parent
    tried = {file_of(index, name) for name in FILES[1:]}
    found = {path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")}
    assert tried == found


def test_no_index_is_not_a_damaged_one(tmp_path: Path, index: Path) -> None:
    """An empty folder, a missing one, a file, and an index without CURRENT are told how to build one."""
    (tmp_path / "file").write_text("x")
    (index / "CURRENT").unlink()
    for root in (tmp_path, tmp_path / "missing", tmp_path / "file", index):
        with pytest.raises(IndexNotFoundError, match=f"no index in {root}: build one with `python -m indexer build"):
            open_index(root)


@pytest.mark.parametrize("content", [b"nonsense\n", b"../../etc/passwd", b"\xff" * 100, b"0" * 16 + b"\n"])
def test_a_current_that_names_nothing_is_damaged(index: Path, content: bytes) -> None:
    """What is not a line of ``publish`` is refused, and no path is made of it."""
    (index / "CURRENT").write_bytes(content)
    assert refused(index, index / "CURRENT") == "does not name a generation"


def republish(root: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest in its own form, and let CURRENT vouch for it."""
    path = file_of(root, "manifest.json")
    record = json.loads(path.read_bytes())
    change(record)
    for file in record["files"]:
        if (path.parent / file["name"]).exists():
            file["sha256"], file["size"] = (
                sha256_of(path.parent / file["name"]),
                (path.parent / file["name"]).stat().st_size,
            )
    path.write_text(json.dumps(record, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    layout = IndexLayout(root)
    point_to(layout, path.parent.name)


@pytest.mark.parametrize("version", [0, FORMAT_VERSION + 1, "1", None, 1.5])
def test_another_format_version_is_refused_with_both_numbers(index: Path, version: object) -> None:
    """An index of another version is told apart from a damaged one, and how to mend it is said."""
    republish(index, lambda record: record.update(format_version=version))
    with pytest.raises(IndexFormatError) as caught:
        open_index(index)
    assert str(caught.value) == (
        f"the index in {index} has format version {version}, this software reads version {FORMAT_VERSION}: "
        f"build it again with `python -m indexer build SOURCE --index {index}`"
    )


@pytest.mark.parametrize(
    ("field", "file"),
    [("documents", "passages.sqlite"), ("passages", "passages.sqlite"), ("sentences", "sentences.npy")],
)
def test_a_count_that_does_not_agree_is_refused(index: Path, field: str, file: str) -> None:
    """Even where every checksum agrees, a file must hold as much as the manifest says."""

    def one_more(record: dict[str, object]) -> None:
        counts = record["counts"]
        assert isinstance(counts, dict)
        counts[field] += 1

    path = file_of(index, file)
    republish(index, one_more)
    assert f"{field if field != 'sentences' else 'sentence vectors'} where the manifest says" in refused(index, path)


@pytest.mark.parametrize("name", ["vectors.faiss", "sentences.npy"])
@pytest.mark.parametrize(("rows", "columns"), [(1, DIMENSION), (2, 16)])
def test_vectors_of_another_shape_are_refused(index: Path, name: str, rows: int, columns: int) -> None:
    """Vectors that are too few or of another dimension are found although their checksum agrees."""
    path = file_of(index, name)
    rows_each = 1 if name == "vectors.faiss" else 2
    vectors = np.ones((rows * rows_each, columns), np.float32)
    if name == "vectors.faiss":
        write_vectors(vectors, vectors, path)
    else:
        np.save(path, vectors.astype(np.float16))
    republish(index, lambda _: None)
    what = f"{rows * rows_each} " if columns == DIMENSION else f"{columns} dimensions"
    assert refused(index, path).startswith(f"holds {what}")


def test_an_encoder_of_another_dimension_is_refused(index: Path) -> None:
    """The manifest's encoder and the vectors must agree."""

    def wider(record: dict[str, object]) -> None:
        encoder = record["encoder"]
        assert isinstance(encoder, dict)
        encoder["dimension"] += 1

    path = file_of(index, "vectors.faiss")
    republish(index, wider)
    assert refused(index, path) == "holds 32 dimensions where the manifest says 33"


def test_a_manifest_that_lists_too_little_is_refused(index: Path) -> None:
    """A file that is not vouched for is not read."""

    def forget(record: dict[str, object]) -> None:
        files = record["files"]
        assert isinstance(files, list)
        record["files"] = [file for file in files if file["name"] != "words.tsv"]

    path = file_of(index, "manifest.json")
    republish(index, forget)
    assert refused(index, path) == "does not list words.tsv"


def test_a_passage_that_is_not_the_documents_text_is_found(index: Path) -> None:
    """``check`` compares every passage with its document, whatever the checksums say."""
    path = file_of(index, "passages.sqlite")
    for forgery, problem in (
        (
            "UPDATE passages SET text = replace(text, 'e', 'o') WHERE row = 1",
            "holds passage 1 where its document",
        ),
        ("UPDATE passages SET start = start + 1 WHERE row = 0", "holds passage 0 where its document"),
        ("UPDATE passages SET sha256 = 'x' WHERE row = 0", "holds passage 0 where its document"),
        ("UPDATE passages SET document = 99 WHERE row = 1", "holds passages that belong to no document"),
        ("UPDATE document_texts SET text = 'x' || text WHERE row = 1", "holds passage 1 where its document"),
    ):
        sound = path.read_bytes()
        connection = sqlite3.connect(path)
        connection.execute(forgery)
        connection.commit()
        connection.close()
        republish(index, lambda _: None)
        opened = open_index(index)
        with pytest.raises(IndexDamagedError, match=problem) as caught:
            opened.store.check()
        opened.close()
        assert caught.value.file == path
        path.write_bytes(sound)
    store = PassageStore(path)
    store.check()
    store.close()


def test_a_generation_published_while_one_is_opened_is_opened_instead(
    index: Path, built: TwoGenerations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a build publishes and prunes between the reading of CURRENT and of the files, the newer one is opened."""
    layout = IndexLayout(index)
    stale = read_current(layout)
    shutil.rmtree(layout.generation(stale.generation).folder)
    point_to(layout, built.other.name)
    answers = iter([stale])
    monkeypatch.setattr("indexer.index.opening.read_current", lambda _: next(answers, read_current(layout)))
    opened = open_index(index)
    assert opened.manifest.generation == built.other.name
    opened.close()


def test_a_sound_index_opens_and_holds_what_was_built(index: Path) -> None:
    """The counts of the manifest are those of the files, and the passage of the first row is the first document's."""
    opened = open_index(index)
    assert (opened.store.document_count, opened.store.passage_count, opened.vectors.count) == (2, 2, 2)
    assert opened.lexical.count == 2
    assert opened.words["edition"] == 2
    (passage,) = opened.store.passages([0])
    assert passage.text == "The first edition says: first heat (FH) eases an aching muscle. 😀"
    opened.store.check()
    opened.close()


def test_every_message_names_the_next_step(index: Path) -> None:
    """Errors of an index are one sentence with what to do."""
    read_manifest(file_of(index, "manifest.json"))
    for error in (IndexNotFoundError(index), IndexFormatError(index, 2, 1), IndexDamagedError(index, "is broken")):
        assert isinstance(error, IndexStateError)
        assert "`python -m indexer build" in str(error)
        assert "\n" not in str(error)
