"""What was measured, as one dated JSON file and as a Markdown table beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from corpus.records import JsonValue


def write_record(
    folder: Path, date: str, about: Mapping[str, JsonValue], sizes: Sequence[Mapping[str, float | str]]
) -> Path:
    """Write ``DATE.json`` and ``DATE.md`` into a folder; give the former's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{date}.json"
    content = {**about, "date": date, "sizes": [dict(size) for size in sizes]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(table(sizes), encoding="utf-8")
    return path


def table(sizes: Sequence[Mapping[str, float | str]]) -> str:
    """Give one row for each figure, and one column for each number of passages."""
    if not sizes:
        return ""
    names = [name for name in sizes[0] if name != "passages"]
    head = " | ".join(f"{size['passages']:,}" for size in sizes)
    lines = [f"| passages | {head} |", "| --- |" + " --- |" * len(sizes)]
    lines += [f"| {name} | " + " | ".join(_cell(size.get(name, "")) for size in sizes) + " |" for name in names]
    return "\n".join(lines) + "\n"


def _cell(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits tell enough
