"""Judged questions that name a medicine -> the same questions with its brand names instead, as a dataset of their own.

What answers them is the same, so the judgements are taken over. Knows nothing of indexes and searching.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from evaluation.dataset import read_dataset
from evaluation.errors import DatasetError
from evaluation.outputs import writing
from search_api.expansion.tables import brand_contents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def rebranded(text: str) -> dict[str, str]:
    """Give a text by each brand of a medicine that it names, with the brand in the medicine's place."""
    found: dict[str, str] = {}
    for brand, contents in brand_contents().items():
        changed = re.sub(rf"\b{re.escape(contents)}\b", brand, text, flags=re.IGNORECASE)
        if changed != text:
            found[brand] = changed
    return found


def write_rebranded(folder: Path, only: Sequence[str], out: Path) -> int:
    """Write the questions with brand names, and their judged spans, as a dataset; give how many there are.

    Raises:
        DatasetError: the folder is no dataset of questions with judged spans, or none names a medicine.
        UsageError: a condition is not ``field=value``, or the disk refused ``out``.
    """
    spans = folder / "judgements.jsonl"
    if not spans.is_file():
        msg = f"{folder} has no judgements.jsonl: name a folder of questions with judged spans"
        raise DatasetError(msg)
    queries: list[dict[str, Any]] = []
    of_question: dict[str, list[str]] = {}
    for question in read_dataset(folder, None, only).questions:
        for brand, text in rebranded(question.text).items():
            identifier = f"{question.id}-{brand}"
            queries.append({**question.fields, "_id": identifier, "text": text})
            of_question.setdefault(question.id, []).append(identifier)
    if not queries:
        msg = f"{folder} holds no question that names a medicine with a brand: name other questions"
        raise DatasetError(msg)
    judged = [json.loads(line) for line in spans.read_text(encoding="utf-8").splitlines() if line.strip()]
    taken = [{**span, "query": identifier} for span in judged for identifier in of_question.get(span["query"], ())]
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, lines in (("queries.jsonl", queries), (spans.name, taken)):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (out / name).write_text(text, encoding="utf-8")
    return len(queries)
