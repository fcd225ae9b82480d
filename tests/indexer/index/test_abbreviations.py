"""The abbreviations of an index are counted by document and come back as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.index.abbreviations import Abbreviation, AbbreviationCounts, read_abbreviations
from indexer.index.errors import IndexDamagedError

if TYPE_CHECKING:
    from pathlib import Path


def test_pairs_are_counted_once_a_document_whatever_their_case(tmp_path: Path) -> None:
    """The commonest spelling stands for all; lines are sorted."""
    path = tmp_path / "abbreviations.tsv"
    first = [("SCS", "Spinal cord stimulation"), ("SCS", "spinal cord stimulation"), ("MS", "mass spectrometry")]
    counts = AbbreviationCounts()
    for document in (first, [("SCS", "spinal cord stimulation")], [], [("MS", "multiple sclerosis")]):
        counts.add(document)
    counts.write(path)
    assert read_abbreviations(path) == (
        Abbreviation("MS", "mass spectrometry", 1),
        Abbreviation("MS", "multiple sclerosis", 1),
        Abbreviation("SCS", "spinal cord stimulation", 2),
    )
    assert path.read_text() == "MS\tmass spectrometry\t1\nMS\tmultiple sclerosis\t1\nSCS\tspinal cord stimulation\t2\n"


@pytest.mark.parametrize(
    "content", [b"PHN\n", b"PHN\tpostherpetic neuralgia\tmany\n", b"a\tb\t1\t2\n", b"\xff\tb\t1\n"]
)
def test_a_line_that_is_no_abbreviation_is_refused(tmp_path: Path, content: bytes) -> None:
    """The file is named."""
    path = tmp_path / "abbreviations.tsv"
    path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"^{path} holds a line that is no abbreviation"):
        read_abbreviations(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The system's reason is given."""
    with pytest.raises(IndexDamagedError, match=r"cannot be read \(No such file or directory\)"):
        read_abbreviations(tmp_path / "abbreviations.tsv")
