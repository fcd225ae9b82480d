"""The reference items: their fields, the form of their identifiers, and their status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.checking.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.library import Library, ReferenceItem

# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"10\.\d{4,9}/\S+")

Text = Annotated[str, Field(min_length=1)]


class Custom(BaseModel):
    """What the library adds to a CSL-JSON item: where and how its figures were seen, and whether it still stands."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seen_at: Text
    seen: Literal["primary", "secondary"]
    findings: Text
    status: Literal["current", "superseded", "retracted"]
    superseded_by: Text | None = None


class Item(BaseModel):
    """The fields that every item has; the others are those of CSL-JSON."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    type: Text
    title: Text
    DOI: Annotated[str, Field(pattern=rf"^{_DOI.pattern}$")] | None = None
    PMID: Annotated[str, Field(pattern=r"^[0-9]{1,8}$")] | None = None
    PMCID: Annotated[str, Field(pattern=r"^PMC[0-9]{1,8}$")] | None = None
    URL: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    custom: Custom


def check_items(library: Library) -> Iterator[Finding]:
    """Rules ``reference-schema``, ``reference-order``, ``same-work``, ``superseded-by`` and ``reference-address``."""
    yield from _order(library)
    yield from _same_work(library)
    known = {item.key for item in library.items}
    for item in library.items:
        yield from _schema(item)
        yield from _successor(item, known)
        if not any(item.text(name) for name in ("DOI", "PMID", "PMCID", "URL")):
            message = f"{item.key}: neither DOI, PMID, PMCID nor URL; a reader finds it by its title only"
            yield Finding("references.json", item.line, "reference-address", message, Severity.WARNING)


def _schema(item: ReferenceItem) -> Iterator[Finding]:
    try:
        Item.model_validate(dict(item.csl))
    except ValidationError as error:
        for problem in error.errors():
            place = ".".join(str(part) for part in problem["loc"])
            yield item.finding("reference-schema", f"field {place}: {problem['msg']}")


def _order(library: Library) -> Iterator[Finding]:
    previous = ""
    for item in library.items:
        if item.key == previous:
            yield item.finding("reference-order", "the id stands twice")
        elif item.key < previous:
            yield item.finding("reference-order", f"it stands after {previous}; the items are sorted by id")
        previous = max(previous, item.key)


def _same_work(library: Library) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for item in library.items:
        for name in ("DOI", "PMID", "PMCID"):
            value = item.text(name).lower()
            other = seen.setdefault((name, value), item.key)
            if value and other != item.key:
                yield item.finding("same-work", f"its {name} is also that of {other}; keep one key")


def _successor(item: ReferenceItem, known: set[str]) -> Iterator[Finding]:
    status, successor = item.text("custom", "status"), item.text("custom", "superseded_by")
    if status == "superseded" and not successor:
        yield item.finding("superseded-by", "it is superseded, but superseded_by does not say by what")
    if successor and status == "current":
        yield item.finding("superseded-by", "it is current, but names what supersedes it")
    if successor == item.key or (successor and successor not in known and not _DOI.fullmatch(successor)):
        yield item.finding("superseded-by", f"{successor} is neither another key of the references nor a DOI")
