"""Rules on the front matter: each defect is found by name, on its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"
PREGABALIN = "documents/medicines/pregabalin.md"


def test_a_good_library_has_no_findings(good: dict[str, str], found: Found) -> None:
    """The small library that the other tests spoil is clean."""
    assert found(good) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("audience: patient", "audience: everyone", "audience: everyone"),
        ("evidence_level: systematic review", "evidence_level: strong", "evidence_level: strong"),
        ("language: en", "language: fr", "language: fr"),
        ("topics: [anticonvulsants]", "topics: [Anticonvulsants]", "topics: [Anticonvulsants]"),
        ("topics: [anticonvulsants]", "topics: anticonvulsants", "topics: anticonvulsants"),
        ("authors: [The editors]", "authors: []", "authors: []"),
        ("written: 2026-11-24", "written: last year", "written: last year"),
        ("audience: patient\n", "", "---"),
        ("language: en", "language: en\nmood: good", "mood: good"),
        ('recommendation: "first line (NeuPSIG 2025)"', "recommendation: ''", "recommendation: ''"),
    ],
)
def test_a_field_against_the_schema_is_reported_on_its_line(
    good: dict[str, str], found: Found, old: str, new: str, line: str
) -> None:
    """A wrong value, a missing field (on the first line) and a field that the README does not name."""
    good[GABAPENTIN] = good[GABAPENTIN].replace(old, new)
    assert found(good) == [("front-matter", line)]


def test_the_recommendation_may_be_left_out(good: dict[str, str], found: Found) -> None:
    """A document on which no guideline speaks has no recommendation."""
    good[GABAPENTIN] = good[GABAPENTIN].replace('recommendation: "first line (NeuPSIG 2025)"\n', "")
    assert found(good) == []


def test_a_review_before_the_writing_is_reported(good: dict[str, str], found: Found) -> None:
    """The reviewed date is never before the written one."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("reviewed: 2026-11-25", "reviewed: 2025-01-01")
    assert found(good) == [("reviewed-date", "reviewed: 2025-01-01")]


def test_an_id_that_is_not_the_file_name_is_reported(good: dict[str, str], found: Found) -> None:
    """The id is the file's name without its ending."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("id: gabapentin", "id: neurontin")
    assert found(good) == [("id-is-file-name", "id: neurontin")]


def test_an_id_used_twice_is_reported(good: dict[str, str], found: Found) -> None:
    """Two documents never share an id, whatever their files are called."""
    good[PREGABALIN] = good[PREGABALIN].replace("id: pregabalin", "id: gabapentin")
    assert found(good) == [("id-is-file-name", "id: gabapentin"), ("id-unique", "id: gabapentin")]


def test_a_theme_that_is_not_the_folder_is_reported(good: dict[str, str], found: Found) -> None:
    """The theme is the folder's name."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("theme: medicines", "theme: causes")
    assert found(good) == [("theme-is-folder", "theme: causes")]


@pytest.mark.parametrize(
    "summary",
    [
        "Gabapentin helps. It is old. It is cheap.",
        "Gabapentin helps 32% of people.",
        "Gabapentin helps some people [@new2017gabapentin].",
    ],
)
def test_a_summary_of_three_sentences_or_with_a_figure_or_a_citation_is_reported(
    good: dict[str, str], found: Found, summary: str
) -> None:
    """A summary is one or two sentences without figure and citation."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("Gabapentin helps some people with nerve pain.", summary)
    assert found(good) == [("summary", f"summary: {summary}")]


def test_the_strength_of_a_patch_is_no_figure_in_a_summary(good: dict[str, str], found: Found) -> None:
    """Names with digits are allowed where figures are not."""
    good[GABAPENTIN] = good[GABAPENTIN].replace(
        "helps some people", "and the 8% patch help people with type 2 diabetes"
    )
    assert found(good) == []
