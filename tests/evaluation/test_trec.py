"""TREC files in and out."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from evaluation.errors import TrecFileError
from evaluation.measures import DEFAULT_METRICS, parse_metrics, score
from evaluation.trec import read_qrels, read_run, write_qrels, write_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[[str, str | bytes], Path]


def test_a_run_is_read_in_the_order_it_was_written(tmp_path: Path) -> None:
    """Equal scores, rising scores and scores that differ only in double precision keep the order meant."""
    path = tmp_path / "system.run"
    ranked = [("b", 1.0), ("a", 1.0), ("d", 0.5), ("c", 0.50000000001), ("e", 0.9), ("f", -3.0)]
    write_run(path, {"q": ranked}, "system")
    assert read_run(path) == {"q": ["b", "a", "d", "c", "e", "f"]}
    assert path.read_text().splitlines()[0] == "q Q0 b 1 1.0 system"


def test_equal_scores_of_a_foreign_run_are_ordered_by_id(write: Write) -> None:
    """As trec_eval does it: scores fall, of equals the greater id comes first, and the rank column is ignored."""
    path = write("x.run", "q Q0 a 1 0.5 x\nq Q0 c 2 0.5 x\nq Q0 b 3 0.9 x\n")
    assert read_run(path) == {"q": ["b", "c", "a"]}


def test_grades_are_read_from_both_forms(write: Write) -> None:
    """A TREC qrels file and BEIR's table, with its header and ids that hold spaces, give the same kind of grades."""
    assert read_qrels(write("a.qrels", "q1 0 d1 2\nq1 0 d2 0\n")) == {"q1": {"d1": 2, "d2": 0}}
    beir = "query-id\tcorpus-id\tscore\r\nq1\tdoc one\t1\r\nq1\td2\t-1\r\n"
    assert read_qrels(write("b.tsv", beir)) == {"q1": {"doc one": 1, "d2": -1}}


def test_ids_with_spaces_do_not_break_a_line(tmp_path: Path) -> None:
    """White space would part the fields, so it is encoded, in run and qrels alike."""
    write_run(tmp_path / "x.run", {"q 1": [("doc one", 1.0)]}, "my run")
    write_qrels(tmp_path / "x.qrels", {"q 1": {"doc one": 1}})
    assert read_run(tmp_path / "x.run") == {"q%201": ["doc%20one"]}
    assert read_qrels(tmp_path / "x.qrels") == {"q%201": {"doc%20one": 1}}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.run", "q Q0 a 1 0.5\n", "line 1 has 5 fields"),
        ("a.run", "q Q0 a 1 high x\n", "'high' is not a number"),
        ("a.run", "q Q0 a 1 1 x\nq Q0 a 2 0 x\n", "line 2 ranks 'a' a second time"),
        ("a.run", b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_run_that_is_none_is_refused_by_line(write: Write, name: str, content: str | bytes, says: str) -> None:
    """The error names the line and what is wrong with it."""
    with pytest.raises(TrecFileError, match=says):
        read_run(write(name, content))


@pytest.mark.parametrize(
    ("content", "says"), [("q 0 a 1\nq a\n", "line 2 has 2 fields"), ("q 0 a high\n", "'high' is not a whole number")]
)
def test_grades_that_are_none_are_refused_by_line(write: Write, content: str, says: str) -> None:
    """The error names the line and what is wrong with it."""
    with pytest.raises(TrecFileError, match=says):
        read_qrels(write("a.qrels", content))


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file and a folder: the error names it, says why in words, and what to name instead."""
    with pytest.raises(TrecFileError, match=r"none\.run cannot be read \(No such file.*\): name a TREC run file"):
        read_run(tmp_path / "none.run")
    with pytest.raises(TrecFileError, match=r"cannot be read \(Is a directory\): name a qrels file"):
        read_qrels(tmp_path)


def test_the_numbers_agree_with_pytrec_eval(tmp_path: Path) -> None:
    """On 200 questions with ties, graded judgements and unanswered questions, to four digits."""
    pytrec_eval = pytest.importorskip("pytrec_eval")
    dice = random.Random(7)  # noqa: S311 - no secret
    grades = {f"q{n}": {f"d{dice.randrange(300)}": dice.choice([0, 1, 2]) for _ in range(12)} for n in range(200)}
    for items in grades.values():
        items["d0"] = 1
    scored = {
        question: {f"d{item}": round(dice.random(), 2) for item in dice.sample(range(300), 100)}
        for question in list(grades)[:180]
    }
    run_lines = [f"{q} Q0 {d} 0 {value} x" for q, items in scored.items() for d, value in items.items()]
    (tmp_path / "x.run").write_text("\n".join(run_lines))
    write_qrels(tmp_path / "x.qrels", grades)
    ours = score(parse_metrics(DEFAULT_METRICS), read_qrels(tmp_path / "x.qrels"), read_run(tmp_path / "x.run"))
    names = {
        "nDCG@10": "ndcg_cut_10",
        "R@10": "recall_10",
        "R@100": "recall_100",
        "AP": "map",
        "Success@1": "success_1",
    }
    theirs = pytrec_eval.RelevanceEvaluator(grades, set(names.values()) | {"recip_rank"}).evaluate(scored)
    assert set(ours) == set(grades)
    for metric, name in names.items():
        for question, values in ours.items():
            assert values[metric] == pytest.approx(theirs.get(question, {}).get(name, 0.0), abs=5e-5)
    for question, values in ours.items():
        reciprocal = theirs.get(question, {}).get("recip_rank", 0.0)
        assert values["RR@10"] == pytest.approx(reciprocal if reciprocal >= 0.1 else 0.0, abs=5e-5)
