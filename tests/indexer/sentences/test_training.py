"""Facts about training, its files and its commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from indexer.sentences.__main__ import app
from indexer.sentences.lexicon import (
    TRAINED,
    LexiconError,
    read_abbreviations,
    read_parameters,
    shipped_abbreviations,
    shipped_parameters,
)
from indexer.sentences.training import read_texts

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Pain was rated q.z.d. by all. RESULTS: The pain fell. The pain rose again. " * 60 + "We saw the wound. "


def run(*arguments: str) -> tuple[int, str]:
    """Run a command; return its exit status and what it printed."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_training_writes_the_same_bytes_again(tmp_path: Path) -> None:
    """The same texts give the same files, and they can be read back."""
    source = tmp_path / "notes.md"
    source.write_text(TEXT, encoding="utf-8")
    for name in ("one", "two"):
        assert run("train", str(source), "--out", str(tmp_path / name))[0] == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["abbrev_types.txt", "collocations.tab", "ortho_context.tab", "sent_starters.txt"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    learnt = read_parameters(tmp_path / "one")
    assert "q.z.d" in learnt.abbrev_types
    assert "i.v" in learnt.abbrev_types
    assert "wound" not in learnt.abbrev_types


def test_a_corpus_is_read_line_by_line_without_its_titles(tmp_path: Path) -> None:
    """Texts whose metadata call them a title teach nothing about sentences."""
    source = tmp_path / "corpus.jsonl"
    records = [{"text": "A Title In Capitals", "metadata": {"section": "title"}}, {"text": "Prose."}]
    source.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    assert list(read_texts(source)) == ["Prose."]


def test_a_corpus_without_texts_is_refused(tmp_path: Path) -> None:
    """The message names the file and the line, and the command ends with status 2."""
    source = tmp_path / "corpus.jsonl"
    source.write_text('{"text": "Prose."}\n{"title": "none"}\n', encoding="utf-8")
    status, printed = run("train", str(source), "--out", str(tmp_path / "out"))
    assert status == 2
    assert "line 2 has no text" in " ".join(printed.split())


def test_the_shipped_files_are_small_plain_text() -> None:
    """Together they stay below 300 KB."""
    assert sum(path.stat().st_size for path in TRAINED.iterdir()) < 300_000
    assert "et al" in shipped_parameters().abbrev_types
    assert "vs" in shipped_abbreviations().never_final


def test_asking_for_an_unknown_word_does_not_add_it() -> None:
    """The table of contexts stays as it was read, however much text passes."""
    contexts = shipped_parameters().ortho_context
    before = len(contexts)
    assert contexts["no such word"] == 0
    assert len(contexts) == before


def test_an_unknown_group_of_abbreviations_is_refused(tmp_path: Path) -> None:
    """The message names the file and the line."""
    path = tmp_path / "abbreviations.txt"
    path.write_text("[sometimes]\nfoo\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"abbreviations\.txt, line 1: no such group"):
        read_abbreviations(path)


def test_missing_and_damaged_parameters_are_refused(tmp_path: Path) -> None:
    """The message names what cannot be read and how to make it again."""
    with pytest.raises(LexiconError, match=r"cannot be read .* python -m indexer\.sentences train"):
        read_parameters(tmp_path)
    for path in TRAINED.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "ortho_context.tab").write_text("word\tmany\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="damaged parameter file"):
        read_parameters(tmp_path)


def test_evaluate_prints_figures_and_mistakes(tmp_path: Path) -> None:
    """A missed and a wrong boundary are shown where they are."""
    path = tmp_path / "labelled.txt"
    path.write_text("%% remark\nIt burns.‖ It stings.\n\nPain, ‖ and more. No more.\n", encoding="utf-8")
    status, printed = run("evaluate", str(path))
    assert status == 0
    assert printed.splitlines() == [
        "missed: Pain, ‖ and more. No more.",
        "wrong: Pain, and more. ‖ No more.",
        "precision 0.5000  recall 0.5000  (1 right, 1 wrong, 1 missed)",
    ]


def test_a_file_without_labels_is_refused(tmp_path: Path) -> None:
    """The command ends with status 2 and says what to do."""
    path = tmp_path / "plain.txt"
    path.write_text("It burns. It stings.", encoding="utf-8")
    status, printed = run("evaluate", str(path))
    assert status == 2
    assert "put the sign ‖" in printed


def test_evaluate_takes_other_parameters(tmp_path: Path) -> None:
    """A folder that train wrote replaces the shipped one; a missing folder is an error."""
    path = tmp_path / "labelled.txt"
    path.write_text("It burns.‖ It stings.", encoding="utf-8")
    assert run("evaluate", str(path), "--parameters", str(TRAINED))[0] == 0
    assert run("evaluate", str(path), "--parameters", str(tmp_path / "none"))[0] == 2
