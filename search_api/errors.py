"""What can be wrong with a request. Errors of the index and of the encoder have their own trees.

Exception
└── RequestError
    ├── EmptyQueryError          the query holds no word
    ├── QueryTooLongError        the query is longer than the limit
    ├── HitCountError            k is out of range
    ├── UnknownFilterError       no document has such a field
    ├── DocumentNotFoundError    there is no document of that id
    ├── PassageNotFoundError     there is no passage of that id
    └── RangeError               a range does not lie in its document
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class RequestError(Exception):
    """The base of every error of a request. Its text is one sentence with the next step."""


class EmptyQueryError(RequestError):
    """The query holds no word."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("the query holds no word: ask a question")


class QueryTooLongError(RequestError):
    """The query is longer than the limit."""

    def __init__(self, length: int, limit: int) -> None:
        """Name both lengths, in characters."""
        super().__init__(f"the query has {length} characters, the limit is {limit}: shorten it")


class HitCountError(RequestError):
    """k is out of range."""

    def __init__(self, k: int, limit: int) -> None:
        """Name the range."""
        super().__init__(f"k is {k}, it must be from 1 to {limit}: ask for fewer or more hits")


class UnknownFilterError(RequestError):
    """No document of the index has such a field."""

    def __init__(self, field: str, known: Iterable[str]) -> None:
        """Name the field and those there are."""
        listed = ", ".join(sorted(known)) or "none"
        super().__init__(f"there is no filter {field!r}: this index has {listed}")


class DocumentNotFoundError(RequestError):
    """There is no document of that id in the live generation."""

    def __init__(self, identifier: str) -> None:
        """Name the document."""
        super().__init__(f"there is no document {identifier!r} in the live generation: list them at /v1/documents")


class PassageNotFoundError(RequestError):
    """There is no passage of that id in the live generation."""

    def __init__(self, identifier: str) -> None:
        """Name the passage."""
        super().__init__(f"there is no passage {identifier!r} in the live generation: search for it again")


class RangeError(RequestError):
    """A range does not lie in its document."""

    def __init__(self, start: int, end: int, length: int) -> None:
        """Name the range and the document's length, in characters."""
        super().__init__(
            f"the range {start}-{end} does not lie in a document of {length} characters: "
            "give 0 <= start < end <= its length"
        )
