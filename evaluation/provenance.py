"""Which software measured, and on which machine: what makes a figure comparable with another."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_DISTRIBUTION = "pain-evidence-search"
_CPUINFO = Path("/proc/cpuinfo")


def software() -> str:
    """Name the distribution and its version."""
    try:
        return f"{_DISTRIBUTION} {version(_DISTRIBUTION)}"
    except PackageNotFoundError:
        return _DISTRIBUTION


def commit() -> str | None:
    """Name the commit of the source tree, with ``-dirty`` where tracked files differ; None outside a repository."""
    found = _git("rev-parse", "HEAD")
    if found is None:
        return None
    return f"{found}-dirty" if _git("status", "--porcelain", "--untracked-files=no") else found


def machine() -> dict[str, str | int]:
    """Describe the processor, how many cores this process may use, the system and the Python."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _git(*arguments: str) -> str | None:
    # No optional locks: a measurement must not get in the way of whoever works in the repository.
    command = ["git", "--no-optional-locks", "-C", str(Path(__file__).parent), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
