"""What a check reports: one finding, with the place where a reader mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error fails the check, a warning is only printed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One defect.

    ``document`` is the file's path inside the library, with ``/``; ``line`` counts from one.
    ``rule`` is the rule's name, such as ``dead-link``.
    """

    document: str
    line: int
    rule: str
    message: str
    severity: Severity = Severity.ERROR
