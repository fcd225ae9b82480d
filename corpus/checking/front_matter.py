"""The front matter of every document: its fields, and that they agree with the file and its heading."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from corpus.checking.figures import figures
from corpus.checking.page import sentence_ranges
from corpus.citations import citation_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.finding import Finding
    from corpus.checking.library import Library
    from corpus.checking.page import Page

_MAX_SUMMARY_SENTENCES = 2
Text = Annotated[str, Field(min_length=1)]
Term = Annotated[str, Field(min_length=1, pattern=r"^[^A-Z]+$")]
IsoDate = Annotated[date, Strict(strict=False)]
Theme = Literal[
    "understanding",
    "causes",
    "assessment",
    "medicines",
    "procedures",
    "complementary",
    "mind-body",
    "nutrition",
    "movement",
    "self-management",
    "care",
    "prevention",
    "summaries",
]
EvidenceLevel = Literal[
    "guideline",
    "systematic review",
    "randomised trials",
    "observational",
    "expert opinion",
    "preclinical",
    "mixed",
]


class FrontMatter(BaseModel):
    """The fields of a document, as the README of the corpus tells them."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    title: Text
    summary: Text
    theme: Theme
    topics: list[Term]
    conditions: list[Term]
    interventions: list[Term]
    audience: Literal["patient", "professional"]
    evidence_level: EvidenceLevel
    recommendation: Text | None = None
    language: Literal["en"]
    authors: Annotated[list[Text], Field(min_length=1)]
    written: IsoDate
    reviewed: IsoDate
    references: list[Text]


def check_front_matter(page: Page) -> Iterator[Finding]:
    """Rules ``front-matter``, ``reviewed-date``, ``id-is-file-name``, ``theme-is-folder`` and ``summary``."""
    metadata = page.document.metadata
    try:
        fields = FrontMatter.model_validate(dict(metadata))
    except ValidationError as error:
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else ""
            place = ", item ".join(
                [name, *(str(int(part) + 1) for part in problem["loc"][1:] if isinstance(part, int))]
            )
            given = "" if problem["type"] == "missing" else f" (it is {problem['input']!r})"
            message = f"front matter field {place}: {problem['msg']}{given}"
            yield page.finding(page.line_of_field(name), "front-matter", message)
    else:
        if fields.reviewed < fields.written:
            message = f"reviewed on {fields.reviewed}, before it was written on {fields.written}"
            yield page.finding(page.line_of_field("reviewed"), "reviewed-date", message)
    path = PurePosixPath(page.path)
    yield from _agrees(page, "id", path.stem, "id-is-file-name", "the file is named")
    yield from _agrees(page, "theme", path.parent.name, "theme-is-folder", "the file stands in the folder")
    summary = metadata.get("summary")
    if isinstance(summary, str):
        yield from _summary(page, summary)


def check_unique_ids(library: Library) -> Iterator[Finding]:
    """Rule ``id-unique``: no two documents bear one id."""
    by_id: dict[str, list[Page]] = defaultdict(list)
    for page in library.pages:
        by_id[page.document.id].append(page)
    for name, pages in by_id.items():
        for page in pages[1:]:
            yield page.finding(page.line_of_field("id"), "id-unique", f"the id {name} is also that of {pages[0].path}")


def _agrees(page: Page, name: str, expected: str, rule: str, place: str) -> Iterator[Finding]:
    value = page.document.metadata.get(name)
    if isinstance(value, str) and value != expected:
        yield page.finding(page.line_of_field(name), rule, f"the {name} is {value}, but {place} {expected}")


def _summary(page: Page, summary: str) -> Iterator[Finding]:
    line = page.line_of_field("summary")
    count = len(sentence_ranges(summary))
    if count > _MAX_SUMMARY_SENTENCES:
        yield page.finding(line, "summary", f"the summary has {count} sentences; two are the most")
    if citation_marks(summary):
        yield page.finding(line, "summary", "the summary cites; leave citations to the text")
    if figures(summary):
        yield page.finding(
            line, "summary", "the summary holds a figure; leave figures to the text, where they are cited"
        )
