"""A virtual environment for each system that is compared, on top of this one.

Each sees the packages of the environment that this runs in (torch, sentence-transformers, the weights) and puts its
own before them, so that all run the same encoder and nothing large is installed twice. Installing uses the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.systems import TORCH

if TYPE_CHECKING:
    from benchmarks.systems import ComparedSystem

_INSTALLED = "installed.txt"
_REASON_CHARACTERS = 300


class SystemFailedError(Exception):
    """A system could not be installed or did not do its work; the text is the last thing that was said of it."""


def python_for(system: ComparedSystem, folder: Path) -> Path | str:
    """Give the interpreter of a system's environment below ``folder``, made where it is not there as it should be.

    Raises:
        SystemFailedError: its packages cannot be installed.
    """
    if not system.requirements:
        return sys.executable
    environment = folder / "-".join(sorted(system.requirements)).replace("==", "-")
    python = environment / "bin" / "python"
    stamp = environment / _INSTALLED
    if not stamp.is_file():
        checked([sys.executable, "-m", "venv", "--clear", "--without-pip", str(environment)])
        below = sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)})
        (Path(below) / "below.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "--quiet"]
        checked([*pip, "install", *system.requirements, TORCH])
        stamp.write_text(checked([*pip, "freeze", "--path", below]), encoding="utf-8")
    return python


def checked(command: list[str], **settings: str) -> str:
    """Run a command to its end, with settings added to its environment; give its standard output.

    Raises:
        SystemFailedError: it ended with another status than zero.
    """
    done = subprocess.run(  # noqa: S603 - the commands of this package
        command, capture_output=True, text=True, check=False, env={**os.environ, **settings}
    )
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}").splitlines()
        raise SystemFailedError(lines[-1][:_REASON_CHARACTERS])
    return done.stdout
