"""What is judged, apart from who ranks it: whole documents, or spans of their text.

A ranking is scored item by item. Where documents are judged an item is a document; where spans are judged an item is
a passage, which counts with the highest grade of a judged span it overlaps.
Knows nothing of files, of searching, or of measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    PassagesOf: TypeAlias = "Callable[[str], Sequence[PassageSpan]]"

RELEVANT = 1
"""The lowest grade that counts as relevant, as in trec_eval."""


class Unit(StrEnum):
    """What an item of a ranking is."""

    DOCUMENT = "document"
    PASSAGE = "passage"


class PassageSpan(NamedTuple):
    """A passage of the index: its id and its half-open range in the document, in code points."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """A half-open range of a document's text, in code points, with its grade."""

    document: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class Target:
    """One judgement in terms of an index: the items that satisfy it, none where the index lacks it.

    ``span`` is the judged range of the document, None where the whole document is judged.
    ``whole`` is whether one item holds all of it, and not several a part each.
    """

    name: str
    document: str
    grade: int
    items: tuple[str, ...]
    span: tuple[int, int] | None = None
    whole: bool = True


class Judgements(Protocol):
    """The judgements of a dataset. ``passages_of`` gives the passages of a document of the index, in order."""

    @property
    def unit(self) -> Unit:
        """What an item of a ranking is."""

    def __contains__(self, question: object) -> bool:
        """Tell whether anything is judged for the question of that id."""

    def targets(self, question: str, passages_of: PassagesOf) -> list[Target]:
        """Give every judgement of a question, in terms of an index."""


@dataclass(frozen=True, slots=True)
class DocumentJudgements:
    """Grades of documents, by question id and document id."""

    grades: Mapping[str, Mapping[str, int]]

    @property
    def unit(self) -> Unit:
        """Documents are ranked."""
        return Unit.DOCUMENT

    def __contains__(self, question: object) -> bool:
        """Tell whether any document is judged for the question of that id."""
        return question in self.grades

    def targets(self, question: str, passages_of: PassagesOf) -> list[Target]:  # noqa: ARG002 - a document is an item
        """Give every judged document; whether the index has it changes nothing."""
        return [
            Target(document, document, grade, (document,)) for document, grade in self.grades.get(question, {}).items()
        ]


@dataclass(frozen=True, slots=True)
class SpanJudgements:
    """Judged spans, by question id."""

    spans: Mapping[str, Sequence[JudgedSpan]]

    @property
    def unit(self) -> Unit:
        """Passages are ranked."""
        return Unit.PASSAGE

    def __contains__(self, question: object) -> bool:
        """Tell whether any span is judged for the question of that id."""
        return question in self.spans

    def targets(self, question: str, passages_of: PassagesOf) -> list[Target]:
        """Give every judged span with the passages that overlap it."""
        return [_span_target(span, passages_of(span.document)) for span in self.spans.get(question, ())]


def _span_target(span: JudgedSpan, passages: Sequence[PassageSpan]) -> Target:
    overlapping = [passage for passage in passages if passage.start < span.end and span.start < passage.end]
    return Target(
        name=f"{span.document}:{span.start}-{span.end}",
        document=span.document,
        grade=span.grade,
        items=tuple(passage.id for passage in overlapping),
        span=(span.start, span.end),
        whole=any(passage.start <= span.start and span.end <= passage.end for passage in overlapping),
    )


def grades_of(targets: Iterable[Target]) -> dict[str, int]:
    """Give each item its highest grade. What no item satisfies stays as an item that nothing can find, so it counts."""
    grades: dict[str, int] = {}
    for target in targets:
        for item in target.items or (f"not-in-the-index:{target.name}",):
            grades[item] = max(grades.get(item, target.grade), target.grade)
    return grades
