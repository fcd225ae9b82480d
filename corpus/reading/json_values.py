"""Values that YAML or JSON gave -> plain JSON values: dates as ISO text, keys as text, nothing non-finite."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.records import JsonValue


def json_value(value: object) -> JsonValue:
    """Convert a parsed value, keeping order; what JSON has no form for becomes its text, NaN and infinity None."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {scrubbed(str(key)): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(item) for item in value]
    return scrubbed(str(value))


def scrubbed(text: str) -> str:
    """Replace lone surrogates, which JSON escapes can carry but UTF-8 cannot, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
