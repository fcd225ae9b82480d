"""Figures and their sources: each stands in a statement that cites, and in the findings of what that statement cites.

The second rule is the strong one. ``custom.findings`` holds the figures that were seen in a reference, so a figure that
stands in no cited reference's findings was mistyped, taken from elsewhere, or never seen.
A spelled count may instead be that of the references cited: "two small trials [@one; @other]".
It compares values, and tells percentages from other numbers: that a figure has the right population and direction,
a reader must see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.checking.figures import figures, percentages, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from corpus.checking.figures import Figure
    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page


@dataclass(frozen=True, slots=True)
class _Seen:
    """The numbers of one reference's findings, and those of them that are percentages."""

    numbers: frozenset[Decimal]
    percentages: frozenset[Decimal]

    @classmethod
    def of(cls, findings: str) -> _Seen:
        return cls(values(findings), percentages(findings))

    def holds(self, figure: Figure) -> bool:
        return figure.value in (self.percentages if figure.is_percentage else self.numbers)


def count_figures(page: Page) -> int:
    """Count the figures of a page's statements."""
    return sum(len(figures(statement.plain)) for statement in page.statements)


def check_figures(library: Library) -> Iterator[Finding]:
    """Rules ``figure-uncited`` and ``figure-unseen``."""
    seen = {item.key: _Seen.of(item.text("custom", "findings")) for item in library.items}
    for page in library.pages:
        for statement in page.statements:
            found = figures(statement.plain)
            if found and not statement.keys:
                numbers = ", ".join(figure.text for figure in found)
                line = page.line_at(statement.start + found[0].start)
                yield page.finding(line, "figure-uncited", f"{numbers}: no citation in {_quoted(statement.plain)}")
                continue
            sources = [seen[key] for key in statement.keys if key in seen]
            for figure in found:
                counts_the_cited = figure.text.isalpha() and figure.value == len(statement.keys)
                if not counts_the_cited and not any(source.holds(figure) for source in sources):
                    line = page.line_at(statement.start + figure.start)
                    what = f"{figure.text}{'%' * figure.is_percentage}"
                    message = f"{what} stands in the findings of no cited reference ({', '.join(statement.keys)})"
                    yield page.finding(line, "figure-unseen", message)


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= 100 else f"{words[:97]}...")  # noqa: PLR2004 - what fits a terminal's line
