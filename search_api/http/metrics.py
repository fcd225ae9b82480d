"""What Prometheus reads. Each application has its own registry, so that two in one process do not mix."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search_api.live import LiveState

CONTENT_TYPE = CONTENT_TYPE_LATEST

# Names the folder where workers put their counts; prometheus_client looks for it when it is imported.
SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"

# Seconds, from a cached answer to one that a user has given up on.
_BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counters of requests, their durations, and the state of the index."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "search_api_requests_total", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "search_api_request_seconds", "Time to answer.", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self._repeated = Counter(
            "search_api_answers_total",
            "Questions by where their answers came from: kept (hit), computed (miss), or being computed (shared).",
            ["cache"],
            registry=self.registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def repeated(self, outcome: Literal["hit", "miss", "shared"]) -> None:
        """Count one question by where its answer came from."""
        self._repeated.labels(outcome).inc()

    def exposition(self, state: LiveState) -> bytes:
        """Write all metrics in Prometheus' text format: counts of all workers, and the state of this one."""
        counted = self.registry
        if SHARED_COUNTS in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        own = CollectorRegistry()
        own.register(_State(state))
        return generate_latest(counted) + generate_latest(own)


class _State(Collector):
    """What serves, as gauges."""

    def __init__(self, state: LiveState) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        state = self._state
        degraded = state.ready and state.problem is not None
        yield GaugeMetricFamily("search_api_ready", "1 when questions can be answered.", float(state.ready))
        yield GaugeMetricFamily(
            "search_api_degraded", "1 when the newest generation cannot be served.", float(degraded)
        )
        generation = GaugeMetricFamily(
            "search_api_index_generation", "1 for the generation that serves.", labels=["generation"]
        )
        if state.generation is not None:
            generation.add_metric([state.generation], 1)
        yield generation
