"""Settings by name."""

from __future__ import annotations

from dataclasses import fields

import pytest

from evaluation.errors import SettingError
from evaluation.settings import RunSettings, as_json, flat, from_json, parse_assignments, with_values
from indexer.encoding.loading import Runtime
from indexer.splitting import SplitSettings
from search_api.ranking.settings import SearchSettings


def test_every_field_of_splitting_and_searching_is_a_setting() -> None:
    """A field added there can be set without a word here; no two share a name."""
    names = {field.name for settings in (SplitSettings, SearchSettings) for field in fields(settings)}
    assert names | {"heading_context", "model", "runtime", "correct"} <= set(flat(RunSettings()))


def test_values_take_the_type_of_their_setting() -> None:
    """And reach the settings at whatever depth they stand."""
    text = ["passage_tokens=64", "heading_context=false", "max_per_document=1", "runtime=openvino", "query_prompt=q: "]
    settings = with_values(RunSettings(), parse_assignments(text))
    assert settings.index.splitter == SplitSettings(passage_tokens=64)
    assert settings.index.heading_context is False
    assert settings.index.encoder.runtime is Runtime.OPENVINO
    assert settings.index.encoder.query_prompt == "q: "
    assert settings.ask.search == SearchSettings(max_per_document=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("passage_token=64", "no setting 'passage_token': choose from .*passage_tokens"),
        ("passage_tokens", "write name=value"),
        ("passage_tokens=many", "a whole number, not 'many'"),
        ("passage_tokens=6.5", "a whole number"),
        ("passage_tokens=true", "a whole number"),
        ("heading_context=1", "true or false"),
        ("runtime=gpu", "one of auto, openvino, sentence-transformers"),
    ],
)
def test_what_is_no_setting_is_refused(text: str, says: str) -> None:
    """The error says what would be one."""
    with pytest.raises(SettingError, match=says):
        parse_assignments([text])


@pytest.mark.parametrize("text", ["null", "5", "true", '"5"'])
def test_a_prompt_is_a_text_or_none(text: str) -> None:
    """Whatever JSON would make of what was written."""
    assert parse_assignments([f"query_prompt={text}"]) == {"query_prompt": None if text == "null" else text.strip('"')}


def test_a_value_that_the_settings_refuse_is_refused_in_their_words() -> None:
    """Splitting itself knows which sizes it can have."""
    with pytest.raises(SettingError, match="overlap_sentences is -1"):
        with_values(RunSettings(), parse_assignments(["overlap_sentences=-1"]))


def test_settings_survive_a_record() -> None:
    """What is written as JSON is read back the same, enumerations too."""
    settings = with_values(RunSettings(), parse_assignments(["runtime=openvino", "max_per_document=7"]))
    assert from_json(RunSettings(), as_json(settings)) == settings
