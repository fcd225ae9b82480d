"""JSONL, one document a line with ``_id``, ``title``, ``text`` and ``metadata``, as BEIR corpora have it.

Format: Thakur et al. 2021, BEIR (https://github.com/beir-cellar/beir). Lines are read one at a time.
A line that is not such a record is reported, and the others are read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from corpus.reading.failed_record import FailedRecord
from corpus.reading.json_values import json_value, scrubbed
from corpus.records import Document, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.bibliography import Bibliography
    from corpus.sources import SourceFile

_MAX_LINE_BYTES = 16 * 1024 * 1024


def read_jsonl(file: SourceFile, _bibliography: Bibliography) -> Iterator[Document | FailedRecord]:
    """Read one JSONL file, a document a line; blank lines are passed over.

    Raises:
        UnreadableFileError: the file cannot be opened.
    """
    seen: set[str] = set()
    with file.open() as lines:
        for number, line in enumerate(_bounded_lines(lines), start=1):
            if not line.strip():
                continue
            record = _record(line)
            document = record if isinstance(record, str) else _document(record, file.source)
            if isinstance(document, Document) and document.id in seen:
                document = f"its _id {document.id!r} was given before; make every _id unique"
            if isinstance(document, str):
                yield FailedRecord(f"{file.source}#L{number}", document)
            else:
                seen.add(document.id)
                yield document


def _bounded_lines(file: BinaryIO) -> Iterator[bytes]:
    """Give each line, of one that is too long only as much as shows that it is."""
    while line := file.readline(_MAX_LINE_BYTES + 1):
        yield line
        rest = line
        while not rest.endswith(b"\n") and len(rest) > _MAX_LINE_BYTES:
            rest = file.readline(_MAX_LINE_BYTES + 1)


def _record(line: bytes) -> dict[str, object] | str:
    if len(line.rstrip(b"\r\n")) > _MAX_LINE_BYTES:
        return "the line is longer than 16 MiB; split the document"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"the line is not JSON ({str(error)[:120]}); write one JSON object a line, in UTF-8"
    return record if isinstance(record, dict) else "the line is not a JSON object; write one object a line"


def _document(record: dict[str, object], source: str) -> Document | str:
    identifier = record.get("_id", record.get("id"))
    title, text, metadata = record.get("title") or "", record.get("text") or "", record.get("metadata") or {}
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if not isinstance(identifier, str) or not identifier.strip():
        return "the record has no _id; give it one"
    if not isinstance(title, str) or not isinstance(text, str):
        return "title and text must be strings; mend the record"
    if not isinstance(metadata, dict):
        return "metadata must be an object; mend the record"
    try:
        metadata = {scrubbed(str(key)): json_value(value) for key, value in metadata.items()}
    except ValueError as error:
        return f"its metadata cannot be used ({error}); mend the record"
    identifier, title, text = scrubbed(identifier), scrubbed(title), scrubbed(text)
    if "\0" in identifier + title + text:
        return "the record holds NUL characters; remove them"
    if not text.strip():
        text = title
    if not text.strip():
        return "the record has no text; write some or remove it"
    return Document(
        id=identifier,
        title=title,
        text=text,
        sections=(Section((), 0, 0, len(text)),),
        source=f"{source}#{identifier}",
        metadata=metadata,
    )
