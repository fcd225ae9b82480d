"""Answers to questions as JSON, each computed once: repeated questions are answered from memory.

An answer is kept under its whole request and its generation, so none outlives the generation it came from.
"""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from indexer.index.recent import Recent
from search_api.http.writing import AnswerWriter

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from search_api.http.metrics import Metrics
    from search_api.http.writing import WrittenAnswer
    from search_api.live import LiveSearcher
    from search_api.searcher import Searcher, SearchRequest

# Questions that are computed at once. More than there are processors only wait for each other, at the same rate; a
# second one lets Python work while the first is in the encoder.
_THREADS = max(2, os.cpu_count() or 1)


class Answers:
    """Answers questions from the live generation. Its coroutines belong to one event loop."""

    def __init__(self, live: LiveSearcher, cache_bytes: int, metrics: Metrics) -> None:
        """Keep at most ``cache_bytes`` of answers; zero computes every answer anew."""
        self._live = live
        self._metrics = metrics
        self._recent: Recent[WrittenAnswer] = Recent(cache_bytes)
        self._sharing = cache_bytes > 0
        self._running: dict[Hashable, asyncio.Future[WrittenAnswer]] = {}
        self._writer = AnswerWriter()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")

    def close(self) -> None:
        """Wait for what is being computed."""
        self._pool.shutdown()

    async def search(self, request: SearchRequest) -> bytes:
        """Answer one question; the same question that is being answered already is waited for.

        Raises:
            RequestError: the searcher refused the request.
            NotReadyError: no generation is open.
        """
        started = time.perf_counter()
        key = (self._live.state.generation, _key(request))
        found = self._recent.get(key)
        if found is not None:
            self._metrics.repeated("hit")
            return found.since(started)
        running = self._running.get(key) if self._sharing else None
        if running is None:
            self._metrics.repeated("miss")
            running = asyncio.get_running_loop().run_in_executor(self._pool, self._compute, request)
            self._running[key] = running
            running.add_done_callback(lambda _: self._running.pop(key, None))
        else:
            self._metrics.repeated("shared")
        # One client that goes away must not take the answer from the others that wait for it.
        return (await asyncio.shield(running)).since(started)

    async def batch(self, requests: Sequence[SearchRequest]) -> bytes:
        """Answer several questions from one generation.

        Raises:
            RequestError: the searcher refused one of them.
            NotReadyError: no generation is open.
        """
        results = await asyncio.get_running_loop().run_in_executor(self._pool, self._compute_all, requests)
        return b'{"results":[%b]}' % b",".join(results)

    def _compute(self, request: SearchRequest) -> WrittenAnswer:
        with self._live.use() as searcher:
            return self._written(searcher, request)

    def _compute_all(self, requests: Sequence[SearchRequest]) -> list[bytes]:
        results = []
        with self._live.use() as searcher:
            for request in requests:
                started = time.perf_counter()
                found = self._recent.get((searcher.generation, _key(request)))
                self._metrics.repeated("miss" if found is None else "hit")
                results.append((found or self._written(searcher, request)).since(started))
        return results

    def _written(self, searcher: Searcher, request: SearchRequest) -> WrittenAnswer:
        written = self._writer.write(searcher.search(request))
        self._recent.put((searcher.generation, _key(request)), written, written.size)
        return written


def _key(request: SearchRequest) -> Hashable:
    filters = tuple(sorted((name, tuple(values)) for name, values in request.filters.items()))
    return request.query, request.k, filters, request.correct, request.expand
