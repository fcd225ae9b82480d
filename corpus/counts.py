"""Numbers of things as people read them: ``1 passage``, ``12,000 passages``."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, given in the singular, which takes an s where it is not one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
