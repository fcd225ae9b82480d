"""What the benchmarks measure is what they say they measure."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import DIMENSION, FakeEncoder

from benchmarks.corpora import change_one, fill_cache, library_sentences, write_corpus
from benchmarks.growth_page import COSTS, QUALITY, growth_page
from benchmarks.processes import CommandFailedError, Server, run
from benchmarks.questions import percentiles, recall_at_10
from benchmarks.record import table, write_record
from indexer.index.vector_building import write_vectors
from indexer.index.vectors import VectorIndex

if TYPE_CHECKING:
    from conftest import BuildIndex

SENTENCES = [f"Sentence number {number} of the whole corpus stands here." for number in range(60)]


def real() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return vectors of unit length, always the same."""
    vectors = np.random.default_rng(1).standard_normal((len(SENTENCES), DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_a_build_from_a_filled_cache_embeds_nothing_and_a_changed_document_only_itself(
    build_index: BuildIndex, fake_encoder: FakeEncoder, tmp_path: Path
) -> None:
    """So that what is timed is the build apart from the encoder, one passage a document."""
    corpus = tmp_path / "corpus.jsonl"
    write_corpus(SENTENCES, 30, corpus)
    fill_cache(corpus, tmp_path / "index", real(), 30, fake_encoder)
    first = build_index(corpus, index=tmp_path / "index").outcome
    assert (first.documents, first.passages, first.passages_embedded) == (30, 30, 0)
    assert fake_encoder.embedded == []
    change_one(corpus)
    second = build_index(corpus, index=tmp_path / "index").outcome
    assert (second.passages, second.passages_embedded) == (30, 1)


def test_a_folder_is_changed_in_its_first_document(tmp_path: Path) -> None:
    """And nowhere else."""
    for name in ("b.md", "a.md"):
        (tmp_path / name).write_text("# Heat\n")
    change_one(tmp_path)
    assert (tmp_path / "a.md").read_text() == "# Heat\n\nThis sentence was added.\n"
    assert (tmp_path / "b.md").read_text() == "# Heat\n"


def test_the_librarys_sentences_are_whole_and_distinct(tmp_path: Path) -> None:
    """Each once, those that are too short left out."""
    (tmp_path / "a.md").write_text(f"# Heat\n\n{SENTENCES[0]} {SENTENCES[1]} Short one.\n\n{SENTENCES[0]}\n")
    assert library_sentences(tmp_path, FakeEncoder()) == SENTENCES[:2]


def test_recall_is_one_where_search_is_exact(tmp_path: Path) -> None:
    """And it is measured against every stored vector."""
    write_vectors(real(), real(), tmp_path / "v")
    assert recall_at_10(VectorIndex(tmp_path / "v"), real()[:5]) == 1.0


def test_recall_counts_what_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that finds half of the ten nearest has a recall of a half."""
    write_vectors(real(), real(), tmp_path / "v")
    index = VectorIndex(tmp_path / "v")
    whole = VectorIndex.search
    monkeypatch.setattr(VectorIndex, "search", lambda self, query, _depth: whole(self, query, 5))
    assert recall_at_10(index, real()[:3]) == pytest.approx(0.5)


def test_percentiles_are_milliseconds() -> None:
    """Of a hundred times from 1 to 100 ms."""
    times = percentiles([number / 1000 for number in range(1, 102)])
    assert (times.p50, times.p95, times.p99) == (51.0, 96.0, 100.0)


def test_a_record_is_written_with_its_table(tmp_path: Path) -> None:
    """One column for each size."""
    sizes: list[dict[str, float | str]] = [
        {"passages": 1000, "build, s": 1.234, "kind": "Flat"},
        {"passages": 10_000, "build, s": 1234.5, "kind": "IVF", "nDCG@10": 0.5},
    ]
    path = write_record(tmp_path, "2026-01-01", {"software": "x"}, sizes)
    assert json.loads(path.read_text())["sizes"] == sizes
    assert path.with_suffix(".md").read_text() == table(sizes)
    assert table(sizes).splitlines() == [
        "| passages | 1,000 | 10,000 |",
        "| --- | --- | --- |",
        "| build, s | 1.23 | 1,234 |",
        "| kind | Flat | IVF |",
        "| nDCG@10 |  | 0.5 |",
    ]


def test_the_page_draws_every_synthetic_size_and_lists_every_figure() -> None:
    """What is of real text stands in the table alone: it differs from the others in more than its size."""
    names = {name for _, group in COSTS.values() for name in group} | {QUALITY}
    rows: list[dict[str, float | str]] = [
        {"passages": count, "text": text, **dict.fromkeys(names, 0.95)}
        for count, text in ((500, "<real>"), (1_000, "synthetic"), (10_000, "synthetic"))
    ]
    page = growth_page("2026-01-01", {"encoder": "MiniLM"}, rows)
    assert page.count("<figure>") == len(COSTS) + 1
    assert "0.95 at 1,000" in page
    assert "0.95 at 500" not in page
    assert "<td>&lt;real&gt;</td>" in page


def test_a_command_that_fails_is_no_figure() -> None:
    """It is told, with its status."""
    assert run(["-c", "import time; time.sleep(0.5)"]).peak_mb > 1
    with pytest.raises(CommandFailedError, match="ended with status 3"):
        run(["-c", "raise SystemExit(3)"])


def test_memory_is_that_of_every_process_of_the_server() -> None:
    """A server that answers from several processes is not counted as one."""
    waiting = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:  # noqa: S603 - ours
        assert parent.stdout is not None
        parent.stdout.readline()
        resident, own = Server(parent.pid, 0, 0.0).memory_mb()
        assert resident > own > 0
        alone = int((Path("/proc") / str(parent.pid) / "statm").read_text().split()[1]) * resource.getpagesize() / 1e6
        assert resident > 1.5 * alone
        parent.communicate(b"\n")


def test_a_commands_memory_is_its_own_and_its_childrens() -> None:
    """Not that of the program that measures it, which Linux's own count for an ended child begins with."""
    held = b"x" * 400_000_000
    child = "import time; held = b'x' * 60_000_000; time.sleep(0.5)"
    cost = run(["-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"])
    assert 60 < cost.peak_mb < len(held) / 1_000_000 / 2
