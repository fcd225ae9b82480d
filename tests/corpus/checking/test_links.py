"""The rule on links between documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

PREGABALIN = "documents/medicines/pregabalin.md"
LINK = "[gabapentin](../medicines/gabapentin.md)"


@pytest.mark.parametrize(
    "target",
    ["../medicines/aspirin.md", "../../references.json", "gabapentin.md#harms", "#harms", "/medicines/gabapentin.md"],
)
def test_a_link_that_leads_nowhere_is_reported(good: dict[str, str], found: Found, target: str) -> None:
    """A link leads to a document of the library, and to a heading that it has."""
    good[PREGABALIN] = good[PREGABALIN].replace(LINK, f"[it]({target})")
    assert found(good) == [("dead-link", f"Compare [it]({target}).")]


@pytest.mark.parametrize("target", ["https://example.org/no", "mailto:a@example.org", "#other-medicines"])
def test_links_out_of_the_library_and_into_the_same_page_are_sound(
    good: dict[str, str], found: Found, target: str
) -> None:
    """The network is not asked; an anchor alone is looked up in its own page."""
    good[PREGABALIN] = good[PREGABALIN].replace(LINK, f"[it]({target})")
    assert found(good) == []
