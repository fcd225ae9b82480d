"""The dataset's own index: built once for each way of building it, and found again by the next run."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

from evaluation.errors import DatasetError
from evaluation.settings import as_json
from indexer.build import build
from indexer.index.layout import IndexLayout
from indexer.settings import BuildSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from evaluation.settings import IndexSettings
    from indexer.events import Report

_KEY_HEX_DIGITS = 12


def documents_of(dataset: Path) -> tuple[Path, ...]:
    """Find the documents that a dataset's questions are about: its corpus, or a ``documents`` folder in or beside it.

    Raises:
        DatasetError: there are none.
    """
    for found in (dataset / "corpus.jsonl", dataset / "documents", dataset.resolve().parent / "documents"):
        if found.exists():
            return (found,)
    msg = f"{dataset} has neither corpus.jsonl nor documents: name documents with --documents, or an index with --index"
    raise DatasetError(msg)


def own_index(name: str, documents: Sequence[Path], settings: IndexSettings, cache: Path, report: Report) -> Path:
    """Build the index of these documents below ``cache``, or find it up to date there; give its folder.

    The folder is named by dataset, documents and settings, so another way of building takes nothing from this one.

    Raises:
        CorpusError: the documents cannot be used.
        EncoderError: the encoder cannot be used.
        BuildError: nothing can be published.
        IndexStateError: another build is writing, or the disk refused.
    """
    decisive = json.dumps([as_json(settings), [str(path.resolve()) for path in documents]], sort_keys=True)
    root = cache / f"{name}-{hashlib.sha256(decisive.encode()).hexdigest()[:_KEY_HEX_DIGITS]}"
    share_encoders(root, cache / "encoders")
    bibliographies = [path.resolve().parent / "references.json" for path in documents]
    build_settings = BuildSettings(
        sources=tuple(documents),
        index=root,
        references=tuple(path for path in dict.fromkeys(bibliographies) if path.is_file()),
        encoder=settings.encoder,
        splitter=settings.splitter,
        heading_context=settings.heading_context,
        keep=1,
    )
    build(build_settings, report)
    return root


def share_encoders(root: Path, shared: Path) -> None:
    """Let an index that has no converted encoders yet use those of a folder of several: a conversion takes long.

    Raises:
        OSError: the disk refused.
    """
    own = IndexLayout(root).encoders
    if not own.exists() and not own.is_symlink():
        shared.mkdir(parents=True, exist_ok=True)
        root.mkdir(parents=True, exist_ok=True)
        # Relative, so that the folder that holds both may be moved.
        own.symlink_to(os.path.relpath(shared.resolve(), root.resolve()), target_is_directory=True)
