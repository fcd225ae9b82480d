"""Rules on citations: keys, their list, their place, and superseded work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

GABAPENTIN = "documents/medicines/gabapentin.md"
PREGABALIN = "documents/medicines/pregabalin.md"


def test_a_key_that_no_reference_has_is_reported(good: dict[str, str], found: Found) -> None:
    """Every cited key stands in the references."""
    good[PREGABALIN] = good[PREGABALIN].replace("Compare [g", "Compare well [@nobody2020] [g")
    assert found(good) == [
        ("references-order", "references: [trial2019pregabalin]"),
        ("unknown-key", "Compare well [@nobody2020] [gabapentin](../medicines/gabapentin.md)."),
    ]


def test_a_reference_that_nobody_cites_is_reported(good: dict[str, str], found: Found) -> None:
    """Every reference is cited by a document; the front matter alone does not cite."""
    good[PREGABALIN] = good[PREGABALIN].replace(
        "Pain did not differ from placebo in 209 people after eight weeks [@trial2019pregabalin].",
        "Pain did not differ.",
    )
    assert found(good) == [
        ("references-order", "references: [trial2019pregabalin]"),
        ("unused-reference", '"id": "trial2019pregabalin",'),
    ]


def test_references_listed_in_another_order_are_reported(good: dict[str, str], found: Found) -> None:
    """The front matter lists the keys in order of first citation."""
    line = "references: [old2014gabapentin, new2017gabapentin]"
    good[GABAPENTIN] = good[GABAPENTIN].replace("references: [new2017gabapentin, old2014gabapentin]", line)
    assert found(good) == [("references-order", line)]


def test_a_citation_after_the_full_stop_is_reported(good: dict[str, str], found: Found) -> None:
    """A citation behind the full stop is out of place; the sentence before it is still the one that it supports."""
    good[PREGABALIN] = good[PREGABALIN].replace(
        "eight weeks [@trial2019pregabalin].", "eight weeks. [@trial2019pregabalin] It is so."
    )
    line = "Pain did not differ from placebo in 209 people after eight weeks. [@trial2019pregabalin] It is so."
    assert found(good) == [("citation-after-stop", line)]


def test_superseded_work_that_is_not_called_so_is_reported(good: dict[str, str], found: Found) -> None:
    """A superseded paper is cited only to say that it is."""
    good[GABAPENTIN] = good[GABAPENTIN].replace("An older review, now superseded, counted", "A review counted")
    assert found(good) == [("status-unsaid", "A review counted 2,260 people [@old2014gabapentin].")]
