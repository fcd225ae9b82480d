"""A bibliography gives what its items state, and says by name why it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.bibliography import Bibliography, reference_from_csl
from corpus.errors import BibliographyError
from corpus.records import Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import JsonValue

    WriteFile = Callable[[str, str | bytes], Path]

MOORE: dict[str, JsonValue] = {
    "id": "moore2014",
    "type": "article-journal",
    "title": " Gabapentin for chronic neuropathic pain ",
    "issued": {"date-parts": [[2014, 4, 27]]},
    "DOI": "10.1002/14651858.CD007938.pub3",
    "PMID": 24771480,
    "URL": "https://example.org/moore",
    "custom": {"status": "superseded"},
}


def test_an_item_becomes_a_reference() -> None:
    """Every field is taken over; a number given for a text is written out, and the whole item is kept for export."""
    assert reference_from_csl(MOORE) == Reference(
        id="moore2014",
        title="Gabapentin for chronic neuropathic pain",
        year=2014,
        doi="10.1002/14651858.CD007938.pub3",
        pmid="24771480",
        url="https://example.org/moore",
        status="superseded",
        csl=MOORE,
    )


@pytest.mark.parametrize(
    "item",
    [
        {"id": "a"},
        {"id": "a", "title": None, "issued": "2014", "DOI": [], "PMID": True, "URL": {}, "custom": "current"},
        {"id": "a", "title": "  ", "issued": {"date-parts": []}, "DOI": " ", "custom": {"status": "splendid"}},
        {"id": "a", "issued": {"date-parts": [["spring"]]}},
        {"id": "a", "issued": {"date-parts": [[None]]}},
        {"id": "a", "issued": {"literal": "2014"}},
    ],
)
def test_a_malformed_field_is_left_empty(item: dict[str, JsonValue]) -> None:
    """What is missing or malformed is empty, and the item is still a reference."""
    assert reference_from_csl(item) == Reference(id="a", title="", csl=item)


def test_a_year_written_as_text_is_a_year() -> None:
    """CSL-JSON allows a year as text."""
    assert reference_from_csl({"id": "a", "issued": {"date-parts": [["1999"]]}}).year == 1999


def test_keys_are_resolved_in_the_order_given(write: Callable[[str, str | bytes], Path]) -> None:
    """A key that is not known becomes a reference with that id and no title."""
    path = write("references.json", json.dumps([MOORE, {"id": "b", "title": "B"}]))
    found = Bibliography.load([path]).resolve(["b", "unknown", "moore2014"])
    assert [(reference.id, reference.title) for reference in found] == [
        ("b", "B"),
        ("unknown", ""),
        ("moore2014", "Gabapentin for chronic neuropathic pain"),
    ]


def test_a_later_file_replaces_items_of_an_earlier_one(write: Callable[[str, str | bytes], Path]) -> None:
    """Several files are joined; the last item of a key counts."""
    first = write("a.json", json.dumps([MOORE, {"id": "b", "title": "B"}]))
    second = write("b.json", json.dumps([{"id": "b", "title": "newer"}]))
    joined = Bibliography.load([first, second])
    assert (len(joined), "moore2014" in joined, "c" in joined) == (2, True, False)
    assert joined.resolve(["b"])[0].title == "newer"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not JSON"),
        ("[{", "is not JSON"),
        (b"\xff\xfe[]", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (r'[{"id": "a", "title": "\ud800"}]', "is not JSON"),
        ('[{"id": "a", "volume": NaN}]', "is not JSON"),
        ("{}", "is not a list of CSL-JSON items with an id"),
        ("[1]", "is not a list of CSL-JSON items with an id"),
        ('[{"title": "no id"}]', "is not a list of CSL-JSON items with an id"),
        ('[{"id": ""}]', "is not a list of CSL-JSON items with an id"),
        ("null", "is not a list of CSL-JSON items with an id"),
    ],
)
def test_what_is_no_bibliography_is_refused_by_name(write: WriteFile, content: str | bytes, problem: str) -> None:
    """The message names the file, says what is wrong with it, and what to do."""
    path = write("references.json", content)
    with pytest.raises(BibliographyError, match=f"^the bibliography {path} {problem}") as caught:
        Bibliography.load([path])
    assert str(caught.value).endswith("export it as CSL-JSON")


def test_a_missing_bibliography_is_refused_by_name() -> None:
    """A file that does not exist, or a folder, is named with the system's reason."""
    with pytest.raises(BibliographyError, match=r"/nowhere.json cannot be read \(No such file"):
        Bibliography.load([Path("/nowhere.json")])
    with pytest.raises(BibliographyError, match=r"/usr cannot be read \(Is a directory"):
        Bibliography.load([Path("/usr")])


def test_a_bibliography_saved_with_a_byte_order_mark_is_read(write: WriteFile) -> None:
    """Editors on Windows write the mark; it is a signature, not JSON."""
    path = write("references.json", b"\xef\xbb\xbf" + json.dumps([MOORE]).encode())
    assert "moore2014" in Bibliography.load([path])
