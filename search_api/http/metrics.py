"""What Prometheus reads. Each application has its own registry, so that two in one process do not mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

if TYPE_CHECKING:
    from search_api.live import LiveState

CONTENT_TYPE = CONTENT_TYPE_LATEST

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
        self._ready = Gauge("search_api_ready", "1 when questions can be answered.", registry=self.registry)
        self._degraded = Gauge(
            "search_api_degraded", "1 when the newest generation cannot be served.", registry=self.registry
        )
        self._generation = Gauge(
            "search_api_index_generation", "1 for the generation that serves.", ["generation"], registry=self.registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def repeated(self, outcome: Literal["hit", "miss", "shared"]) -> None:
        """Count one question by where its answer came from."""
        self._repeated.labels(outcome).inc()

    def exposition(self, state: LiveState) -> bytes:
        """Write all metrics in Prometheus' text format."""
        self._ready.set(state.ready)
        self._degraded.set(state.ready and state.problem is not None)
        self._generation.clear()
        if state.generation is not None:
            self._generation.labels(state.generation).set(1)
        return generate_latest(self.registry)
