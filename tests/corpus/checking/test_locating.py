"""``python -m corpus locate``: judged quotes are found again after an edit, and what is lost is reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from question_files import GABAPENTIN, HALVED, JUDGEMENTS, PREGABALIN, QUERIES, TEST, TUNE, UNMOVED, change
from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.checking import LibraryNotFoundError, check_library, locate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]


def _spans(library: Path) -> list[tuple[int, int]]:
    return [
        (record["start"], record["end"]) for record in map(json.loads, (library / JUDGEMENTS).read_text().splitlines())
    ]


def test_quotes_are_found_at_their_new_place(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """An edit before them moves offsets and nothing else; then the check is clean again."""
    found(asked)
    before = _spans(tmp_path)
    asked[PREGABALIN] = asked[PREGABALIN].replace("The alder", "Today the alder", 1)
    assert {rule for rule, _ in found(asked)} == {"span-is-quote"}
    located = locate(tmp_path)
    assert (located.quotes, located.moved, located.findings) == (6, 2, ())
    shift = [0, 6, 0, 0, 6, 0]
    assert _spans(tmp_path) == [(start + by, end + by) for (start, end), by in zip(before, shift, strict=True)]
    assert check_library(tmp_path).findings == ()


def test_an_unchanged_library_stays_as_it_is(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """Nothing moves, and no byte of the judgements changes."""
    found(asked)
    assert locate(tmp_path).moved == 0
    assert (tmp_path / JUDGEMENTS).read_text() == asked[JUDGEMENTS]


def test_the_qrels_are_written_from_the_judgements(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """They are made where they are missing, and replaced where they are old."""
    expected = asked[TUNE], asked[TEST]
    asked[TUNE] = "old\n"
    found(asked)
    (tmp_path / TEST).unlink()
    assert locate(tmp_path).findings == ()
    assert ((tmp_path / TUNE).read_text(), (tmp_path / TEST).read_text()) == expected


def test_a_quote_that_is_gone_is_reported_and_kept(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """A reader has to judge the new text; the others are located all the same."""
    asked[PREGABALIN] = asked[PREGABALIN].replace(UNMOVED, "Pain was that of placebo in 209 people")
    asked[GABAPENTIN] = asked[GABAPENTIN].replace("The alder", "Today the alder", 1)
    found(asked)
    located = locate(tmp_path)
    assert located.moved == 4
    assert [(finding.line, finding.rule) for finding in located.findings] == [
        (2, "quote-not-found"),
        (5, "quote-not-found"),
    ]
    assert "pregabalin no longer holds the quote" in located.findings[0].message
    assert UNMOVED in (tmp_path / JUDGEMENTS).read_text()


def test_a_quote_that_stands_twice_is_reported(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """It is left where it was."""
    asked[GABAPENTIN] += f"\n{HALVED}.\n"
    found(asked)
    located = locate(tmp_path)
    assert located.moved == 0
    assert [finding.line for finding in located.findings] == [1, 4]
    assert "more than once" in located.findings[0].message


def test_a_quote_of_no_document_is_reported(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The document may have been renamed."""
    change(asked, JUDGEMENTS, 6, document="aspirin")
    found(asked)
    (finding,) = locate(tmp_path).findings
    assert (finding.line, finding.message) == (6, "q003: there is no document aspirin")


@pytest.mark.parametrize("path", [QUERIES, JUDGEMENTS])
def test_nothing_is_written_while_a_line_cannot_be_read(
    asked: dict[str, str], found: Found, tmp_path: Path, path: str
) -> None:
    """A line that was dropped would be lost for good."""
    asked[path] += "{\n"
    asked[TUNE] = "old\n"
    found(asked)
    located = locate(tmp_path)
    assert [(finding.document, finding.rule.rpartition("-")[2]) for finding in located.findings] == [(path, "schema")]
    assert (tmp_path / JUDGEMENTS).read_text() == asked[JUDGEMENTS]
    assert (tmp_path / TUNE).read_text() == "old\n"


def test_the_command_ends_with_0_where_all_are_found(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """It prints how many moved."""
    found(asked)
    result = CliRunner().invoke(app, ["locate", "--corpus", str(tmp_path)])
    assert (result.exit_code, result.output) == (0, "6 quotes, 0 moved, 0 to mend\n")


def test_the_command_ends_with_1_and_names_the_line(asked: dict[str, str], found: Found, tmp_path: Path) -> None:
    """As the check does."""
    change(asked, JUDGEMENTS, 6, quote="Nowhere.")
    found(asked)
    result = CliRunner().invoke(app, ["locate", "--corpus", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.startswith(f"{tmp_path}/{JUDGEMENTS}:6: error: quote-not-found: q003: gabapentin ")
    assert result.output.endswith("6 quotes, 0 moved, 1 to mend\n")


def test_a_library_without_questions_ends_with_2(good: dict[str, str], found: Found, tmp_path: Path) -> None:
    """The error is one sentence with the next step."""
    found(good)
    with pytest.raises(LibraryNotFoundError, match="has no questions, because questions is missing"):
        locate(tmp_path)
    result = CliRunner().invoke(app, ["locate", "--corpus", str(tmp_path)])
    assert result.exit_code == 2
    assert result.output.endswith("name the corpus folder with --corpus\n")
