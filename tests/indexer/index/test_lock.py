"""One build at a time, and a dead one holds nobody up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.index.errors import IndexLockedError
from indexer.index.layout import IndexLayout
from indexer.index.lock import build_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys, time
from pathlib import Path
from indexer.index.layout import IndexLayout
from indexer.index.lock import build_lock
with build_lock(IndexLayout(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_refused_with_the_next_step(tmp_path: Path) -> None:
    """The message names the folder; when the first is done, the second may."""
    layout = IndexLayout(tmp_path)
    with (
        build_lock(layout),
        pytest.raises(IndexLockedError, match=f"another build is writing to {tmp_path}: wait for it to end"),
        build_lock(layout),
    ):
        pytest.fail("two hold the lock")
    with build_lock(layout):
        assert layout.lock.exists()


def test_the_lock_is_released_where_a_build_fails(tmp_path: Path) -> None:
    """An error inside lets go of the folder."""
    layout = IndexLayout(tmp_path)
    with pytest.raises(ZeroDivisionError), build_lock(layout):
        _ = 1 / 0
    with build_lock(layout):
        assert layout.lock.exists()


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    """Another process holds the lock until it dies of SIGKILL; the file that stays behind holds nothing."""
    layout = IndexLayout(tmp_path)
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLockedError), build_lock(layout):
            pytest.fail("two hold the lock")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with build_lock(layout):
        assert layout.lock.exists()
