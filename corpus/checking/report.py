"""What a checked library holds, in counts, beside what was found wrong with it."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from corpus.checking.evidence import count_figures
from corpus.checking.finding import Severity
from corpus.checking.length import count_words
from corpus.checking.question_counts import QuestionCounts, count_questions
from corpus.checking.reading_level import page_grade
from corpus.citations import citation_marks
from corpus.counts import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page
    from corpus.records import JsonValue


@dataclass(frozen=True, slots=True)
class PageCounts:
    """One document in figures. ``citations`` counts every key of every mark; ``grade`` is a Flesch-Kincaid grade."""

    document: str
    theme: str
    audience: str
    evidence_level: str
    words: int
    citations: int
    figures: int
    grade: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. ``findings`` stand in order of document and line.

    ``questions`` is None where the library has none.
    """

    pages: tuple[PageCounts, ...]
    references: int
    questions: QuestionCounts | None
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """True where no finding is an error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    def json(self) -> dict[str, JsonValue]:
        """Give everything as JSON values."""
        return {
            "passed": self.passed,
            "documents": len(self.pages),
            "words": sum(page.words for page in self.pages),
            "references": self.references,
            "citations": sum(page.citations for page in self.pages),
            "figures": sum(page.figures for page in self.pages),
            "themes": dict(Counter(page.theme for page in self.pages)),
            "evidence_levels": dict(Counter(page.evidence_level for page in self.pages)),
            "reading_level": dict(self.reading_levels()),
            "questions": self.questions.json() if self.questions else None,
            "pages": [asdict(page) for page in self.pages],
            "findings": [{**asdict(finding), "severity": finding.severity.value} for finding in self.findings],
        }

    def reading_levels(self) -> dict[str, float]:
        """Give the median Flesch-Kincaid grade of each audience's documents."""
        grades: dict[str, list[float]] = {}
        for page in self.pages:
            if page.grade is not None:
                grades.setdefault(page.audience, []).append(page.grade)
        return {audience: round(statistics.median(values), 1) for audience, values in sorted(grades.items())}

    def lines(self, folder: str) -> list[str]:
        """Write the report for a terminal; ``folder`` is put before every path."""
        errors = sum(finding.severity is Severity.ERROR for finding in self.findings)
        return [
            *(
                f"{folder}/{found.document}:{found.line}: {found.severity}: {found.rule}: {found.message}"
                for found in self.findings
            ),
            *self._tables(),
            *(self.questions.lines() if self.questions else ()),
            f"{counted(errors, 'error')}, {counted(len(self.findings) - errors, 'warning')}",
        ]

    def _tables(self) -> list[str]:
        lines = [f"{'':24}{'documents':>10}{'words':>10}{'citations':>10}{'figures':>10}"]
        groups = [
            *(("theme", name) for name in sorted({page.theme for page in self.pages})),
            *(("evidence_level", name) for name in sorted({page.evidence_level for page in self.pages})),
        ]
        for field, name in groups:
            lines.append(_row(name, [page for page in self.pages if getattr(page, field) == name]))
        lines.append(_row("all", self.pages))
        lines.append(counted(self.references, "reference"))
        levels = ", ".join(f"{audience} {grade}" for audience, grade in self.reading_levels().items())
        lines.append(f"reading level (median Flesch-Kincaid grade): {levels or 'none'}")
        return lines


def report(library: Library, findings: Sequence[Finding]) -> Report:
    """Count a library, and put its findings in order."""
    questions = None if library.questions is None else count_questions(library.questions)
    return Report(tuple(map(_counts, library.pages)), len(library.items), questions, tuple(sorted(findings)))


def _row(name: str, pages: Sequence[PageCounts]) -> str:
    sums = (
        len(pages),
        sum(page.words for page in pages),
        sum(page.citations for page in pages),
        sum(page.figures for page in pages),
    )
    return f"{name:24}" + "".join(f"{value:>10,}" for value in sums)


def _counts(page: Page) -> PageCounts:
    level = page_grade(page)
    metadata = page.document.metadata
    return PageCounts(
        document=page.path,
        theme=str(metadata.get("theme") or "none"),
        audience=str(metadata.get("audience") or "none"),
        evidence_level=str(metadata.get("evidence_level") or "none"),
        words=count_words(page),
        citations=sum(len(mark.keys) for mark in citation_marks(page.body)),
        figures=count_figures(page),
        grade=None if level is None else round(level, 1),
    )
