"""Clients ask at once, each on one connection, and count what fails."""

from __future__ import annotations

import asyncio
import json

from benchmarks.load import Load, ask_at_once


async def asked(answers: dict[str, bytes], clients: int) -> tuple[Load, list[list[str]]]:
    """Ask a server that gives each question its status; give the load, and the questions of each connection."""
    connections: list[list[str]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        questions: list[str] = []
        connections.append(questions)
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            questions.append(json.loads(await reader.readexactly(length))["query"])
            writer.write(b"HTTP/1.1 %b\r\ncontent-length: 2\r\n\r\n{}" % answers[questions[-1]])

    async def ignoring_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    async with await asyncio.start_server(ignoring_the_end, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        return await ask_at_once(port, list(answers), clients, 0.5), connections


def test_each_client_asks_on_one_connection_and_begins_elsewhere() -> None:
    """Every answer is timed."""
    load, connections = asyncio.run(asked({"First?": b"200 OK", "Second?": b"200 OK"}, 3))
    assert len(connections) == 3
    assert {questions[0] for questions in connections} == {"First?", "Second?"}
    assert len(load.taken) == sum(map(len, connections))
    assert load.failed == 0


def test_an_answer_that_is_refused_counts_as_failed() -> None:
    """Of two questions in turn, the second is refused."""
    load, (questions,) = asyncio.run(asked({"First?": b"200 OK", "Second?": b"503 Busy"}, 1))
    assert load.failed == questions.count("Second?") > 0
