"""A part of a file that could not become a document, while the rest of the file could."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """``where`` names the part (``corpus.jsonl#L17``), ``reason`` says what is wrong and what to do."""

    where: str
    reason: str
