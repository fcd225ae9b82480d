"""One run: every judged question is asked, what came is scored, and the figures become a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evaluation.intervals import bootstrap_interval
from evaluation.judgements import Unit, grades_of
from evaluation.kinds import kind_of
from evaluation.measures import RECALL_DEPTHS, parse_metrics, score
from evaluation.provenance import commit, machine, software
from evaluation.rankings import Answer, QuestionRefusedError, best_of_each, item_of
from evaluation.record import AskedQuestion, DatasetRecord, Figure, Latency, Record, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from evaluation.dataset import Dataset, Question
    from evaluation.measures import Metric
    from evaluation.rankings import Asker, RankedPassage

    Progress: TypeAlias = "Callable[[int, int], None]"
    PerQuery: TypeAlias = "dict[str, dict[str, float]]"

SERVED = "served"
_BEFORE_CAP = "before the cap"
_SHOWN = 5
_SHOWN_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What to run: a dataset, the metrics, how many items a ranking has, and the conditions to be recorded."""

    name: str
    dataset: Dataset
    metrics: tuple[Metric, ...]
    count: int
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """A record, and what the TREC files hold: the served items with scores, and the grades, by question."""

    record: Record
    ranked: Mapping[str, Sequence[tuple[str, float]]] = field(repr=False)
    grades: Mapping[str, Mapping[str, int]] = field(repr=False)


def run(plan: RunPlan, asker: Asker, progress: Progress) -> RunResult:
    """Ask every judged question and score the answers; ``progress`` is told how many of how many are done.

    A question that is refused counts as one for which nothing came.

    Raises:
        ServiceError: a service was asked and did not answer.
    """
    questions = plan.dataset.questions
    answers: dict[str, Answer] = {}
    lost: dict[str, str] = {}
    asked = (*questions, *plan.dataset.unanswerable)
    for done, question in enumerate(asked, start=1):
        try:
            answers[question.id] = asker.ask(question.text)
        except QuestionRefusedError as error:
            lost[question.id] = str(error)
        progress(done, len(asked))
    unanswerable = {question.id: answers.pop(question.id, None) for question in plan.dataset.unanswerable}
    judgements = plan.dataset.judgements
    grades = {
        question.id: grades_of(judgements.targets(question.id, asker.passages_of)) or {"nothing-judged": 1}
        for question in questions
    }
    rankings = _rankings(answers, judgements.unit, plan.count)
    scored = {
        name: score(plan.metrics, grades, {question: _items(found, judgements.unit) for question, found in of.items()})
        for name, of in rankings.items()
    }
    figures = {name: summary(values) for name, values in scored.items()}
    depths = [depth for depth in RECALL_DEPTHS if depth <= plan.count]
    legs = [name for name in rankings if name not in {SERVED, _BEFORE_CAP}]
    served = rankings[SERVED]
    record = Record(
        name=plan.name,
        dataset=_dataset_record(plan, [question for question in lost if question not in unanswerable]),
        index=asker.index(),
        settings={"k": plan.count, **asker.settings()},
        commit=commit(),
        software=software(),
        machine=machine(),
        metrics=figures[SERVED],
        before_cap=figures.get(_BEFORE_CAP, {}),
        legs={name: figures[name] for name in legs},
        recall_depths=depths,
        recall={name: _recall(of, grades, judgements.unit, depths) for name, of in rankings.items()},
        latency_ms=_latency(answers),
        per_query=scored[SERVED],
        per_query_legs={name: scored[name] for name in legs},
        questions={
            question.id: _asked(
                question,
                answers.get(question.id),
                lost.get(question.id),
                _shown(served.get(question.id, []), grades[question.id], judgements.unit),
            )
            for question in questions
        },
        unanswerable={
            question.id: _asked(
                question,
                answer,
                lost.get(question.id),
                _shown(answer.served if answer else (), {}, judgements.unit),
            )
            for question, answer in zip(plan.dataset.unanswerable, unanswerable.values(), strict=True)
        },
    )
    ranked = {
        question: [(item_of(passage, judgements.unit), passage.score) for passage in found]
        for question, found in served.items()
    }
    return RunResult(record, ranked, grades)


def summary(values: PerQuery) -> dict[str, Figure]:
    """Give the mean of each metric over all questions, with its interval."""
    names = list(next(iter(values.values())))
    table = np.array([[of[name] for name in names] for of in values.values()], np.float64)
    low, high = bootstrap_interval(table)
    means = table.mean(axis=0)
    return {
        name: Figure(value=float(means[column]), low=float(low[column]), high=float(high[column]))
        for column, name in enumerate(names)
    }


def _rankings(answers: Mapping[str, Answer], unit: Unit, count: int) -> dict[str, dict[str, list[RankedPassage]]]:
    """Give every ranking by its name, and of each question the items it put first."""
    rankings: dict[str, dict[str, list[RankedPassage]]] = {SERVED: {}}
    for question, answer in answers.items():
        stages: dict[str, Sequence[RankedPassage]] = {SERVED: answer.served, **answer.legs}
        if answer.before_cap and unit is Unit.PASSAGE:
            stages[_BEFORE_CAP] = answer.before_cap
        for name, passages in stages.items():
            rankings.setdefault(name, {})[question] = best_of_each(passages, unit, count)
    return rankings


def _items(found: Sequence[RankedPassage], unit: Unit) -> list[str]:
    return [item_of(passage, unit) for passage in found]


def _recall(
    found: Mapping[str, Sequence[RankedPassage]],
    grades: Mapping[str, Mapping[str, int]],
    unit: Unit,
    depths: Sequence[int],
) -> list[float]:
    metrics = parse_metrics([f"R@{depth}" for depth in depths])
    values = score(metrics, grades, {question: _items(passages, unit) for question, passages in found.items()})
    return [float(np.mean([of[metric.name] for of in values.values()])) for metric in metrics]


def _asked(question: Question, answer: Answer | None, lost: str | None, first: list[Shown]) -> AskedQuestion:
    said = answer.answerable if answer else None
    return AskedQuestion(
        text=question.text,
        first=first,
        lost=lost,
        kind=kind_of(question),
        verdict=said.verdict if said else None,
        probability=said.probability if said else None,
    )


def _shown(found: Sequence[RankedPassage], grades: Mapping[str, int], unit: Unit) -> list[Shown]:
    return [
        Shown(
            item=item_of(passage, unit),
            document=passage.document_id,
            score=passage.score,
            grade=grades.get(item_of(passage, unit)),
            text=" ".join(passage.text[: 2 * _SHOWN_CHARACTERS].split())[:_SHOWN_CHARACTERS],
        )
        for passage in found[:_SHOWN]
    ]


def _latency(answers: Mapping[str, Answer]) -> Latency | None:
    if not answers:
        return None
    p50, p95 = np.percentile([1000 * answer.seconds for answer in answers.values()], [50, 95])
    return Latency(p50=round(float(p50), 3), p95=round(float(p95), 3))


def _dataset_record(plan: RunPlan, lost: Sequence[str]) -> DatasetRecord:
    dataset = plan.dataset
    return DatasetRecord(
        name=dataset.name,
        path=str(dataset.folder),
        split=dataset.split,
        only=list(plan.only),
        unit=dataset.judgements.unit.value,
        sha256=dataset.sha256,
        judged=len(dataset.questions),
        unanswerable=len(dataset.unanswerable),
        lost=len(lost),
    )
