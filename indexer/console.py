"""How a build looks: a progress bar on a terminal, plain lines elsewhere, or one JSON line per event."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.counts import counted
from indexer import events

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from corpus.records import JsonValue
    from indexer.events import Event

_SENTENCES = {
    events.BUILD_STARTED: "Reading {files} into {index}",
    events.FILE_READ: "  {status}: {source}: {reason}",
    events.SPLIT: "Split {documents} into {passages}",
    events.CACHE_DISCARDED: "The vector cache {file} was damaged and was begun anew; every text is embedded again",
    events.ENCODED: "Embedded {embedded}, reused {reused}",
    events.VECTORS_INDEXED: "Vector index {kind}, {probes}, {candidates}: recall@10 {recall_at_10}",
    events.NOT_TIDIED: "What is no longer needed was not all removed ({reason}); the next build tries again",
    events.PUBLISHED: "Published generation {generation}",
    events.UP_TO_DATE: "Generation {generation} is up to date",
}


# What the numbers of an event count.
_NOUNS = {
    "files": "file",
    "documents": "document",
    "passages": "passage",
    "embedded": "passage",
    "probes": "probe",
    "candidates": "candidate",
}


class JsonReporter:
    """One JSON object a line on standard output, for other programs; each tells the seconds since the build began."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to ``stream``, or to standard output."""
        self._stream = stream or sys.stdout
        self._started = time.perf_counter()

    def __enter__(self) -> Self:
        """Give the reporter itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held."""

    def __call__(self, event: Event) -> None:
        """Write one event."""
        seconds = round(time.perf_counter() - self._started, 3)
        told = {"event": event.name, "seconds": seconds, **event.fields}
        self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
        self._stream.flush()


class ConsoleReporter:
    """Sentences for people, on standard error, with a bar while texts are embedded."""

    def __init__(self) -> None:
        """Look at the terminal."""
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("[progress.description]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("documents"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("Embedding", total=None, visible=False)

    def __enter__(self) -> Self:
        """Start the bar where there is a terminal."""
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._console.is_terminal:
            self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        fields = event.fields
        if event.name == events.ENCODING:
            done, total = fields["done"], fields["total"]
            if isinstance(done, int) and isinstance(total, int):
                self._progress.update(self._task, completed=done, total=total, visible=done < total)
            return
        if event.name == events.SPLIT:
            # How many documents would come was an estimate.
            self._progress.update(self._task, visible=False)
        line = _sentence(event)
        if line:
            self._console.print(line, markup=False)


def _sentence(event: Event) -> str | None:
    if event.name == events.FILE_READ and event.fields["status"] in {"indexed", "unchanged"}:
        return None
    if event.name == events.VECTORS_INDEXED and not event.fields["taken"]:
        return "{kind} with {probes} misses recall@10 {target} ({recall_at_10})".format_map(_told(event))
    template = _SENTENCES.get(event.name)
    return None if template is None else template.format_map(_told(event))


def _told(event: Event) -> dict[str, JsonValue]:
    """Give the particulars of an event, its numbers with what they count."""
    return {
        name: counted(value, _NOUNS[name]) if name in _NOUNS and isinstance(value, int) else value
        for name, value in event.fields.items()
    }
