"""What every compared system is asked to do: index the passages, then answer the questions one at a time.

A system's process is given a folder with ``corpus.jsonl`` and ``questions.jsonl``, lines of ``_id`` and ``text``, and
writes ``run.trec`` and ``timings.json`` there. Needs nothing but the standard library, and on Linux.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CORPUS, QUESTIONS, RUN, TIMINGS = "corpus.jsonl", "questions.jsonl", "run.trec", "timings.json"

DEPTH = 10
"""How many passages a question is answered with."""

_WARM_UP = 10
_KIB_A_MB = 1_000_000 / 1024


@dataclass(frozen=True, slots=True)
class Text:
    """A passage or a question."""

    id: str
    text: str


class System(Protocol):
    """A search as its documentation sets it up. Making one loads its encoder."""

    def build(self, passages: Sequence[Text]) -> None:
        """Index passages."""

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give the ids of the ten best passages with their scores, best first."""


@dataclass(frozen=True, slots=True)
class Timings:
    """What a system took: seconds, and its greatest resident memory in MB over its whole life."""

    passages: int
    load_seconds: float
    build_seconds: float
    question_seconds: list[float]
    peak_mb: float


def main(make: Callable[[Path, Path], System]) -> None:
    """Read ``FOLDER MODEL`` from the command line and measure what ``make`` gives for a model and a work folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    measure(make, arguments.folder, arguments.model)


def measure(make: Callable[[Path, Path], System], folder: Path, model: Path) -> None:
    """Build and ask one system, each question once after a warm-up, and write what came and how long it took."""
    passages, questions = read_texts(folder / CORPUS), read_texts(folder / QUESTIONS)
    begun = time.perf_counter()
    system = make(model, folder)
    loaded = time.perf_counter()
    system.build(passages)
    built = time.perf_counter()
    for question in questions[:_WARM_UP]:
        system.search(f"warm-up {question.text}")
    seconds: list[float] = []
    lines: list[str] = []
    for question in questions:
        started = time.perf_counter()
        found = system.search(question.text)
        seconds.append(time.perf_counter() - started)
        # Ranks stand in for scores, so that no tie is broken in another order than the system's own.
        lines += [f"{question.id} Q0 {item} {rank} {-rank} system\n" for rank, (item, _) in enumerate(found, 1)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_A_MB
    timings = Timings(len(passages), loaded - begun, built - loaded, seconds, peak)
    (folder / RUN).write_text("".join(lines), encoding="utf-8")
    (folder / TIMINGS).write_text(json.dumps(asdict(timings)), encoding="utf-8")


def read_texts(path: Path) -> list[Text]:
    """Read lines of ``_id`` and ``text``."""
    with path.open(encoding="utf-8") as file:
        return [Text(line["_id"], line["text"]) for line in map(json.loads, file)]


def write_texts(path: Path, texts: Sequence[Text]) -> None:
    """Write lines of ``_id`` and ``text``."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"_id": each.id, "text": each.text}, ensure_ascii=False) + "\n" for each in texts)
