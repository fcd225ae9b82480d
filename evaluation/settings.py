"""Every setting that a run can vary, by one flat name each, and ``name=value`` as a user writes it.

The names are those of the fields of the settings that builds and searches take: a field added there is known here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from evaluation.errors import SettingError
from indexer.encoding.adapter import DEFAULT_ADAPTER
from indexer.encoding.loading import EncoderChoice, Runtime
from indexer.encoding.precision import Precision
from indexer.splitting import SplitSettings
from search_api.ranking.settings import SearchSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from _typeshed import DataclassInstance

    from indexer.index.manifest import IndexManifest

    _Settings = TypeVar("_Settings", bound=DataclassInstance)


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What decides the index of a dataset. ``model`` and what follows it choose the encoder, as the indexer does."""

    splitter: SplitSettings = field(default_factory=SplitSettings)
    heading_context: bool = True
    model: str = ""
    adapter: str = DEFAULT_ADAPTER
    query_prompt: str | None = None
    document_prompt: str | None = None
    runtime: Runtime = Runtime.AUTO
    precision: Precision = Precision.AUTO

    @property
    def encoder(self) -> EncoderChoice:
        """The encoder chosen."""
        return EncoderChoice(
            self.model, self.query_prompt, self.document_prompt, self.runtime, self.adapter, self.precision
        )


@dataclass(frozen=True, slots=True)
class AskSettings:
    """What decides how questions are answered. ``correct`` and ``expand`` are those of a request."""

    search: SearchSettings = field(default_factory=SearchSettings)
    correct: bool = True
    expand: bool = True


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Everything that a run can vary, apart from dataset and index."""

    index: IndexSettings = field(default_factory=IndexSettings)
    ask: AskSettings = field(default_factory=AskSettings)


def parse_assignments(assignments: Sequence[str]) -> dict[str, Any]:
    """Read ``name=value`` items into values of the settings' own types.

    Raises:
        SettingError: one is no assignment, names no setting or gives it a value it cannot have.
    """
    known = flat(RunSettings())
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            msg = f"--set {assignment}: write name=value, for example --set passage_tokens=128"
            raise SettingError(msg)
        _require_known(name, known)
        values[name] = _parse(name, known[name], text)
    return values


def with_values(settings: _Settings, values: Mapping[str, Any]) -> _Settings:
    """Put flat values into settings, at whatever depth their fields stand.

    Raises:
        SettingError: a name is not known, or the settings refuse a value.
    """
    known = flat(settings)
    for name in values:
        _require_known(name, known)
    try:
        return _replaced(settings, values)
    except ValueError as error:
        raise SettingError(str(error)) from error


def flat(settings: DataclassInstance) -> dict[str, Any]:
    """Give every value by its field's name, however deep it stands."""
    return dict(_leaves(settings))


def as_json(settings: DataclassInstance) -> dict[str, Any]:
    """Give every value by its field's name, as JSON holds it."""
    return {name: value.value if isinstance(value, Enum) else value for name, value in _leaves(settings)}


def from_json(settings: _Settings, values: Mapping[str, Any]) -> _Settings:
    """Put values as ``as_json`` gives them into settings.

    Raises:
        SettingError: a name is not known, or the settings refuse a value.
    """
    known = flat(settings)
    typed = {
        name: type(known[name])(value) if isinstance(known.get(name), Enum | tuple) else value
        for name, value in values.items()
    }
    return with_values(settings, typed)


def settings_of(manifest: IndexManifest) -> dict[str, Any]:
    """Say in the same names how an index was built."""
    splitter = manifest.settings.get("splitter")
    return {
        **(
            {name: value for name, value in splitter.items() if name != "version"} if isinstance(splitter, dict) else {}
        ),
        "heading_context": manifest.settings.get("heading_context"),
        "model": manifest.encoder_location,
        "adapter": manifest.encoder_adapter,
        "query_prompt": manifest.encoder.query_prompt,
        "document_prompt": manifest.encoder.document_prompt,
        "runtime": manifest.encoder_runtime,
        "precision": manifest.encoder.precision,
    }


def _require_known(name: str, known: Mapping[str, Any]) -> None:
    if name not in known:
        msg = f"there is no setting {name!r}: choose from {', '.join(sorted(known))}"
        raise SettingError(msg)


def _leaves(settings: DataclassInstance) -> Iterator[tuple[str, Any]]:
    for each in fields(settings):
        value = getattr(settings, each.name)
        if is_dataclass(value) and not isinstance(value, type):
            yield from _leaves(value)
        else:
            yield each.name, value


def _replaced(settings: _Settings, values: Mapping[str, Any]) -> _Settings:
    changes: dict[str, Any] = {}
    for each in fields(settings):
        value = getattr(settings, each.name)
        if is_dataclass(value) and not isinstance(value, type):
            changes[each.name] = _replaced(value, values)
        elif each.name in values:
            changes[each.name] = values[each.name]
    return replace(settings, **changes)


def _parse(name: str, default: object, text: str) -> Any:  # noqa: ANN401 - of the default's type
    if isinstance(default, Enum):
        choices = [str(choice.value) for choice in type(default)]
        if text not in choices:
            msg = f"{name} is one of {', '.join(choices)}, not {text!r}: choose one"
            raise SettingError(msg)
        return type(default)(text)
    if isinstance(default, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    if default is None:
        return value if value is None or isinstance(value, str) else text
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        kind = {bool: "true or false", int: "a whole number", float: "a number"}.get(type(default), "a JSON list")
        msg = f"{name} is {kind}, not {text!r}: write for example --set {name}={json.dumps(default)}"
        raise SettingError(msg)
    return value
