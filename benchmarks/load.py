"""Clients that ask a service over HTTP at once, in a process of their own: ``python -m benchmarks.load``.

One event loop asks for all of them. Threads of one Python process wait for each other, which would be taken for the
service's slowness (ARCHITECTURE.md has figures).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.processes import CommandFailedError

if TYPE_CHECKING:
    from collections.abc import Sequence

_OK = b"HTTP/1.1 200 "
_APART = 37
"""How many questions lie between the first of one client and of the next."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients saw: seconds that each answer took, how many failed, and seconds from first to last."""

    taken: list[float]
    failed: int
    seconds: float


def over_http(port: int, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Ask a service of this machine from a number of clients for some seconds, each on one connection.

    Raises:
        CommandFailedError: the service gave up a connection.
    """
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(clients), str(seconds)]
    asked = json.dumps(list(questions))
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        msg = f"asking over HTTP failed: {done.stderr.strip().splitlines()[-1]}"
        raise CommandFailedError(msg)
    return Load(**json.loads(done.stdout))


async def ask_at_once(port: int, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Ask from a number of clients for some seconds."""
    taken: list[float] = []
    bodies = [json.dumps({"query": question}).encode() for question in questions]
    started = time.perf_counter()
    asking = (_ask(port, bodies, client * _APART, started + seconds, taken) for client in range(clients))
    failed = sum(await asyncio.gather(*asking))
    return Load(taken, failed, time.perf_counter() - started)


async def _ask(port: int, bodies: Sequence[bytes], place: int, ends: float, taken: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    failed = 0
    while time.perf_counter() < ends:
        body = bodies[place % len(bodies)]
        started = time.perf_counter()
        writer.write(
            b"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        taken.append(time.perf_counter() - started)
        failed += not head.startswith(_OK)
        place += 1
    writer.close()
    await writer.wait_closed()
    return failed


def _length(head: bytes) -> int:
    fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return next(int(value) for name, _, value in fields if name.lower() == b"content-length")


def main() -> None:
    """Read ``PORT CLIENTS SECONDS``, and questions as JSON from standard input; write the load as JSON."""
    port, clients, seconds = sys.argv[1:]
    load = asyncio.run(ask_at_once(int(port), json.load(sys.stdin), int(clients), float(seconds)))
    json.dump({"taken": load.taken, "failed": load.failed, "seconds": load.seconds}, sys.stdout)


if __name__ == "__main__":
    main()
