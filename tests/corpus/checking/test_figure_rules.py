"""Rules on figures: each is cited in its own statement, and was seen in what is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"
PREGABALIN = "documents/medicines/pregabalin.md"


@pytest.mark.parametrize(
    "line",
    [
        "It helped 32% of people.",
        "Three small trials were done.",
        "It helped 32% of people. Others say so too [@new2017gabapentin].",
        "- It helped 32% of people.",
        "> It helped 32% of people.",
        "### Helped 32% of people",
    ],
)
def test_a_figure_whose_statement_cites_nothing_is_reported(good: dict[str, str], found: Found, line: str) -> None:
    """The citation of a neighbouring sentence does not count, and a heading has none."""
    good[GABAPENTIN] += f"\n{line}\n\nText.\n"
    assert found(good) == [("figure-uncited", line)]


def test_a_table_cell_is_a_statement_of_its_own(good: dict[str, str], found: Found) -> None:
    """A figure in one cell is not vouched for by a citation in the next."""
    row = "| Gabapentin, 32% | 32% [@new2017gabapentin] |"
    good[GABAPENTIN] = good[GABAPENTIN].replace("| Gabapentin | 32% [@new2017gabapentin] |", row)
    assert found(good) == [("figure-uncited", row)]


@pytest.mark.parametrize(
    "line",
    [
        "It helped 33% of people [@new2017gabapentin].",
        "It helped 209 people [@new2017gabapentin].",
        "The NNT was 67 [@new2017gabapentin].",
        "The NNT was 6.7% [@new2017gabapentin].",
        "Three small trials were done [@new2017gabapentin].",
    ],
)
def test_a_figure_that_the_cited_reference_does_not_hold_is_reported(
    good: dict[str, str], found: Found, line: str
) -> None:
    """A figure of another reference, a slipped point and a percentage of what is none were not seen there."""
    good[GABAPENTIN] += f"\n{line}\n"
    assert found(good) == [("figure-unseen", line)]


@pytest.mark.parametrize(
    "line",
    [
        "It helped 32% of people, against 17% (NNT 6.70, 5.4 to 8.7) [@new2017gabapentin].",
        "One in a hundred of 2260 people [@old2014gabapentin], an older review, and 32% here [@new2017gabapentin].",
        "1. It helped 32 percent of people [@new2017gabapentin].",
        "Two small trials were done, one of them since superseded [@new2017gabapentin; @old2014gabapentin].",
    ],
)
def test_a_figure_that_a_cited_reference_holds_passes(good: dict[str, str], found: Found, line: str) -> None:
    """One of several cited references is enough; a list number is no figure; a count of the cited works is seen."""
    good[GABAPENTIN] += f"\n{line}\n"
    assert found(good) == []


def test_a_number_word_in_the_text_and_a_digit_in_the_findings_agree(good: dict[str, str], found: Found) -> None:
    """Findings say "8 weeks"; the text may say "8 weeks" or "eight weeks"."""
    good[PREGABALIN] = good[PREGABALIN].replace("eight weeks", "8 weeks")
    assert found(good) == []
