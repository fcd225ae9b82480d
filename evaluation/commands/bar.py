"""How far asking has come, on a terminal."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class QuestionBar:
    """A bar on standard error while questions are asked, where that is a terminal."""

    def __init__(self) -> None:
        """Make the bar; it shows once entered."""
        console = Console(stderr=True)
        columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("Asking", total=None)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the bar away."""
        self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` questions of ``total`` are asked."""
        self._progress.update(self._task, completed=done, total=total)
