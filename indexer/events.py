"""What a build reports while it runs. Nothing here prints: whoever calls the build decides how events look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corpus.records import JsonValue

    Report: TypeAlias = "Callable[[Event], None]"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``name`` is one of the constants below, ``fields`` its particulars."""

    name: str
    fields: Mapping[str, JsonValue] = field(default_factory=dict)


BUILD_STARTED = "build_started"
FILE_READ = "file_read"
SPLIT = "split"
ENCODING = "encoding"
ENCODED = "encoded"
VECTORS_INDEXED = "vectors_indexed"
VERIFIED = "verified"
PUBLISHED = "published"
UP_TO_DATE = "up_to_date"
NOT_TIDIED = "not_tidied"
CACHE_DISCARDED = "cache_discarded"
BUILD_FINISHED = "build_finished"
