"""Files -> documents, one module per file format.

A reader is one function: it takes a ``SourceFile`` and a ``Bibliography`` and yields each ``Document`` it finds,
and a ``FailedRecord`` for each part of the file that it cannot use. It raises ``UnreadableFileError`` where nothing
of the file can be used. A new format is a new module and one line in ``_READERS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from corpus.reading.failed_record import FailedRecord
from corpus.reading.jsonl import read_jsonl
from corpus.reading.markdown import read_markdown
from corpus.reading.plain_text import read_plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.bibliography import Bibliography
    from corpus.records import Document
    from corpus.sources import SourceFile

    Reader: TypeAlias = Callable[[SourceFile, Bibliography], Iterator[Document | FailedRecord]]

_READERS: dict[str, Reader] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain_text,
    ".text": read_plain_text,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}

__all__ = ["FailedRecord", "reader_for"]


def reader_for(file: SourceFile) -> Reader | None:
    """Pick the reader of a file by its ending; None where the kind is not known."""
    return _READERS.get(file.suffix)
