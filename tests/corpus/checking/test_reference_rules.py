"""Rules on the reference items: each defect is found by name, at the item's id."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[[dict[str, str]], list[tuple[str, str]]]

NEW, OLD, TRIAL = range(3)
AT_TRIAL = '"id": "trial2019pregabalin",'


def _change(good: dict[str, str], number: int, **fields: object) -> None:
    items: list[dict[str, Any]] = json.loads(good["references.json"])
    for name, value in fields.items():
        target = items[number]["custom"] if name in {"seen", "findings", "status", "superseded_by"} else items[number]
        if value is None:
            del target[name]
        else:
            target[name] = value
    good["references.json"] = json.dumps(items, indent=2)


@pytest.mark.parametrize(
    "fields",
    [
        {"DOI": "doi:10.1000/x"},
        {"DOI": "11.1000/x"},
        {"PMID": "123456789"},
        {"PMID": "PMID 12"},
        {"PMID": 12},
        {"PMCID": "1234"},
        {"URL": "example.org"},
        {"title": None},
        {"type": None},
        {"seen": "hearsay"},
        {"status": "unknown"},
        {"status": None},
        {"custom": {"seen_at": "x", "seen": "primary", "findings": "209, 8", "status": "current", "note": "x"}},
    ],
)
def test_a_malformed_field_is_reported(good: dict[str, str], found: Found, fields: dict[str, object]) -> None:
    """Identifiers have their form, needed fields are there, and ``custom`` holds what the README names."""
    _change(good, TRIAL, **fields)
    assert found(good) == [("reference-schema", AT_TRIAL)]


@pytest.mark.parametrize("fields", [{"DOI": "10.1016/S1474-4422(25)00068-7"}, {"PMID": "1"}, {"PMCID": "PMC12345678"}])
def test_a_well_formed_identifier_passes(good: dict[str, str], found: Found, fields: dict[str, str]) -> None:
    """A DOI may hold brackets; a PMID has one to eight digits."""
    _change(good, TRIAL, **fields)
    assert found(good) == []


def test_a_superseded_item_names_its_successor(good: dict[str, str], found: Found) -> None:
    """``superseded_by`` is needed with the status, is a key or a DOI, and is nothing for a current item."""
    at_old = [("superseded-by", '"id": "old2014gabapentin",')]
    _change(good, OLD, superseded_by=None)
    assert found(good) == at_old
    _change(good, OLD, superseded_by="nobody2020")
    assert found(good) == at_old
    _change(good, OLD, superseded_by="10.1000/newer")
    assert found(good) == []
    _change(good, OLD, status="current")
    assert found(good) == at_old


def test_items_out_of_order_and_items_that_stand_twice_are_reported(good: dict[str, str], found: Found) -> None:
    """The items are sorted by id, each once."""
    items = json.loads(good["references.json"])
    good["references.json"] = json.dumps([items[NEW], items[NEW], items[OLD], items[TRIAL]], indent=2)
    assert found(good) == [("reference-order", '"id": "new2017gabapentin",')]
    good["references.json"] = json.dumps([items[OLD], items[NEW], items[TRIAL]], indent=2)
    assert found(good) == [("reference-order", '"id": "new2017gabapentin",')]


def test_one_work_under_two_keys_is_reported(good: dict[str, str], found: Found) -> None:
    """Two items with one DOI, in whatever case, are the same work."""
    _change(good, TRIAL, DOI="10.1000/NEW2017gabapentin")
    assert found(good) == [("same-work", AT_TRIAL)]


def test_a_work_without_any_address_is_a_warning(good: dict[str, str], found: Found) -> None:
    """A work that a reader cannot look up is pointed out."""
    _change(good, TRIAL, DOI=None)
    assert found(good) == [("reference-address", AT_TRIAL)]


def test_an_item_without_id_is_reported_after_the_one_before_it(good: dict[str, str], found: Found) -> None:
    """An item that has no name is told by its number and its neighbour."""
    items = json.loads(good["references.json"])
    good["references.json"] = json.dumps([*items, {"title": "Nameless"}], indent=2)
    assert found(good) == [("reference-schema", AT_TRIAL)]
