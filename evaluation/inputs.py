"""The text files that a command reads: what cannot be read is one sentence that says what to name instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from evaluation.errors import EvaluationError


def read_lines(path: Path, wanted: str, failure: type[EvaluationError]) -> list[str]:
    """Read the lines of a UTF-8 file, parted at line feeds only.

    Raises:
        EvaluationError: of the type ``failure``, where the file cannot be read; ``wanted`` says what to name.
    """
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): name {wanted}"
        raise failure(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8 text (byte {error.start}): name {wanted}"
        raise failure(msg) from error
