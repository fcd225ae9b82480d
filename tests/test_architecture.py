"""ARCHITECTURE.md names every module, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "indexer", "search_api", "evaluation", "benchmarks")
_ROW = re.compile(r"^\| `([\w/.]+)` \| (.+) \|$", re.MULTILINE)


def described() -> dict[str, str]:
    """Give every path that the document describes, with its line."""
    return dict(_ROW.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")))


def modules() -> set[str]:
    """List the modules of the packages; a package's own file is described by the package's folder."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            relative = path.relative_to(ROOT)
            found.add(f"{relative.parent}/" if path.name == "__init__.py" else str(relative))
    return found


def test_every_module_has_its_line() -> None:
    """Whoever adds a module says in one line what it is for."""
    missing = sorted(module for module in modules() if not described().get(module, "").strip())
    assert missing == []


def test_no_line_describes_a_module_that_is_gone() -> None:
    """A line goes with its module."""
    gone = sorted(path for path in described() if path.endswith(".py") and path not in modules())
    assert gone == []
