"""From a record back to what it was measured on: the same questions, the same generation, the same settings."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.dataset import read_dataset
from evaluation.errors import RecordError
from evaluation.in_process import InProcessAsker
from evaluation.settings import AskSettings, flat, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluation.dataset import Dataset
    from evaluation.record import Record


@contextmanager
def reopen(record: Record, index: Path | None = None) -> Iterator[tuple[Dataset, InProcessAsker]]:
    """Open a record's dataset and index; ``index`` names the index of a record that was made over HTTP.

    Raises:
        RecordError: questions or index are no longer those of the record.
        DatasetError: the dataset is not there.
        IndexStateError: the index is not there, or damaged.
    """
    dataset = read_dataset(Path(record.dataset.path), record.dataset.split or None, record.dataset.only)
    if dataset.sha256 != record.dataset.sha256:
        msg = f"{record.dataset.path} has changed since {record.name} was measured: run it again"
        raise RecordError(msg)
    if index is None and "path" not in record.index:
        msg = f"{record.name} was measured over HTTP: name the index that the service served with --index"
        raise RecordError(msg)
    root = index or Path(record.index["path"])
    known = flat(AskSettings())
    settings = from_json(AskSettings(), {name: value for name, value in record.settings.items() if name in known})
    asker = InProcessAsker(root, settings, dataset.judgements.unit, int(record.settings["k"]))
    try:
        generation = asker.index()["generation"]
        if generation != record.index["generation"]:
            msg = (
                f"{root} holds generation {generation}, and {record.name} was measured on "
                f"{record.index['generation']}: run it again"
            )
            raise RecordError(msg)
        yield dataset, asker
    finally:
        asker.close()
