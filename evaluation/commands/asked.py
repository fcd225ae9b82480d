"""What a command asks: an index by its folder, a running service, or the dataset's own index, built where need be."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evaluation.errors import UsageError
from evaluation.in_process import InProcessAsker
from evaluation.outputs import require_writable
from evaluation.over_http import HttpAsker
from evaluation.own_index import documents_of, own_index
from evaluation.settings import RunSettings, parse_assignments, with_values
from indexer.console import ConsoleReporter
from indexer.encoding.adapter import DEFAULT_ADAPTER
from search_api.opening import open_searcher
from search_api.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    from evaluation.dataset import Dataset
    from evaluation.rankings import Asker
    from evaluation.settings import IndexSettings


@dataclass(frozen=True, slots=True)
class Where:
    """What is asked: an index by its folder, a service by its address, or the dataset's own index."""

    index: Path | None
    url: str | None
    documents: tuple[Path, ...]
    assignments: tuple[str, ...]
    cache: Path


def check(where: Where) -> None:
    """Refuse what contradicts itself before anything is read or built.

    Raises:
        UsageError: two options contradict each other, or a setting is not known.
    """
    if where.url is not None and (where.index is not None or where.documents or where.assignments):
        msg = "--url asks a service as it is: leave out --index, --documents and --set, or leave out --url"
        raise UsageError(msg)
    _one_of(where.index, where.documents)
    settings = with_values(RunSettings(), parse_assignments(where.assignments))
    if where.index is not None and settings.index != RunSettings().index:
        msg = "--index names a built index, which --set cannot build another way: leave out --index"
        raise UsageError(msg)


def asker(where: Where, dataset: Dataset, count: int, stack: ExitStack) -> Asker:
    """Open what is asked, for rankings of ``count`` passages; the stack closes it."""
    if where.url is not None:
        service = HttpAsker(where.url, count)
        stack.callback(service.close)
        return service
    settings = with_values(RunSettings(), parse_assignments(where.assignments))
    root = where.index or _built(dataset, where.documents, settings.index, where.cache, "--out")
    answering = InProcessAsker(root, settings.ask, dataset.judgements.unit, count)
    stack.callback(answering.close)
    return answering


@contextmanager
def opened(
    index: Path | None, documents: Sequence[Path], dataset: Dataset, cache: Path, adapter: str = DEFAULT_ADAPTER
) -> Iterator[Searcher]:
    """Open an index, or the dataset's own, built with the settings that everybody gets or with another adapter.

    Raises:
        UsageError: both an index and documents to build one are named.
    """
    _one_of(index, documents)
    root = index or _built(dataset, documents, replace(RunSettings().index, adapter=adapter), cache, "--cache")
    searcher = open_searcher(root)
    try:
        yield searcher
    finally:
        searcher.close()


def _one_of(index: Path | None, documents: Sequence[Path]) -> None:
    if index is not None and documents:
        msg = "--documents builds an index and --index names one: leave out one of them"
        raise UsageError(msg)


def _built(dataset: Dataset, documents: Sequence[Path], settings: IndexSettings, cache: Path, option: str) -> Path:
    """Build a dataset's own index; ``option`` is what named the folder that it is kept in."""
    require_writable(cache, option)
    with ConsoleReporter() as report:
        return own_index(dataset.name, tuple(documents) or documents_of(dataset.folder), settings, cache, report)
