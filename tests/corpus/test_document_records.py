"""The records refuse what their invariants forbid."""

from __future__ import annotations

import dataclasses

import pytest

from corpus.records import Document, Section


@pytest.mark.parametrize("range_", [(-1, 0, 1), (2, 1, 3), (0, 3, 2), (5, 5, 4)])
def test_a_section_that_runs_backwards_is_refused(range_: tuple[int, int, int]) -> None:
    """A section begins, has its body and ends in that order, from zero."""
    with pytest.raises(ValueError, match="impossible range"):
        Section(("Heading",), *range_)


def test_an_empty_section_is_allowed() -> None:
    """A heading with nothing below it is a section."""
    assert Section((), 3, 3, 3).end == 3


@pytest.mark.parametrize(
    "sections",
    [
        (Section((), 0, 0, 5),),
        (Section((), 0, 0, 3), Section((), 2, 2, 4)),
        (Section((), 2, 2, 4), Section((), 0, 0, 2)),
    ],
)
def test_sections_that_overlap_or_run_past_the_text_are_refused(sections: tuple[Section, ...]) -> None:
    """Sections stand in order inside the text."""
    with pytest.raises(ValueError, match="document 'd': section"):
        Document("d", "T", "1234", sections, "d.md")


def test_offsets_count_code_points() -> None:
    """A text of four emoji has room for a section of four."""
    assert Document("d", "T", "😀" * 4, (Section((), 0, 0, 4),), "d.md").sections[0].end == 4


def test_records_cannot_be_changed() -> None:
    """A record that was checked stays as it was."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Section((), 0, 0, 1).end = 5  # type: ignore[misc]
