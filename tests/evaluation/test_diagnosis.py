"""``evaluation failures``: which stage lost what was wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.dataset import Question
from evaluation.diagnosis import FIRST_PAGE, LEG_DEPTH, Cause, count_causes, failures
from evaluation.errors import MetricError
from evaluation.judgements import DocumentJudgements, JudgedSpan, PassageSpan, SpanJudgements
from evaluation.rankings import Answer, QuestionRefusedError, RankedPassage
from evaluation.record import AskedQuestion, DatasetRecord, Figure, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from evaluation.judgements import Judgements

    Evaluate = Callable[..., Any]


@dataclass
class _Witness:
    """Rankings made of passage ids; document ``doc`` has passages of ten characters, p0, p1 and so on."""

    served: Sequence[str] = ()
    fused: Sequence[str] = ()
    dense: Sequence[str] = ()
    lexical: Sequence[str] = ()
    depths: list[int] = field(default_factory=list)

    def ask(self, text: str) -> Answer:
        if not text:
            message = "the query holds no word"
            raise QuestionRefusedError(message)
        return Answer(_ranked(self.served), 0.0, before_cap=_ranked(self.fused))

    def legs(self, text: str, depth: int) -> Mapping[str, tuple[RankedPassage, ...]]:
        assert text
        self.depths.append(depth)
        return {"dense": _ranked(self.dense), "lexical": _ranked(self.lexical)}

    def passages_of(self, document: str) -> Sequence[PassageSpan]:
        return [PassageSpan(f"p{n}", 10 * n, 10 * n + 10) for n in range(40)] if document == "doc" else ()

    def excerpt(self, document: str, span: tuple[int, int] | None) -> str:
        return f"{document} {span}"


def _ranked(ids: Sequence[str]) -> tuple[RankedPassage, ...]:
    return tuple(RankedPassage(each, "doc" if each.startswith("p") else each, 0, 1, 1.0, "") for each in ids)


def _record(values: Mapping[str, float]) -> Record:
    figure = Figure(value=0.0, low=0.0, high=0.0)
    dataset = DatasetRecord(
        name="d", path="d", split="", only=[], unit="passage", sha256="", judged=1, unanswerable=0, lost=0
    )
    return Record(
        name="r",
        dataset=dataset,
        index={},
        settings={},
        commit=None,
        software="",
        machine={},
        metrics={"nDCG@10": figure},
        before_cap={},
        legs={},
        recall_depths=[],
        recall={},
        latency_ms=None,
        per_query={question: {"nDCG@10": value} for question, value in values.items()},
        per_query_legs={},
        questions={question: AskedQuestion(text=question, first=[]) for question in values},
    )


OTHERS = [f"x{n}" for n in range(FIRST_PAGE)]
WANTED = JudgedSpan("doc", 12, 18, 2)
"""Lies in passage p1."""


def _cause(witness: _Witness, judgements: Judgements | None = None, text: str = "why?") -> Cause:
    judged = judgements or SpanJudgements({"q": [WANTED]})
    (failure,) = failures(_record({"q": 0.0}), [Question("q", text, {})], judged, witness, "nDCG@10", 5)
    return failure.cause


def test_the_cap_is_blamed_only_where_it_held_something_back() -> None:
    """It was on the first page before the cap, and is not after."""
    assert _cause(_Witness(served=[*OTHERS, "p1"], fused=["p1"], dense=["p1"])) is Cause.CUT_BY_CAP


def test_fusion_is_blamed_where_a_leg_had_it() -> None:
    """One leg had it on its first page, the fused ranking has not."""
    witness = _Witness(served=OTHERS, fused=OTHERS, dense=["p1"], lexical=OTHERS)
    assert _cause(witness) is Cause.LOST_IN_FUSION


def test_what_every_leg_ranks_low_is_ranked_too_low() -> None:
    """Down to the depth that legs are searched to."""
    witness = _Witness(served=OTHERS, fused=OTHERS, dense=[*OTHERS, "p1"], lexical=OTHERS)
    assert _cause(witness) is Cause.RANKED_LOW
    assert witness.depths == [LEG_DEPTH]


def test_what_no_leg_has_was_not_retrieved() -> None:
    """Neither leg holds it, however deep."""
    assert _cause(_Witness(served=OTHERS, fused=OTHERS, dense=OTHERS, lexical=OTHERS)) is Cause.NOT_RETRIEVED


def test_a_span_over_two_passages_was_split_badly() -> None:
    """Unless ranking had a part of it on some first page: then splitting is not what lost it."""
    judgements = SpanJudgements({"q": [JudgedSpan("doc", 12, 28, 2)]})
    assert _cause(_Witness(served=OTHERS, dense=OTHERS), judgements) is Cause.SPLIT_BADLY
    assert _cause(_Witness(served=OTHERS, dense=["p2"]), judgements) is Cause.LOST_IN_FUSION


def test_what_the_index_lacks_is_told_apart() -> None:
    """A document that is not there, for spans and for whole documents; and a span outside every passage."""
    for judgements in (
        SpanJudgements({"q": [JudgedSpan("gone", 0, 5, 1)]}),
        SpanJudgements({"q": [JudgedSpan("doc", 900, 905, 1)]}),
        DocumentJudgements({"q": {"gone": 1}}),
    ):
        assert _cause(_Witness(served=OTHERS), judgements) is Cause.NOT_INDEXED


def test_a_refused_question_is_told_apart() -> None:
    """Nothing was ranked for it."""
    assert _cause(_Witness(), text="") is Cause.REFUSED


def test_a_question_is_blamed_on_the_best_that_it_missed() -> None:
    """Grade 2 before grade 1, and what was found is no cause."""
    spans = [JudgedSpan("doc", 2, 8, 1), WANTED, JudgedSpan("doc", 22, 28, 2), JudgedSpan("doc", 32, 38, 0)]
    witness = _Witness(served=["p2", *OTHERS], fused=["p2", *OTHERS], dense=["p2", "p1"], lexical=[])
    (failure,) = failures(
        _record({"q": 0.3}), [Question("q", "why?", {})], SpanJudgements({"q": spans}), witness, "nDCG@10", 5
    )
    assert [(fate.name, fate.grade, fate.cause) for fate in failure.fates] == [
        ("doc:22-28", 2, Cause.FOUND),
        ("doc:12-18", 2, Cause.LOST_IN_FUSION),
        ("doc:2-8", 1, Cause.NOT_RETRIEVED),
    ]
    assert failure.cause is Cause.LOST_IN_FUSION
    assert failure.fates[1].ranks == {"dense": 2, "lexical": None, "fused": None, "served": None}
    assert failure.fates[1].text == "doc (12, 18)"
    assert count_causes([failure]) == {Cause.FOUND: 1, Cause.LOST_IN_FUSION: 1, Cause.NOT_RETRIEVED: 1}


def test_the_worst_come_first_and_the_perfect_not_at_all() -> None:
    """Equal ones in the order of their ids."""
    values = {"b": 0.2, "a": 0.2, "good": 1.0, "bad": 0.1, "fair": 0.9}
    questions = [Question(each, each, {}) for each in values]
    judgements = DocumentJudgements({each: {"doc": 1} for each in values})
    found = failures(_record(values), questions, judgements, _Witness(served=["p1"]), "nDCG@10", 3)
    assert [failure.question for failure in found] == ["bad", "a", "b"]
    with pytest.raises(MetricError, match=r"choose from nDCG@10"):
        failures(_record(values), questions, judgements, _Witness(), "AP", 3)


def test_failures_are_told_from_a_record(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """With what was wanted in its own words, the cause and the ranks; and for programs as JSON."""
    runs = tmp_path / "runs"
    assert evaluate("run", spans, "--out", runs, "--name", "mine").status == 0
    told = evaluate("failures", runs / "mine.json")
    assert told.status == 0, told.err
    assert "does massage help  [forgotten]" in told.out
    listed = json.loads(evaluate("failures", runs / "mine.json", "--json", "--worst", "1").out)
    assert [each["question"] for each in listed] == ["forgotten"]


def test_a_record_of_another_time_is_refused(
    evaluate: Evaluate, beir: Path, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    """Where the questions, or the index it was measured on, have changed since."""
    runs = tmp_path / "runs"
    assert evaluate("run", beir, "--out", runs, "--name", "mine").status == 0
    record = json.loads((runs / "mine.json").read_text())
    changed = write("changed.json", json.dumps({**record, "index": {**record["index"], "generation": "other"}}))
    told = evaluate("failures", changed)
    assert told.status == 1
    assert "run it again" in told.err
    served = write("served.json", json.dumps({**record, "index": {"url": "u", "generation": "g"}}))
    assert "--index" in evaluate("failures", served).err
    write("beir/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\tginger\t1\n")
    told = evaluate("failures", runs / "mine.json")
    assert told.status == 1
    assert "has changed since" in told.err
