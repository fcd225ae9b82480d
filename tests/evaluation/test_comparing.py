"""``evaluation compare``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.comparing import compare
from evaluation.errors import MetricError, RecordError, UsageError
from evaluation.record import AskedQuestion, DatasetRecord, Figure, Record, Shown, read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Evaluate = Callable[..., Any]


def _record(name: str, values: Sequence[float], other: Sequence[float] | None = None, sha256: str = "a") -> Record:
    """Make a record of two metrics; ``other`` are the second's values, the first's where not given."""
    per_query = {
        f"q{n}": {"nDCG@10": first, "R@10": second}
        for n, (first, second) in enumerate(zip(values, other or values, strict=True))
    }
    figure = Figure(value=0.0, low=0.0, high=0.0)
    return Record(
        name=name,
        dataset=DatasetRecord(
            name="d", path="d", split="test", only=[], unit="document", sha256=sha256, judged=2, unanswerable=0, lost=0
        ),
        index={},
        settings={},
        commit=None,
        software="",
        machine={},
        metrics={"nDCG@10": figure, "R@10": figure},
        before_cap={},
        legs={},
        recall_depths=[],
        recall={},
        latency_ms=None,
        per_query=per_query,
        per_query_legs={"dense": {question: {"nDCG@10": 1.0, "R@10": 1.0} for question in per_query}},
        questions={
            question: AskedQuestion(
                text=f"question {question}?",
                first=[Shown(item="d", document=f"doc-{name}", score=1.0, grade=1, text=f"text of {name}")],
            )
            for question in per_query
        },
    )


def test_a_change_is_told_with_its_sign_and_counts() -> None:
    """Two questions gained, one fell, one stayed; what differs by rounding stayed too."""
    (comparison,) = compare([_record("a", [0.0, 0.5, 1.0, 0.3]), _record("b", [0.5, 1.0, 0.5, 0.3 + 1e-15])])
    change = comparison.changes[0]
    assert change.metric == "nDCG@10"
    assert (change.before, change.after) == pytest.approx((0.45, 0.575))
    assert change.difference == pytest.approx(0.125)
    assert change.low <= change.difference <= change.high
    assert (change.wins, change.losses, change.ties) == (2, 1, 1)


def test_the_questions_that_moved_most_come_first() -> None:
    """Those that gained and those that fell apart, each with what both records put first."""
    (comparison,) = compare([_record("a", [0.0, 0.5, 1.0, 0.9]), _record("b", [0.4, 1.0, 0.2, 0.8])], questions=1)
    assert [moved.question for moved in comparison.gained] == ["q1"]
    assert [moved.question for moved in comparison.fell] == ["q2"]
    assert comparison.fell[0].first_before[0].text == "text of a"
    assert comparison.fell[0].first_after[0].text == "text of b"


def test_p_values_are_corrected_over_metrics_and_pairs() -> None:
    """Three records of two metrics are four tests: the smallest p value is taken four times."""
    lower, higher = [0.0] * 12, [1.0] * 12
    records = [_record("a", lower), _record("b", higher, lower), _record("c", lower)]
    changes = [change for comparison in compare(records) for change in comparison.changes]
    assert len(changes) == 4
    assert changes[0].corrected_p == pytest.approx(4 * changes[0].p)
    assert [change.corrected_p for change in changes[1:]] == [1.0, 1.0, 1.0]


def test_one_metric_is_one_test() -> None:
    """Who decides beforehand what counts is not corrected for the rest."""
    (comparison,) = compare([_record("a", [0.1, 0.2]), _record("b", [0.3, 0.4])], ["R@10"])
    (change,) = comparison.changes
    assert change.metric == "R@10"
    assert change.corrected_p == change.p


def test_a_leg_can_be_compared_in_place_of_what_users_get() -> None:
    """Both records' own ranking of that leg."""
    (comparison,) = compare([_record("a", [0.1, 0.2]), _record("b", [0.3, 0.4])], leg="dense")
    assert comparison.changes[0].before == comparison.changes[0].after == 1.0


@pytest.mark.parametrize(
    ("other", "options", "error", "says"),
    [
        (_record("b", [0.1, 0.2], sha256="b"), {}, RecordError, "different questions or judgements"),
        (_record("b", [0.1]), {}, RecordError, "--only"),
        (_record("b", [0.1, 0.2]), {"metrics": ["AP"]}, MetricError, "--metric AP"),
        (_record("b", [0.1, 0.2]), {"leg": "sparse"}, RecordError, "it has dense"),
        (None, {}, UsageError, "two or more"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    other: Record | None, options: Mapping[str, Sequence[str]], error: type[Exception], says: str
) -> None:
    """With the next step."""
    records = [_record("a", [0.1, 0.2]), *([other] if other else [])]
    with pytest.raises(error, match=says):
        compare(records, **options)  # type: ignore[arg-type]


def test_records_are_compared_from_their_files(evaluate: Evaluate, tmp_path: Path) -> None:
    """For people both first results stand side by side; for programs there is JSON."""
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    write_record(_record("a", [0.0, 0.5]), paths[0])
    write_record(_record("b", [1.0, 0.25]), paths[1])
    told = evaluate("compare", *paths)
    assert told.status == 0, told.err
    assert "b against a" in told.out
    assert any("doc-a: text of a" in line and "doc-b: text of b" in line for line in told.out.splitlines())
    (comparison,) = json.loads(evaluate("compare", *paths, "--json").out)
    assert comparison["changes"][0]["difference"] == pytest.approx(0.375)
    assert comparison["gained"] == [{"question": "q0", "text": "question q0?", "before": 0.0, "after": 1.0}]


def test_a_record_survives_its_file(tmp_path: Path) -> None:
    """Every value is read back as it was written."""
    record = _record("a", [0.1, 1 / 3])
    write_record(record, tmp_path / "a.json")
    assert read_record(tmp_path / "a.json") == record


def test_what_is_no_record_is_refused(evaluate: Evaluate, write: Callable[[str, str], Path], tmp_path: Path) -> None:
    """A missing file, another JSON, a record of a later version: each is one sentence, status 1."""
    write_record(_record("a", [0.1]).model_copy(update={"record_version": 99}), tmp_path / "later.json")
    for path, says in (
        (tmp_path / "none.json", "cannot be read"),
        (write("other.json", '{"name": "x"}'), "is no record"),
        (tmp_path / "later.json", "record version 99"),
    ):
        told = evaluate("compare", path, path)
        assert told.status == 1
        assert says in told.err
    assert evaluate("compare", tmp_path / "none.json").status == 1
