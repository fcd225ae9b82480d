"""Values that YAML or JSON gave -> plain JSON values: dates as ISO text, keys as text, nothing non-finite."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.records import JsonValue


# Python stops at some 500 levels, and sooner the deeper the call; no metadata needs a tenth of this.
_MAX_DEPTH = 100
# Python writes no longer number in decimal (sys.int_info.default_max_str_digits is 4300).
_MAX_INT_BITS = 4096


def json_value(value: object, depth: int = 0) -> JsonValue:
    """Convert a parsed value, keeping order; what JSON has no form for becomes its text, NaN and infinity None.

    Raises:
        ValueError: it is nested too deeply.
    """
    if depth > _MAX_DEPTH:
        msg = f"it is nested deeper than {_MAX_DEPTH} levels"
        raise ValueError(msg)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= _MAX_INT_BITS else hex(value)
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {scrubbed(str(key)): json_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(item, depth + 1) for item in value]
    return scrubbed(str(value))


def scrubbed(text: str) -> str:
    """Replace lone surrogates, which JSON escapes can carry but UTF-8 cannot, by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        pass
    else:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
