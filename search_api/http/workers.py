"""Serving from one process or from several that share a port.

Each worker maps the same files, of which the system keeps one copy, and has an encoder and a cache of its own. Counts
of all workers are added up by prometheus_client, in files of a folder that lives as long as they do.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.supervisors import Multiprocess

from search_api.http.app import create_app
from search_api.http.metrics import SHARED_COUNTS
from search_api.live import LiveSearcher
from search_api.logs import configure_logging

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from search_api.http.app import Limits
    from search_api.ranking.settings import SearchSettings

# Longer than any request may take, shorter than what process managers wait before they kill.
_GRACE_SECONDS = 10
_IDLE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Service:
    """What every worker serves, and what it logs. It travels to other processes."""

    index: Path
    model: str | None
    settings: SearchSettings
    limits: Limits
    log_level: str


def serve_here(service: Service, live: LiveSearcher, address: Address) -> None:
    """Serve from this process until it is told to stop; requests let in by then are answered."""
    server = uvicorn.Server(_config(partial(create_app, live, service.limits), address))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)


def serve_from_workers(service: Service, address: Address, count: int) -> None:
    """Serve from ``count`` other processes until this one is told to stop; one that dies is replaced.

    Each lets in as many requests, and keeps as many answers, as the service's limits say.
    """
    with tempfile.TemporaryDirectory(prefix="search-api-") as counts:
        os.environ[SHARED_COUNTS] = counts
        config = _config(partial(_worker, service), address, count)
        bound = config.bind_socket()
        # asyncio sends answers without delay (TCP_NODELAY) only from sockets that say that they speak TCP.
        with socket.socket(bound.family, bound.type, socket.IPPROTO_TCP, bound.detach()) as listening:
            Multiprocess(config, [listening]).run()


def _worker(service: Service) -> FastAPI:
    configure_logging(service.log_level)
    live = LiveSearcher(service.index, service.model, service.settings)
    # The others may be ready: a question must not meet the one that is not.
    live.refresh()
    return create_app(live, service.limits)


def _config(app: partial[FastAPI], address: Address, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        workers=workers,
        factory=True,
        log_config=None,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_IDLE_SECONDS,
        server_header=False,
    )
