"""The command ``tune``: from datasets to an adapter file, each stage a plain function called in order."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.counts import counted
from evaluation.errors import UsageError
from evaluation.folds import without
from evaluation.outputs import writing
from evaluation.own_index import documents_of, own_index
from evaluation.settings import IndexSettings
from evaluation.sources import read_source
from indexer.encoding.adapter import NO_ADAPTER
from search_api.opening import open_searcher

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evaluation.folds import Fold
    from evaluation.tuning.examples import Example
    from evaluation.tuning.settings import LearningSettings
    from indexer.events import Report

MIN_EXAMPLES = 2


def tune(
    sources: Sequence[str],
    out: Path,
    settings: LearningSettings,
    cache: Path,
    report: Report,
    learned: Callable[[int, int, float], None],
    start: Path | None = None,
    leave_out: Fold | None = None,
) -> int:
    """Train an adapter for the bundled model on judged questions, write it, and give the number of questions.

    A source is a dataset's folder, with conditions that its questions must meet after a question mark:
    ``datasets/bioasq?edition=8``. ``learned`` is told each step, how many there are, and the loss.
    ``start`` is an adapter to go on from, ``leave_out`` a fold whose questions are not learned from.

    Raises:
        UsageError: torch is missing, there is nothing to learn from, or the disk refused the adapter.
        EvaluationError: a dataset cannot be read.
    """
    examples = [example for source in sources for example in _examples(source, leave_out, cache, report)]
    if len(examples) < MIN_EXAMPLES:
        found = counted(len(examples), "example")
        msg = f"{', '.join(sources)} gives {found} to learn from: name datasets with judged answers"
        raise UsageError(msg)
    # Only who trains pays for importing torch.
    import torch  # noqa: PLC0415

    from evaluation.tuning.learning import learn  # noqa: PLC0415
    from evaluation.tuning.low_rank import attach, go_on_from, write_adapter  # noqa: PLC0415
    from indexer.encoding.model_files import locate_model  # noqa: PLC0415
    from indexer.encoding.sentence_transformer import Prompts, SentenceTransformerEncoder  # noqa: PLC0415

    torch.manual_seed(settings.seed)
    encoder = SentenceTransformerEncoder(locate_model(), Prompts())
    attached = attach(encoder.model.transformers_model, settings.rank, settings.alpha)
    if start is not None:
        go_on_from(attached, start)
    learn(
        encoder, [each for layer in attached.values() for each in (layer.down, layer.up)], examples, settings, learned
    )
    provenance = {
        "settings": json.dumps(asdict(settings), sort_keys=True),
        "questions": str(len(examples)),
        "questions_sha256": hashlib.sha256("\n".join(each.question for each in examples).encode()).hexdigest(),
        "sources": json.dumps([Path(source).name for source in sources]),
        "started_from_sha256": hashlib.sha256(start.read_bytes()).hexdigest() if start is not None else "",
        "left_out": str(leave_out) if leave_out is not None else "",
    }
    with writing(out):
        write_adapter(attached, out, encoder.identity.weights_sha256, settings.strength, provenance)
    return len(examples)


def _examples(source: str, leave_out: Fold | None, cache: Path, report: Report) -> list[Example]:
    from evaluation.tuning.examples import examples_of  # noqa: PLC0415 - it opens an index, which the help does not

    dataset = read_source(source)
    if leave_out is not None:
        dataset = without(dataset, leave_out)
    # Negatives come from the encoder as it is before any adapter.
    root = own_index(dataset.name, documents_of(dataset.folder), IndexSettings(adapter=NO_ADAPTER), cache, report)
    searcher = open_searcher(root)
    try:
        return list(examples_of(dataset, searcher))
    finally:
        searcher.close()


def tell_step(step: int, steps: int, loss: float) -> None:
    """Write a line on standard error for every tenth step."""
    if step % 10 == 0 or step == steps:
        sys.stderr.write(f"step {step} of {steps}, loss {loss:.4f}\n")
