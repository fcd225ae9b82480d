"""Rules on headings: each defect is found by name, on its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"


def test_a_heading_that_is_not_the_title_is_reported(good: dict[str, str], found: Found) -> None:
    """The level-1 heading is the front matter's title."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("# Gabapentin\n", "# Neurontin\n")
    assert found(good) == [("title-is-heading", "# Neurontin")]


def test_a_second_title_is_reported(good: dict[str, str], found: Found) -> None:
    """A document has one level-1 heading."""
    good[GABAPENTIN] += "\n# More\n\n## Yet more\n\nText.\n"
    assert found(good) == [("one-title", "# More")]


def test_a_missing_title_is_reported_at_the_head_of_the_text(good: dict[str, str], found: Found) -> None:
    """A text without a level-1 heading has no title."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("---\n\n# Gabapentin\n", "---\n\nGabapentin.\n")
    assert found(good) == [("one-title", "")]


def test_fewer_than_three_sections_are_reported(good: dict[str, str], found: Found) -> None:
    """A document has three level-2 headings or more."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("## Other medicines\n", "")
    assert found(good) == [("sections", "")]


def test_a_skipped_level_is_reported(good: dict[str, str], found: Found) -> None:
    """Level 4 is too deep, and level 3 stands under level 2."""
    good[GABAPENTIN] += "\n#### Deep\n\nText.\n"
    assert found(good) == [("heading-level", "#### Deep")]


def test_a_heading_without_text_is_reported(good: dict[str, str], found: Found) -> None:
    """Text follows every heading but the title: no heading stands on another or at the end."""
    good[GABAPENTIN] += "\n## Harms\n\n### Rare harms\n\nText.\n\n## The end\n"
    assert found(good) == [("empty-heading", "## Harms"), ("empty-heading", "## The end")]


def test_a_hash_in_code_is_no_heading(good: dict[str, str], found: Found) -> None:
    """Headings are those that Markdown sees."""
    good[GABAPENTIN] += "\n```\n# not a heading\n```\n"
    assert found(good) == []
