"""``python -m corpus check``: what it prints, what it writes as JSON, and its exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.checking import LibraryNotFoundError, check_library

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

ROOT = Path(__file__).parents[3]
GABAPENTIN = "documents/medicines/gabapentin.md"


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_clean_library_ends_with_0_and_prints_its_counts(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The last lines count documents, words, citations, figures, references and the reading level."""
    found(good)
    status, output = _run("check", "--corpus", str(tmp_path))
    assert status == 0
    rows = {line.split()[0]: line.split()[1:] for line in output.splitlines() if line and not line.startswith(" ")}
    assert rows["medicines"][0] == rows["all"][0] == "2"
    assert rows["all"][2:] == ["4", "5"]
    assert "3 references" in output
    assert output.endswith("0 errors, 0 warnings\n")


def test_a_finding_ends_with_1_and_names_file_and_line(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The place is written as editors and terminals read it."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("pregabalin.md#", "nowhere.md#")
    line = good[GABAPENTIN].split("\n").index("Compare [pregabalin](nowhere.md#how-well-pregabalin-works).") + 1
    found(good)
    status, output = _run("check", "--corpus", str(tmp_path))
    assert status == 1
    assert output.startswith(f"{tmp_path}/{GABAPENTIN}:{line}: error: dead-link: ")


def test_a_warning_alone_does_not_fail_the_check(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """Exit status 1 is for errors."""
    good["references.json"] = good["references.json"].replace('"DOI": "10.1000/trial2019pregabalin",', "")
    found(good)
    status, output = _run("check", "--corpus", str(tmp_path))
    assert status == 0
    assert ": warning: reference-address: trial2019pregabalin" in output


def test_json_holds_counts_and_findings(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The same in JSON, with one row a document."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("language: en", "language: fr")
    found(good)
    status, output = _run("check", "--corpus", str(tmp_path), "--json")
    record = json.loads(output)
    assert status == 1
    assert (record["passed"], record["documents"], record["references"], record["figures"]) == (False, 2, 3, 5)
    assert record["themes"] == {"medicines": 2}
    assert record["evidence_levels"] == {"systematic review": 2}
    assert [page["document"] for page in record["pages"]] == sorted(path for path in good if path.endswith(".md"))
    assert [(f["document"], f["rule"], f["severity"]) for f in record["findings"]] == [
        (GABAPENTIN, "front-matter", "error")
    ]


def test_a_folder_that_is_no_library_ends_with_2(tmp_path: Path) -> None:
    """The error is one sentence with the next step."""
    status, output = _run("check", "--corpus", str(tmp_path))
    assert status == 2
    assert output == f"{tmp_path} is no library, because documents is missing: name the corpus folder with --corpus\n"
    with pytest.raises(LibraryNotFoundError):
        check_library(tmp_path)


def test_an_unknown_option_ends_with_2() -> None:
    """Wrong usage has the status that typer gives it."""
    assert _run("check", "--no-such-option")[0] == 2


def test_the_module_runs_and_tells_its_commands() -> None:
    """``python -m corpus --help`` names the command."""
    done = subprocess.run(
        [sys.executable, "-m", "corpus", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "check" in done.stdout


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("documents/medicines/notes.txt", "Notes.\n"),
        ("documents/medicines/empty.md", "---\nid: empty\n---\n"),
        ("documents/medicines/broken.md", "---\nid: [\n---\n\nText.\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(good: dict[str, str], found: Found, path: str, text: str) -> None:
    """What is no Markdown document of the library is reported, and the rest is still checked."""
    good[path] = text
    assert [rule for rule, _ in found(good)] == ["unreadable"]


@pytest.mark.parametrize("text", ["{", "{}"])
def test_references_that_are_no_list_are_a_finding(good: dict[str, str], found: Found, text: str) -> None:
    """Without references every citation is unknown, and the cause is told first."""
    good["references.json"] = text
    rules = [rule for rule, _ in found(good)]
    assert rules.count("unreadable") == 1
    assert set(rules) == {"unreadable", "unknown-key", "figure-unseen"}


def test_the_shipped_library_is_clean() -> None:
    """Every document that ships obeys every rule."""
    assert [finding for finding in check_library(ROOT / "corpus").findings if finding.severity == "error"] == []
