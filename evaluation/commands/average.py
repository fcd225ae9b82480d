"""``average``: one adapter of several that were trained apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "python -m evaluation average one.safetensors two.safetensors --out both.safetensors"


def command(
    adapters: Annotated[list[Path], typer.Argument(help="What `tune` wrote.", metavar="FILE...")],
    *,
    out: Annotated[Path, typer.Option(help="The adapter to write.", metavar="FILE.safetensors")],
) -> None:
    """Average adapters of the bundled encoder, for example of two seeds, into one."""
    from evaluation.tuning.averaging import average  # noqa: PLC0415 - no other command needs torch

    rank = average(adapters, out)
    sys.stdout.write(f"adapter: {out}, of rank {rank}\n")
