"""Everything that one corpus costs: built, changed, asked and served, with the quality beside it."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.corpora import change_one, fill_cache, write_corpus
from benchmarks.load import over_http
from benchmarks.processes import run, serving
from benchmarks.questions import in_process, percentiles
from benchmarks.record import http_name
from evaluation.in_process import InProcessAsker
from evaluation.measures import parse_metrics
from evaluation.own_index import documents_of, share_encoders
from evaluation.running import RunPlan
from evaluation.running import run as evaluate
from evaluation.settings import AskSettings
from indexer.index.layout import IndexLayout
from indexer.index.manifest import read_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from benchmarks.processes import Cost
    from evaluation.dataset import Dataset
    from indexer.encoding.seam import Encoder
    from indexer.index.manifest import IndexManifest

    Row: TypeAlias = "dict[str, float | str]"

_CLIENTS = (1, 8, 32)
_MB = 1_000_000
_JUDGED_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same at every size: the questions, how the service is asked, and the encoder.

    Each number of clients asks for ``seconds``, of a service of ``workers`` processes.
    """

    questions: Sequence[str]
    seconds: float
    workers: int
    encoder: Encoder
    encoders: Path


def measure_synthetic(folder: Path, count: int, sentences: list[str], real: npt.NDArray[np.float32], plan: Plan) -> Row:
    """Measure ``count`` synthetic passages made of real sentences, whose vectors are in the cache before the build."""
    corpus, root = folder / "corpus.jsonl", folder / "index"
    write_corpus(sentences, count, corpus)
    fill_cache(corpus, root, real, count, plan.encoder)
    share_encoders(root, plan.encoders)
    full = _build(corpus, root)
    row: Row = {"text": "synthetic", **_from_vectors(full, _manifest(root)), **_changed(corpus, root, full)}
    return {"passages": count, **row, **_size(root), **_asked(root, plan.questions), **_served(root, plan)}


def measure_judged(folder: Path, dataset: Dataset, plan: Plan) -> Row:
    """Measure a judged dataset: real text, embedded in the build, and the questions that it is judged by."""
    root = folder / "index"
    (documents,) = documents_of(dataset.folder)
    corpus = folder / documents.name
    _copy(documents, corpus)
    bibliography = documents.parent / "references.json"
    references = ["--references", str(bibliography)] if bibliography.is_file() else []
    share_encoders(root, plan.encoders)
    full = _build(corpus, root, *references)
    passages = _manifest(root).counts.passages
    row: Row = {
        "passages": passages,
        "text": dataset.name,
        "build with the encoder, passages/s": passages / full.seconds,
        "build with the encoder, s": full.seconds,
        "build with the encoder, peak MB": full.peak_mb,
    }
    row |= _changed(corpus, root, full, *references)
    _copy(documents, corpus)
    layout = IndexLayout(root)
    layout.current.unlink()
    shutil.rmtree(layout.generations)
    row |= _from_vectors(_build(corpus, root, *references), _manifest(root))
    return {**row, **_size(root), **_asked(root, plan.questions), **_served(root, plan), **_quality(root, dataset)}


def _copy(documents: Path, corpus: Path) -> None:
    if documents.is_dir():
        shutil.copytree(documents, corpus, dirs_exist_ok=True)
    else:
        shutil.copy(documents, corpus)


def _build(corpus: Path, root: Path, *options: str) -> Cost:
    return run(["-m", "indexer", "build", str(corpus), "--index", str(root), "--keep", "1", "--json", *options])


def _manifest(root: Path) -> IndexManifest:
    layout = IndexLayout(root)
    (generation,) = layout.published()
    return read_manifest(layout.generation(generation.name).manifest)


def _from_vectors(cost: Cost, manifest: IndexManifest) -> Row:
    return {
        "build from vectors, passages/s": manifest.counts.passages / cost.seconds,
        "build from vectors, s": cost.seconds,
        "build from vectors, peak MB": cost.peak_mb,
    }


def _changed(corpus: Path, root: Path, full: Cost, *options: str) -> Row:
    """Change one document and build again; the share is of the first build, which had the same vectors at hand."""
    change_one(corpus)
    again = _build(corpus, root, *options)
    return {
        "one document changed, s": again.seconds,
        "one document changed, % of the first build": 100 * again.seconds / full.seconds,
    }


def _size(root: Path) -> Row:
    manifest = _manifest(root)
    size = sum(file.size for file in manifest.files)
    return {"on disk, MB": size / _MB, "vector index": manifest.vector_index.kind}


def _asked(root: Path, questions: Sequence[str]) -> Row:
    times, recall = in_process(root, questions)
    row: Row = {}
    for name, percentile in times.items():
        row |= {f"{name}, {which} ms": value for which, value in asdict(percentile).items()}
    return {**row, "recall@10 of the vector leg": recall}


def _served(root: Path, plan: Plan) -> Row:
    """Serve the index, keeping no answers: each question is computed however often it is asked."""
    row: Row = {}
    with serving(root, "--cache", "0", "--workers", str(plan.workers)) as server:
        row["start to ready, s"] = server.ready_seconds
        over_http(server.port, plan.questions, 1, 1)
        for clients in _CLIENTS:
            load = over_http(server.port, plan.questions, clients, plan.seconds)
            row[http_name(clients, "questions/s")] = len(load.taken) / load.seconds
            row |= {http_name(clients, f"{which} ms"): ms for which, ms in asdict(percentiles(load.taken)).items()}
            row[http_name(clients, "failed")] = load.failed
        row["server, resident MB"], row["server, its own MB"] = server.memory_mb()
    return row


def _quality(root: Path, dataset: Dataset) -> Row:
    metrics = parse_metrics(["nDCG@10"])
    asker = InProcessAsker(root, AskSettings(), dataset.judgements.unit, _JUDGED_DEPTH)
    try:
        record = evaluate(RunPlan(dataset.name, dataset, metrics, _JUDGED_DEPTH), asker, lambda *_: None).record
    finally:
        asker.close()
    return {name: figure.value for name, figure in record.metrics.items()}
