"""The real programs as a user runs them: the batch job publishes while the server, a process of its own, is asked."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_SECONDS = 60
SWAP_SECONDS = 30


@pytest.fixture
def index(tmp_path: Path, library_index: Path) -> Path:
    """Give an index folder that already holds the converted encoder, which takes half a minute to make."""
    folder = tmp_path / "index"
    folder.mkdir()
    shutil.copytree(library_index / "encoders", folder / "encoders")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with one note in it."""
    notes = tmp_path / "notes"
    notes.mkdir()
    note(notes, "first")
    return notes


def note(folder: Path, edition: str) -> None:
    """Write the note in an edition of its own."""
    text = f"# Heat\n\nThis is the {edition} edition. A warm bath eases aching muscles in the evening.\n"
    (folder / "heat.md").write_text(text, encoding="utf-8")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Give the file that the server's log goes to."""
    return tmp_path / "server.log"


def indexer(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the batch job."""
    command = [sys.executable, "-m", "indexer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603


@pytest.fixture
def server(index: Path, folder: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Build the index, serve it on a free port, and stop the server afterwards."""
    built = indexer("build", folder, "--index", index)
    assert built.returncode == 0, built.stderr
    with served(index, log) as started:
        yield started


@contextmanager
def served(index: Path, log: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve an index on a free port for the length of a block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "search_api", "serve", "--index", str(index), "--port", str(port), *options]
    # A pipe that nobody reads would fill up and stop the server.
    with log.open("wb") as stream, subprocess.Popen(command, stderr=stream) as process:  # noqa: S603
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: status_of(f"{url}/readyz") == 200, START_SECONDS)
            yield url, process
        finally:
            process.terminate()
            process.wait(timeout=20)


def status_of(url: str) -> int:
    """Give the status of an address, 0 while nothing listens."""
    try:
        return httpx.get(url).status_code
    except httpx.TransportError:
        return 0


def wait_for(condition: Any, seconds: float) -> None:  # noqa: ANN401 - any callable
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def test_a_new_generation_is_served_without_a_restart_or_a_failed_request(
    server: tuple[str, subprocess.Popen[bytes]], index: Path, folder: Path
) -> None:
    """Questions asked over a socket while a build publishes are all answered, the last ones from the new edition."""
    url, _ = server
    statuses: list[int] = []
    editions: list[str] = []
    stopping = threading.Event()

    def ask() -> None:
        with httpx.Client() as client:
            while not stopping.is_set():
                response = client.post(f"{url}/v1/search", json={"query": "does warmth help sore muscles?"})
                statuses.append(response.status_code)
                hit = response.json()["hits"][0]
                assert hit["citation"]["generation"] == response.json()["generation"]
                editions.append("second" if "second edition" in hit["passage"]["text"] else "first")

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    note(folder, "second")
    built = indexer("build", folder, "--index", index, "--json")
    wait_for(lambda: editions[-1:] == ["second"], SWAP_SECONDS)
    stopping.set()
    for client in clients:
        client.join()
    assert built.returncode == 0, built.stderr
    assert set(statuses) == {200}
    assert "first" in editions
    assert json.loads(built.stdout.splitlines()[-1])["passages_embedded"] == 1


def test_what_ask_prints_as_json_is_what_http_answers(server: tuple[str, subprocess.Popen[bytes]], index: Path) -> None:
    """`search-api ask --json` and POST /v1/search differ in the time they took and in nothing else."""
    url, _ = server
    question = "does warmth help sore muscles?"
    command = [sys.executable, "-m", "search_api", "ask", question, "--index", str(index), "--k", "3", "--json"]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    printed = json.loads(asked.stdout)
    answered = httpx.post(f"{url}/v1/search", json={"query": question, "k": 3}).json()
    assert {**printed, "took_ms": 0} == {**answered, "took_ms": 0}
    assert asked.stderr == ""


def test_sigterm_ends_the_server_cleanly(server: tuple[str, subprocess.Popen[bytes]], log: Path) -> None:
    """The server stops within its grace time, and says nothing but JSON lines."""
    url, process = server
    httpx.post(f"{url}/v1/search", json={"query": "heat"}).raise_for_status()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in {0, -signal.SIGTERM}
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert any(event["event"] == "request" and event["route"] == "/v1/search" for event in events)


def test_workers_count_together_and_lose_no_request_when_they_stop(index: Path, folder: Path, log: Path) -> None:
    """Metrics add up both workers, and SIGTERM under load leaves every request that was let in answered."""
    assert indexer("build", folder, "--index", index).returncode == 0
    statuses: list[int] = []
    stopping = threading.Event()

    def ask(url: str) -> None:
        while not stopping.is_set():
            # A connection for each request, so that both workers take part and none is closed between two requests.
            try:
                statuses.append(httpx.post(f"{url}/v1/search", json={"query": "does warmth help?"}).status_code)
            except httpx.TransportError:
                # Not let in: the server is stopping.
                return

    with served(index, log, "--workers", "2") as (url, process):
        clients = [threading.Thread(target=ask, args=(url,)) for _ in range(8)]
        for client in clients:
            client.start()
        wait_for(lambda: len(statuses) >= 100, START_SECONDS)
        counts = re.findall(
            r'^search_api_requests_total{.*"/v1/search".*} (.*)$', httpx.get(f"{url}/metrics").text, re.MULTILINE
        )
        assert len(counts) == 1
        assert float(counts[0]) >= 100
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        stopping.set()
        for client in clients:
            client.join()
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    let_in = [event["status"] for event in events if event.get("route") == "/v1/search"]
    assert len(let_in) == len(statuses)
    assert set(let_in) == set(statuses) == {200}
    assert sum(event["event"].startswith("serving generation") for event in events) == 2


def test_the_server_refuses_to_start_without_an_index(tmp_path: Path) -> None:
    """A missing index is one sentence with the next step, and no traceback."""
    command = [sys.executable, "-m", "search_api", "serve", "--index", str(tmp_path / "nothing")]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert refused.returncode == 1
    assert refused.stderr.startswith("search-api: there is no index in ")
    assert "python -m indexer build" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_asking_an_index_of_another_encoder_is_refused(index: Path, folder: Path, tmp_path: Path) -> None:
    """Vectors of two encoders are never mixed: the error says what differs."""
    assert indexer("build", folder, "--index", index).returncode == 0
    other = tmp_path / "other-model"
    from indexer.encoding.model_files import locate_model  # noqa: PLC0415 - only this test looks at the model

    shutil.copytree(locate_model().folder, other)
    limits = json.loads((other / "sentence_bert_config.json").read_text(encoding="utf-8"))
    (other / "sentence_bert_config.json").write_text(json.dumps({**limits, "max_seq_length": 128}), encoding="utf-8")
    command = [sys.executable, "-m", "search_api", "ask", "heat", "--index", str(index), "--model", str(other)]
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    refused = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)  # noqa: S603
    assert refused.returncode == 1
    assert "the index was built with another encoder" in refused.stderr
    assert "max_tokens" in refused.stderr
