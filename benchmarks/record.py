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
    head = " | ".join(f"{size['passages']:,}" for size in sizes)
    lines = [f"| passages | {head} |", "| --- |" + " --- |" * len(sizes)]
    lines += [
        f"| {name} | " + " | ".join(cell(size.get(name, "")) for size in sizes) + " |" for name in names_of(sizes)
    ]
    return "\n".join(lines) + "\n"


def names_of(sizes: Sequence[Mapping[str, float | str]]) -> list[str]:
    """List every figure that some size has, in the order in which they come."""
    return [name for name in dict.fromkeys(name for size in sizes for name in size) if name != "passages"]


def http_name(clients: int, figure: str) -> str:
    """Name a figure of a number of clients that ask at once."""
    return f"HTTP, {clients} at once, {figure}"


def cell(value: float | str) -> str:
    """Write a figure with the digits that tell something."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits tell enough
