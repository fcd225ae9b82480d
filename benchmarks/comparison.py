"""This project and its rivals on the same passages, questions and weights, each in a process of its own.

What a system gave is kept in a file of its own, so that a comparison can be broken off and gone on with.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.environments import SystemFailedError, checked, python_for
from benchmarks.rivals.protocol import CORPUS, QUESTIONS, RUN, TIMINGS, Text, write_texts
from benchmarks.systems import SYSTEMS
from corpus.counts import counted
from evaluation import provenance
from evaluation.errors import DatasetError
from evaluation.inputs import read_lines
from evaluation.judgements import DocumentJudgements
from evaluation.measures import parse_metrics, score
from evaluation.trec import read_run
from indexer.encoding.model_files import locate_model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.systems import ComparedSystem
    from corpus.records import JsonValue
    from evaluation.dataset import Dataset

_ROOT = Path(__file__).parent.parent
_KEY_HEX_DIGITS = 8
_METRICS = ("nDCG@10", "R@10")
# Nothing is fetched or told while a system is measured.
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "TQDM_DISABLE": "1",
}


class Comparison:
    """One set of passages and questions, and the folder where what was measured of it is kept."""

    def __init__(self, dataset: Dataset, passages: int | None, questions: int | None, out: Path) -> None:
        """Take the first ``questions`` judged questions, and ``passages`` passages, all that is relevant among them.

        Raises:
            DatasetError: the dataset is not judged by document, or more passages are relevant than are taken.
        """
        if not isinstance(dataset.judgements, DocumentJudgements):
            msg = f"{dataset.folder} is not judged by document: name a BEIR folder"
            raise DatasetError(msg)
        asked = dataset.questions[:questions]
        self._grades = {each.id: dict(dataset.judgements.grades[each.id]) for each in asked}
        self._questions = [Text(each.id, each.text) for each in asked]
        self.passages = _passages(dataset.folder / "corpus.jsonl", self._grades, passages)
        decisive = json.dumps([[each.id for each in texts] for texts in (self.passages, self._questions)])
        key = hashlib.sha256(decisive.encode()).hexdigest()[:_KEY_HEX_DIGITS]
        self._name = (
            f"{dataset.name}, {counted(len(self.passages), 'passage')}, {counted(len(self._questions), 'question')}"
        )
        self._environments = out / "environments"
        self.folder = out / f"{dataset.name}-{len(self.passages)}-{len(self._questions)}-{key}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def missing(self) -> list[str]:
        """Name the systems that have no figures yet."""
        return [name for name in SYSTEMS if "failed" in self._kept(name)]

    def measure(self, names: Sequence[str], tell: Callable[[str], None]) -> Path:
        """Measure systems, one after the other, then write the record and the table of all that are known."""
        for name in names:
            tell(f"{name}: installing and measuring")
            row = self._measured(SYSTEMS[name])
            (self.folder / f"{name}.json").write_text(json.dumps(row, indent=2) + "\n", encoding="utf-8")
            if "failed" in row:
                tell(f"{name}: {row['failed']}")
        return self._write()

    def _measured(self, system: ComparedSystem) -> dict[str, JsonValue]:
        about: dict[str, JsonValue] = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": provenance.commit(),
            "machine": dict(provenance.machine()),
            "requirements": list(system.requirements),
        }
        try:
            python = python_for(system, self._environments)
            with tempfile.TemporaryDirectory(dir=self.folder) as work:
                return {**about, **self._asked(system, python, Path(work))}
        except SystemFailedError as error:
            return {**about, "failed": str(error)}

    def _asked(self, system: ComparedSystem, python: Path | str, work: Path) -> dict[str, JsonValue]:
        write_texts(work / CORPUS, self.passages)
        write_texts(work / QUESTIONS, self._questions)
        module = f"benchmarks.rivals.{system.module}"
        model = locate_model("").folder
        checked([str(python), "-m", module, str(work.resolve()), str(model)], PYTHONPATH=str(_ROOT), **_OFFLINE)
        timings = json.loads((work / TIMINGS).read_text(encoding="utf-8"))
        (self.folder / f"{system.name}.run").write_bytes((work / RUN).read_bytes())
        scored = score(parse_metrics(_METRICS), self._grades, read_run(work / RUN))
        p50, p95 = 1000 * np.percentile(timings["question_seconds"], [50, 95])
        return {
            "passages_per_second": round(timings["passages"] / timings["build_seconds"], 1),
            "load_seconds": round(timings["load_seconds"], 2),
            "build_seconds": round(timings["build_seconds"], 2),
            "p50_ms": round(float(p50), 2),
            "p95_ms": round(float(p95), 2),
            "peak_mb": round(timings["peak_mb"]),
            **{name: round(float(np.mean([of[name] for of in scored.values()])), 4) for name in _METRICS},
        }

    def _kept(self, name: str) -> Mapping[str, JsonValue]:
        path = self.folder / f"{name}.json"
        if not path.is_file():
            return {"failed": "not measured yet"}
        kept: dict[str, JsonValue] = json.loads(path.read_text(encoding="utf-8"))
        return kept

    def _write(self) -> Path:
        rows = {name: self._kept(name) for name in SYSTEMS}
        record = self.folder / "comparison.json"
        record.write_text(json.dumps({"about": self._name, "systems": rows}, indent=2) + "\n", encoding="utf-8")
        record.with_suffix(".md").write_text(f"{self._name}\n\n{table(rows)}", encoding="utf-8")
        return record


def table(rows: Mapping[str, Mapping[str, JsonValue]]) -> str:
    """Give one row for each system; one that failed tells why."""
    lines = [
        "| system | build, passages/s | question p50 / p95 ms | nDCG@10 | R@10 | peak memory, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        if "failed" in row:
            reason = str(row["failed"]).replace("|", "\\|")
            lines.append(f"| {SYSTEMS[name].title} | {reason} | | | | |")
        else:
            lines.append(
                f"| {SYSTEMS[name].title} | {row['passages_per_second']:,} | {row['p50_ms']} / {row['p95_ms']} | "
                f"{row['nDCG@10']:.3f} | {row['R@10']:.3f} | {row['peak_mb']:,} |"
            )
    return "\n".join(lines) + "\n"


def _passages(path: Path, grades: Mapping[str, Mapping[str, int]], count: int | None) -> list[Text]:
    """Read passages in the corpus's order: all that are relevant to a question, and the first others up to a count."""
    relevant = {item for of in grades.values() for item, grade in of.items() if grade > 0}
    if count is not None and len(relevant) > count:
        msg = f"{len(relevant):,} passages are relevant to the questions: take more with --passages, or fewer questions"
        raise DatasetError(msg)
    lines = [json.loads(line) for line in read_lines(path, "a BEIR folder", DatasetError) if line.strip()]
    others = len(lines) if count is None else count - len(relevant)
    taken: list[Text] = []
    for line in lines:
        item = str(line["_id"])
        if item in relevant or others > 0:
            others -= item not in relevant
            taken.append(Text(item, f"{line.get('title') or ''} {line['text']}".strip()))
    return taken
