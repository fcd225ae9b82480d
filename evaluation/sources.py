"""A dataset named in one word with the conditions that its questions must meet: ``datasets/bioasq?edition=8``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from evaluation.dataset import read_dataset

if TYPE_CHECKING:
    from evaluation.dataset import Dataset

_QRELS = "qrels"


def read_source(source: str) -> Dataset:
    """Read a dataset's folder, with conditions after a question mark; ``qrels`` names the split to judge by.

    Raises:
        DatasetError: the folder is no dataset, or no question meets the conditions.
    """
    folder, _, conditions = source.partition("?")
    pairs = parse_qsl(conditions)
    split = next((value for name, value in pairs if name == _QRELS), None)
    return read_dataset(Path(folder), split, [f"{name}={value}" for name, value in pairs if name != _QRELS])
