"""What the judged questions hold, in counts: by kind, voice, style and half, and how far two judges agree.

Knows nothing of rules.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, get_args

from corpus.checking.agreement import answered_agreement, passage_agreement
from corpus.checking.questions import ANSWERS, SPLITS, Kind, Style, Voice
from corpus.counts import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.checking.agreement import Agreement
    from corpus.checking.questions import QuestionSet
    from corpus.records import JsonValue

_VALUES = (*get_args(Kind), *get_args(Voice), *get_args(Style))


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """The questions in figures.

    ``rows`` maps a kind, a voice or a style to its number of questions in each half; a question may have several
    styles. ``answering`` and ``helping`` count judged spans. The agreements are of the passages judged twice, and of
    whether their questions are answered.
    """

    rows: Mapping[str, Mapping[str, int]]
    questions: Mapping[str, int]
    groups: int
    answering: int
    helping: int
    passages_twice: Agreement | None
    questions_twice: Agreement | None

    def json(self) -> dict[str, JsonValue]:
        """Give everything as JSON values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Write the counts for a terminal."""
        lines = [f"{'':24}{'questions':>10}" + "".join(f"{split:>10}" for split in SPLITS)]
        lines.extend(_row(value, counts) for value, counts in self.rows.items() if counts)
        lines.append(_row("all", self.questions))
        spans = self.answering + self.helping
        lines.append(
            f"{counted(self.groups, 'group')}; {counted(spans, 'judged span')}: "
            f"{self.answering:,} answer, {self.helping:,} help"
        )
        if self.passages_twice and self.questions_twice:
            lines.append(f"judged twice: {_agreement(self.passages_twice, 'passage')}")
            lines.append(f"answered or not: {_agreement(self.questions_twice, 'question')}")
        return lines


def count_questions(questions: QuestionSet) -> QuestionCounts:
    """Count the questions of a library."""
    records = [entry.record for entry in questions.questions]
    grades = Counter(entry.record.grade for entry in questions.judgements)
    twice = [entry.record for entry in questions.second]
    return QuestionCounts(
        rows={
            value: dict(Counter(each.split for each in records if value in (each.kind, each.voice, *each.style)))
            for value in _VALUES
        },
        questions=dict(Counter(each.split for each in records)),
        groups=len({each.group for each in records}),
        answering=grades[ANSWERS],
        helping=grades.total() - grades[ANSWERS],
        passages_twice=passage_agreement(twice),
        questions_twice=answered_agreement(twice),
    )


def _row(name: str, counts: Mapping[str, int]) -> str:
    sizes = (sum(counts.values()), *(counts.get(split, 0) for split in SPLITS))
    return f"{name:24}" + "".join(f"{size:>10,}" for size in sizes)


def _agreement(agreement: Agreement, noun: str) -> str:
    kappas = (agreement.kappa, agreement.weighted_kappa)
    plain, weighted = ("none" if value is None else f"{value:.2f}" for value in kappas)
    return f"{counted(agreement.items, noun)}, {agreement.share:.0%} agree, kappa {plain}, linearly weighted {weighted}"
