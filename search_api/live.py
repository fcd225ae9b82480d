"""The searcher that serves now: loaded in the background, and replaced when a new generation is published.

A request holds the generation it began with until it ends. A generation that cannot be opened never replaces one
that serves; the reason is kept for readiness to tell.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.encoding.errors import EncoderError
from indexer.encoding.loading import load_encoder
from indexer.index.errors import IndexStateError
from indexer.index.generations import read_current
from indexer.index.layout import IndexLayout
from search_api.opening import encoder_choice, open_beside
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.encoding.seam import Encoder
    from indexer.index.generations import Current
    from indexer.index.manifest import IndexManifest
    from search_api.ranking.settings import SearchSettings
    from search_api.searcher import Searcher

_log = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
# A generation that failed to open is tried again this often, in case its file was mended in place.
_RETRY_SECONDS = 30.0


class NotReadyError(Exception):
    """No generation is open yet; the text says why."""


@dataclass(frozen=True, slots=True)
class LiveState:
    """What serves now. ``problem`` is why nothing does, or why a newer generation does not; None where all is well."""

    generation: str | None
    problem: str | None

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self.generation is not None


class _Lease:
    """A searcher with the number of requests that hold it; closed when it is retired and nobody does."""

    def __init__(self, searcher: Searcher, current: Current) -> None:
        self.searcher = searcher
        self.current = current
        self._holders = 0
        self._retired = False
        self._lock = threading.Lock()

    def hold(self) -> bool:
        """Take hold; False where it is closed already."""
        with self._lock:
            if self._retired:
                return False
            self._holders += 1
            return True

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            closing = self._retired and self._holders == 0
        if closing:
            self.searcher.close()

    def retire(self) -> None:
        with self._lock:
            self._retired = True
            closing = self._holders == 0
        if closing:
            self.searcher.close()


class LiveSearcher:
    """Gives requests the newest generation that could be opened. ``start`` returns at once."""

    def __init__(self, root: Path, encoder_location: str | None = None, settings: SearchSettings | None = None) -> None:
        """Name the index folder; ``encoder_location`` replaces the one in its manifest where given."""
        self._layout = IndexLayout(root)
        self._encoder_location = encoder_location
        self._settings = settings
        self._lease: _Lease | None = None
        self._problem: str | None = "the index is being opened"
        self._failed: tuple[Current, float] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="index-watcher", daemon=True)

    def start(self) -> None:
        """Begin to open the index, and to watch for newer generations; once begun, it goes on."""
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Stop watching and close what is open."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._lease is not None:
            self._lease.retire()
            self._lease = None

    @property
    def state(self) -> LiveState:
        """What serves now."""
        lease = self._lease
        return LiveState(lease.searcher.generation if lease else None, self._problem)

    @contextmanager
    def use(self) -> Iterator[Searcher]:
        """Hold the searcher that serves now for the length of a request.

        Raises:
            NotReadyError: none does.
        """
        while True:
            lease = self._lease
            if lease is None:
                raise NotReadyError(self._problem or "the server is stopping")
            if lease.hold():
                break
        try:
            yield lease.searcher
        finally:
            lease.release()

    def refresh(self) -> None:
        """Open the live generation if it is not the one that serves."""
        try:
            current = read_current(self._layout)
            if self._lease is not None and current == self._lease.current:
                self._problem = None
                return
            if self._failed is not None and self._failed[0] == current and time.monotonic() < self._failed[1]:
                return
            self._replace(current)
        except (IndexStateError, EncoderError) as error:
            if str(error) != self._problem:
                _log.error("the newest generation cannot be served: %s", error)
            self._problem = str(error)

    def _replace(self, current: Current) -> None:
        try:
            searcher = self._opened()
        except Exception:
            self._failed = (current, time.monotonic() + _RETRY_SECONDS)
            raise
        # Kept under what CURRENT said before: one that was published meanwhile is found by the next look.
        former, self._lease = self._lease, _Lease(searcher, current)
        self._problem = None
        _log.info("serving generation %s", searcher.generation)
        if former is not None:
            former.retire()

    def _opened(self) -> Searcher:
        """Open the live generation and answer a question, so that nobody waits for what is read when first needed."""
        searcher = open_beside(self._layout.root, self._encoder, self._settings)
        try:
            searcher.search(SearchRequest("warm-up"))
        except BaseException:
            searcher.close()
            raise
        return searcher

    def _encoder(self, manifest: IndexManifest) -> Encoder:
        """Load the encoder of an index, or go on with the one at hand where it is the same."""
        if self._lease is not None:
            encoder = self._lease.searcher.encoder
            if not manifest.encoder.differences(encoder.identity):
                return encoder
        return load_encoder(encoder_choice(manifest, self._encoder_location), self._layout.encoders)

    def _watch(self) -> None:
        while True:
            try:
                self.refresh()
            except Exception:  # noqa: BLE001 - the watcher outlives whatever a disk can do; the next round tries again
                _log.exception("watching the index failed")
                self._problem = "the index could not be opened; see the log"
            if self._stopping.wait(_POLL_SECONDS):
                return
