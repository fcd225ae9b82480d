"""Rules on markup that the library does without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("raw-html", "<div>a block</div>"),
        ("raw-html", "Water is H<sub>b</sub>O."),
        ("image", "See ![a nerve](nerve.png)."),
        ("footnote", "As was said before.[^a]"),
    ],
)
def test_markup_that_the_library_does_without_is_reported(
    good: dict[str, str], found: Found, rule: str, line: str
) -> None:
    """HTML, images and footnotes are found by name."""
    good[GABAPENTIN] += f"\n{line}\n"
    assert set(found(good)) == {(rule, line)}


def test_a_less_than_sign_is_no_html(good: dict[str, str], found: Found) -> None:
    """A P value with "<" is text."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("on placebo [@", "on placebo (a < b) [@")
    assert found(good) == []


def test_a_table_of_nine_rows_is_reported(good: dict[str, str], found: Found) -> None:
    """Eight rows are the most, the head not counted."""
    rows = "\n".join(f"| {letter} | x |" for letter in "abcdefgh")
    good[GABAPENTIN] += f"\n| Letter | Sign |\n| --- | --- |\n{rows}\n"
    assert found(good) == []
    good[GABAPENTIN] += "| i | x |\n"
    assert found(good) == [("table-rows", "| a | x |")]
