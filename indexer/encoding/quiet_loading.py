"""Loading a model with transformers without its progress bar: the libraries' warnings are left as they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_progress_bar() -> Iterator[None]:
    """Load in the block; the bar is shown again behind it, where it was."""
    from transformers.utils import logging  # noqa: PLC0415 - only who loads the reference model pays for the import

    if not logging.is_progress_bar_enabled():
        yield
        return
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.enable_progress_bar()  # type: ignore[no-untyped-call]
