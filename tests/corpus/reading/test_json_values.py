"""Whatever YAML and JSON can hold becomes values that JSON and UTF-8 can carry."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.json_values import json_value, scrubbed

parsed = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.dates()
    | st.datetimes()
    | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()) | st.integers() | st.none(), inner),
    max_leaves=20,
)


@given(parsed)
def test_every_value_can_be_written_as_strict_json_in_utf8(value: object) -> None:
    """No non-finite number, no lone surrogate and no foreign type is left."""
    assert json.dumps(json_value(value), allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC), "2026-03-01T12:30:00+00:00"),
        (float("nan"), None),
        (float("-inf"), None),
        ({1: {2: 3}, None: True}, {"1": {"2": 3}, "None": True}),
        ({"b": 1, "a": (2, 3)}, {"b": 1, "a": [2, 3]}),
        (b"ab", "b'ab'"),
        (2**64, 2**64),
    ],
)
def test_values_keep_their_meaning(value: object, expected: object) -> None:
    """Dates become ISO text, keys text, sequences lists, numbers without a JSON form null."""
    assert json_value(value) == expected
    assert type(json_value(value)) is type(expected)


def test_a_number_too_long_to_be_written_becomes_text() -> None:
    """Python writes no decimal number of more than 4,300 digits, though YAML's hexadecimal form can hold one."""
    assert json_value(16**5000) == hex(16**5000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\ud800", "\ufffd"), ("a\udfffb", "a\ufffdb"), ("\ud83d\ude00", "😀"), ("é", "é")],
)
def test_lone_surrogates_are_replaced_and_pairs_joined(text: str, expected: str) -> None:
    """Each lone half becomes one replacement character; a pair is the character that it stands for."""
    assert scrubbed(text) == expected
