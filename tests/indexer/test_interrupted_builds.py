"""Builds that are cut off: the index published before goes on serving, and the next build completes.

Each test runs ``interrupting.py``, which tries a seeded choice of points here; run by itself it tries every one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).parent / "interrupting.py"


def outcomes(folder: Path, mode: str, points: int) -> list[dict[str, Any]]:
    """Cut builds off and give one record a point."""
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(PROGRAM), str(folder), mode, str(points)],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        # joblib warns where a limit on files takes its semaphores away.
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.mark.parametrize(("mode", "points"), [("kill", 24), ("lines", 12)])
def test_a_killed_build_leaves_the_old_index_and_the_next_completes(tmp_path: Path, mode: str, points: int) -> None:
    """Whatever the stage: what is served is whole, and the next build gives what a clean one does."""
    tried = outcomes(tmp_path, mode, points)
    assert len(tried) == points
    assert {record["signal"] for record in tried} == {9}
    assert [record for record in tried if record["served"] not in {"old", "new"}] == []
    assert [record for record in tried if record["mended"] is not True] == []


@pytest.mark.parametrize(("mode", "points"), [("full", 14), ("denied", 14), ("limit", 8)])
def test_a_disk_that_refuses_fails_the_build_in_one_sentence(tmp_path: Path, mode: str, points: int) -> None:
    """No traceback, nothing half published, and once the disk takes writes again the next build completes."""
    tried = outcomes(tmp_path, mode, points)
    assert len(tried) == points
    assert [record for record in tried if "Traceback" in record["stderr"]] == []
    assert [record for record in tried if record["served"] not in {"old", "new"}] == []
    assert [record for record in tried if record["mended"] is not True] == []
    failed = [record for record in tried if record["status"] != 0]
    assert [record for record in failed if len(record["stderr"].strip().splitlines()) != 1] == []
    assert {record["status"] for record in failed} <= {1, 3}
