"""Systems are compared on the same passages and questions, and what fails is told and not left out."""

from __future__ import annotations

import json
import re
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import comparison as comparing
from benchmarks import environments
from benchmarks.comparison import Comparison, table
from benchmarks.environments import SystemFailedError, checked, python_for
from benchmarks.rivals import protocol
from benchmarks.rivals.protocol import CORPUS, QUESTIONS, RUN, TIMINGS, Text, measure, read_texts, write_texts
from benchmarks.systems import SYSTEMS
from evaluation.dataset import Dataset, read_dataset
from evaluation.errors import DatasetError
from evaluation.trec import read_run

if TYPE_CHECKING:
    from collections.abc import Sequence

RIVALS = Path(protocol.__file__).parent
PASSAGES = [Text(f"p{number}", f"Passage {number}.") for number in range(12)]


class Backwards:
    """A system that finds the last passages first, all with one score."""

    def __init__(self, model: Path, _folder: Path) -> None:
        """Take a model that is there."""
        assert model.is_dir()

    def build(self, passages: Sequence[Text]) -> None:
        """Keep the ids."""
        self.ids = [each.id for each in passages]

    def search(self, question: str) -> Sequence[tuple[str, float]]:
        """Give the last three."""
        assert question
        return [(item, 1.0) for item in self.ids[: -protocol.DEPTH : -1][:3]]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """Give a dataset of twelve passages and two questions, each with one relevant passage."""
    folder = tmp_path / "small"
    (folder / "qrels").mkdir(parents=True)
    lines = [json.dumps({"_id": each.id, "title": "Title", "text": each.text}) for each in PASSAGES]
    (folder / "corpus.jsonl").write_text("\n".join(lines))
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "First?"}\n{"_id": "q2", "text": "Second?"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp11\t1\nq1\tp0\t0\nq2\tp3\t1\n")
    return read_dataset(folder)


def in_this_process(command: list[str], **_settings: str) -> str:
    """Stand in for a system's process."""
    measure(Backwards, Path(command[-2]), Path(command[-1]))
    return ""


def test_a_system_is_asked_every_question_and_its_order_is_kept(tmp_path: Path) -> None:
    """Scores that are equal do not change the order; every time is told."""
    write_texts(tmp_path / CORPUS, PASSAGES)
    write_texts(tmp_path / QUESTIONS, [Text("q1", "Where?"), Text("q2", "Ά?")])
    assert read_texts(tmp_path / QUESTIONS)[1].text == "Ά?"
    measure(Backwards, tmp_path, tmp_path)
    assert read_run(tmp_path / RUN) == {question: ["p11", "p10", "p9"] for question in ("q1", "q2")}
    timings = json.loads((tmp_path / TIMINGS).read_text())
    assert (timings["passages"], len(timings["question_seconds"])) == (12, 2)
    assert timings["peak_mb"] > 1


def test_every_system_has_a_module_and_exact_releases() -> None:
    """So that a comparison can be made again."""
    apart = {"__init__", "protocol"}
    assert {each.module for each in SYSTEMS.values()} == {path.stem for path in RIVALS.glob("*.py")} - apart
    for each in SYSTEMS.values():
        assert all(re.fullmatch(r"[\w-]+==[\d.]+", requirement) for requirement in each.requirements)


def test_what_is_relevant_is_among_the_passages_taken(dataset: Dataset, tmp_path: Path) -> None:
    """The first others fill up, in the corpus's order; too few passages are refused."""
    comparison = Comparison(dataset, 4, None, tmp_path / "out")
    assert [each.id for each in comparison.passages] == ["p0", "p1", "p3", "p11"]
    assert comparison.passages[0].text == "Title Passage 0."
    assert len(Comparison(dataset, None, 1, tmp_path / "out").passages) == 12
    with pytest.raises(DatasetError, match="2 passages are relevant"):
        Comparison(dataset, 1, None, tmp_path / "out")


def test_figures_are_kept_and_joined(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system measured later is added to the record; what was measured before is not measured again."""
    monkeypatch.setattr(comparing, "checked", in_this_process)
    monkeypatch.setattr(comparing, "python_for", lambda *_: "python")
    comparison = Comparison(dataset, None, None, tmp_path / "out")
    comparison.measure(["txtai"], lambda _: None)
    assert "txtai" not in Comparison(dataset, None, None, tmp_path / "out").missing()
    record = json.loads(comparison.measure(["chroma"], lambda _: None).read_text())
    assert record["systems"]["txtai"]["nDCG@10"] == record["systems"]["chroma"]["nDCG@10"] == 0.5
    assert record["systems"]["lancedb"] == {"failed": "not measured yet"}


def test_a_system_that_fails_is_a_row_with_the_reason(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is tried again the next time."""

    def refuse(*_: object) -> str:
        message = "no such release | anywhere"
        raise SystemFailedError(message)

    monkeypatch.setattr(comparing, "python_for", refuse)
    comparison = Comparison(dataset, None, None, tmp_path / "out")
    told: list[str] = []
    record = comparison.measure(["txtai"], told.append)
    assert told == ["txtai: installing and measuring", "txtai: no such release | anywhere"]
    assert "| txtai 9.14, hybrid | no such release \\| anywhere | | | | |" in record.with_suffix(".md").read_text()
    assert "txtai" in comparison.missing()


def test_the_table_has_a_row_for_each_system() -> None:
    """With the figures that are compared."""
    row = {
        "passages_per_second": 1234.5,
        "p50_ms": 1.5,
        "p95_ms": 2.0,
        "nDCG@10": 0.8123,
        "R@10": 0.9,
        "peak_mb": 1024,
    }
    assert table({"chroma": row}).splitlines()[2] == (
        "| Chroma 1.5, dense | 1,234.5 | 1.5 / 2.0 | 0.812 | 0.900 | 1,024 |"
    )


def test_an_environment_stands_on_this_one_and_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sees what is installed here behind its own packages, and says which torch it takes."""
    commands: list[list[str]] = []

    def note(command: list[str], **_settings: str) -> str:
        commands.append(command)
        if "venv" in command:
            Path(sysconfig.get_path("purelib", vars={"base": command[-1]})).mkdir(parents=True)
        return "txtai==9.14.0"

    monkeypatch.setattr(environments, "checked", note)
    for _ in range(2):
        python = Path(python_for(SYSTEMS["txtai"], tmp_path))
    (installing,) = [command for command in commands if "install" in command]
    assert installing[-2:] == ["txtai==9.14.0", "torch==2.13.0"]
    assert python == tmp_path / "txtai-9.14.0" / "bin" / "python"
    (below,) = tmp_path.rglob("below.pth")
    assert below.read_text().strip() == sysconfig.get_path("purelib")


def test_a_command_that_fails_gives_its_last_words(tmp_path: Path) -> None:
    """The line that says what went wrong, not the traceback before it."""
    python = python_for(SYSTEMS["this-project"], tmp_path)
    assert checked([str(python), "-c", "import os; print(os.environ['SAID'])"], SAID="this") == "this\n"
    with pytest.raises(SystemFailedError, match=r"^ValueError: broken$"):
        checked([str(python), "-c", "raise ValueError('broken')"])
