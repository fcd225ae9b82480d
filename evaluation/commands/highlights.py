"""``highlights``: how often the sentences marked in a passage are those that answer."""

from __future__ import annotations

import sys
from pathlib import Path

from evaluation.commands.asked import opened
from evaluation.commands.options import Cache, DatasetFolder, Documents, Index, Only
from evaluation.dataset import read_dataset
from evaluation.highlighted import highlights_text, measure_highlights

EXAMPLE = "python -m evaluation highlights corpus/questions --documents corpus/documents --only split=test"


def command(
    dataset: DatasetFolder,
    *,
    index: Index = None,
    documents: Documents = None,
    only: Only = None,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Tell how often the sentences marked in a passage are those that answer."""
    judged = read_dataset(dataset, None, only or ())
    with opened(index, documents or (), judged, cache) as searcher:
        sys.stdout.write(highlights_text(measure_highlights(judged, searcher)) + "\n")
