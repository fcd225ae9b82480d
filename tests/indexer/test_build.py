"""A build as its user sees it: what is embedded again, what is reported, what is refused."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from corpus.errors import CorpusError
from indexer import __main__ as command_line
from indexer.errors import BuildError
from indexer.events import ENCODING
from indexer.index.generations import read_current
from indexer.index.layout import IndexLayout
from indexer.index.ledger import FileStatus, read_ledger
from indexer.index.lock import build_lock
from indexer.index.opening import open_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import BuildIndex
    from fakes import FakeEncoder


def statuses(root: Path) -> dict[str, FileStatus]:
    """Give what the live generation's ledger says became of each file."""
    layout = IndexLayout(root)
    ledger = layout.generation(read_current(layout).generation).ledger
    return {entry.source: entry.status for entry in read_ledger(ledger)}


def indexer(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command line in this process and give its exit status."""
    monkeypatch.setattr("sys.argv", ["indexer", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    return int(ended.value.code or 0)


def test_only_the_changed_passage_is_embedded_again(
    build_index: BuildIndex, notes: Path, fake_encoder: FakeEncoder
) -> None:
    """One section of one document changes: its passage is embedded, every other reused, and both are counted."""
    first = build_index(notes).outcome
    fake_encoder.embedded.clear()
    changed = notes / "gabapentin.md"
    changed.write_text(changed.read_text().replace("Dizziness is common", "Sleepiness is common"))
    second = build_index(notes).outcome
    assert (second.passages_embedded, second.passages_reused) == (1, first.passages - 1)
    assert {text for text in fake_encoder.embedded if "Sleepiness" not in text} == set()
    assert statuses(notes.parent / "index")["notes/gabapentin.md"] is FileStatus.INDEXED
    assert statuses(notes.parent / "index")["notes/ginger.md"] is FileStatus.UNCHANGED


def test_building_the_same_again_changes_nothing(build_index: BuildIndex, notes: Path) -> None:
    """The generation stays, nothing is published or embedded."""
    first = build_index(notes).outcome
    second = build_index(notes).outcome
    assert (second.generation, second.published, second.passages_embedded) == (first.generation, False, 0)


def test_a_second_build_of_the_same_input_gives_the_same_bytes(
    build_index: BuildIndex, notes: Path, tmp_path: Path
) -> None:
    """In every file but the lexical index, and the manifest that lists its digests."""
    manifests = []
    for name in ("one", "two"):
        opened = open_index(build_index(notes, index=tmp_path / name).root)
        opened.close()
        manifests.append(opened.manifest)
    files = [{file.name: file.sha256 for file in each.files if "lexical" not in file.name} for each in manifests]
    assert files[0] == files[1]
    assert {
        "passages.sqlite",
        "vectors.faiss",
        "sentences.npy",
        "words.tsv",
        "abbreviations.tsv",
        "ledger.jsonl",
    } <= set(files[0])
    assert manifests[0].generation == manifests[1].generation


def test_other_processes_give_what_one_gives(
    build_index: BuildIndex, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large sources are split in several processes, small ones in a thread: with the same bytes."""
    alone = open_index(build_index(notes, index=tmp_path / "alone").root)
    monkeypatch.setattr("indexer.portions._PARALLEL_BYTES", 0)
    monkeypatch.setattr("indexer.portions._PORTION_CHARACTERS", 100)
    together = open_index(build_index(notes, index=tmp_path / "together").root)
    for opened in (alone, together):
        opened.close()
    files = [[file for file in opened.manifest.files if "lexical" not in file.name] for opened in (alone, together)]
    assert files[0] == files[1]


def test_progress_is_told_in_documents(build_index: BuildIndex, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first to the last, of as many as the files can hold."""
    monkeypatch.setattr("indexer.portions._PORTION_CHARACTERS", 1)
    (notes / "many.jsonl").write_text("".join(f'{{"_id": "{n}", "text": "Pain {n} burns."}}\n' for n in range(3)))
    built = build_index(notes)
    told = [event.fields for event in built.events if event.name == ENCODING]
    documents = built.outcome.documents
    assert {fields["total"] for fields in told} == {documents}
    assert [fields["done"] for fields in told if fields["done"]][-1] == documents
    assert len({fields["done"] for fields in told}) >= documents


def test_a_removed_file_leaves_the_index_and_stands_in_the_ledger(build_index: BuildIndex, notes: Path) -> None:
    """Its passages are gone with it."""
    build_index(notes)
    (notes / "plain.txt").unlink()
    root = build_index(notes).root
    assert statuses(root)["notes/plain.txt"] is FileStatus.REMOVED
    opened = open_index(root)
    texts = [stored.text for stored in opened.store.passages(range(opened.store.passage_count))]
    opened.close()
    assert [text for text in texts if "Massage" in text] == []
    assert [text for text in texts if "Ginger root" in text] != []


def test_a_failed_file_is_told_kept_apart_and_tried_again(
    build_index: BuildIndex, notes: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 3 with the reason while it fails; 0 once it is mended, though no other file changed."""
    bad = notes / "bad.txt"
    bad.write_bytes(b"nerve pain \xff\xfe\xfa")
    index = notes.parent / "index"
    assert indexer(monkeypatch, "build", notes, "--index", index, "--json") == command_line.EXIT_SOME_FAILED
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [failure] = [each for each in told if each.get("source") == "notes/bad.txt"]
    assert failure["status"] == "failed"
    assert "save it as UTF-8" in failure["reason"]
    bad.write_text("Nerve pain burns.\n")
    build_index(notes)
    assert statuses(index)["notes/bad.txt"] is FileStatus.INDEXED


def test_a_file_of_unknown_kind_stands_in_the_ledger(build_index: BuildIndex, notes: Path) -> None:
    """As skipped, with the build well."""
    (notes / "scan.xyz").write_bytes(b"\0\1")
    assert statuses(build_index(notes).root)["notes/scan.xyz"] is FileStatus.SKIPPED


def test_an_empty_file_of_lines_is_told_what_to_hold(
    build_index: BuildIndex, notes: Path, write: Callable[[str, str], Path]
) -> None:
    """It fails with the next step, and the others are read."""
    built = build_index(notes, write("empty.jsonl", ""))
    layout = IndexLayout(built.root)
    ledger = read_ledger(layout.generation(read_current(layout).generation).ledger)
    (failed,) = (entry for entry in ledger if entry.status is FileStatus.FAILED)
    assert failed.reason == "it holds no document; write one JSON object a line, or remove it"


def test_a_named_pipe_does_not_hang_the_build(build_index: BuildIndex, notes: Path) -> None:
    """It is no file to read."""
    os.mkfifo(notes / "pipe.txt")
    assert "notes/ginger.md" in statuses(build_index(notes).root)


def test_an_empty_corpus_publishes_nothing(build_index: BuildIndex, tmp_path: Path) -> None:
    """The message names what to do, and no index appears."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises((BuildError, CorpusError), match=r"name a folder"):
        build_index(empty)
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_missing_source_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with status 1 and no traceback."""
    status = indexer(monkeypatch, "build", tmp_path / "nowhere", "--index", tmp_path / "index")
    told = capsys.readouterr().err.strip().splitlines()
    assert status == command_line.EXIT_NOTHING_PUBLISHED
    assert len(told) == 1
    assert "nowhere" in told[0]


def test_a_second_build_at_once_is_refused(
    build_index: BuildIndex, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While one holds the lock; the index stays as it was."""
    root = build_index(notes).root
    before = (root / "CURRENT").read_bytes()
    with build_lock(IndexLayout(root)), pytest.MonkeyPatch.context() as patch:
        assert indexer(patch, "build", notes, "--index", root) == command_line.EXIT_NOTHING_PUBLISHED
    assert "another build" in capsys.readouterr().err
    assert (root / "CURRENT").read_bytes() == before


@pytest.mark.usefixtures("fake_encoder")
@pytest.mark.parametrize("command", ["status", "verify"])
def test_a_missing_index_is_named_with_the_command_that_makes_one(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, status 1."""
    assert indexer(monkeypatch, command, tmp_path / "none") == command_line.EXIT_NOTHING_PUBLISHED
    assert "indexer build" in capsys.readouterr().err


def test_verify_finds_a_flipped_bit_by_name(
    build_index: BuildIndex, notes: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the vectors, for one."""
    root = build_index(notes).root
    layout = IndexLayout(root)
    vectors = layout.generation(read_current(layout).generation).vectors
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.chmod(0o644)
    vectors.write_bytes(content)
    assert indexer(monkeypatch, "verify", root) == command_line.EXIT_NOTHING_PUBLISHED
    assert vectors.name in capsys.readouterr().err


@pytest.mark.usefixtures("fake_encoder")
def test_passages_larger_than_the_encoder_takes_are_wrong_usage(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence with what can be had, and nothing is published."""
    assert indexer(monkeypatch, "build", notes, "--index", tmp_path / "index", "--passage-tokens", 255) == 2
    assert "passage_tokens is 255, and the encoder takes 254 tokens of a text; set it to 254 or less" in (
        capsys.readouterr().err
    )
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_wrong_usage_has_its_own_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A passage of no tokens cannot be asked for."""
    usage = ("build", tmp_path, "--index", tmp_path / "index", "--passage-tokens", "0")
    assert indexer(monkeypatch, *usage) == 2


def test_old_generations_are_removed_up_to_the_number_kept(
    build_index: BuildIndex, write: Callable[[str, str | bytes], Path]
) -> None:
    """Two are left by default, the live one among them."""
    for edition in range(4):
        built = build_index(write("notes/a.md", f"# Heat\n\nEdition {edition} of heat.\n").parent)
    assert len(IndexLayout(built.root).published()) == 2
