"""Running the project's own commands, and what they cost: seconds, and memory as Linux counts it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_READY_WITHIN_SECONDS = 300.0
_POLL_SECONDS = 0.02
_KIB_A_MB = 1_000_000 / 1024
_OK = 200


class CommandFailedError(Exception):
    """A command that was measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, and the greatest resident memory of all its processes, mapped files among it.

    The system's own count for an ended child begins with what its parent had, so memory is looked at while it runs.
    """

    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running service, and how long it took from its start to its first ``ready``."""

    pid: int
    port: int
    ready_seconds: float

    def memory_mb(self) -> tuple[float, float]:
        """Give the resident memory of all its processes in MB, and the part that is theirs and no mapped file's."""
        return memory_mb(self.pid)


def run(command: Sequence[str]) -> Cost:
    """Run a Python command to its end.

    Raises:
        CommandFailedError: it ended with another status than zero.
    """
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, memory_mb(process.pid)[0])
        time.sleep(_POLL_SECONDS)
    seconds = time.perf_counter() - started
    if process.returncode:
        msg = f"{' '.join(command)} ended with status {process.returncode}: run it by itself to see why"
        raise CommandFailedError(msg)
    return Cost(seconds, peak)


@contextmanager
def serving(index: Path, *options: str) -> Iterator[Server]:
    """Serve an index on a free port for the length of a block, with options of ``serve``.

    Raises:
        CommandFailedError: it was not ready in time.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "search_api", "serve", "--index", str(index), "--port", str(port), *options]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - started > _READY_WITHIN_SECONDS:
                msg = f"the service of {index} did not become ready: start it by itself to see why"
                raise CommandFailedError(msg)
            time.sleep(_POLL_SECONDS)
        yield Server(process.pid, port, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait()


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status == _OK and json.loads(answer.read())["status"] == "ready"
    except OSError:
        return False
    finally:
        connection.close()


def memory_mb(pid: int) -> tuple[float, float]:
    """Give the resident memory in MB of a process and its children, and the part that is theirs and no mapped file's.

    What several processes map is counted in each; a process that has ended counts nothing.
    """
    statuses = [_status(each) for each in (pid, *_children(pid))]
    resident, own = (sum(values.get(name, 0) for values in statuses) for name in ("VmRSS", "RssAnon"))
    return resident / _KIB_A_MB, own / _KIB_A_MB


def peak_mb() -> float:
    """Give the greatest resident memory of this process in MB; ``ru_maxrss`` begins with that of its parent."""
    return _status(os.getpid())["VmHWM"] / _KIB_A_MB


def _children(pid: int) -> list[int]:
    try:
        tasks = list((Path("/proc") / str(pid) / "task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _status(pid: int) -> dict[str, int]:
    try:
        lines = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    pairs = (line.split(":", 1) for line in lines)
    return {name: int(value.split()[0]) for name, value in pairs if value.strip().endswith(" kB")}
