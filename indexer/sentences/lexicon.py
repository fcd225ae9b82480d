"""What the shipped files say about words: Punkt's trained parameters and the abbreviations collected by hand.

Plain text only: one entry a line, fields parted by tabs, as NLTK's own ``punkt_tab`` files are.
Read and written here and not with NLTK's functions, which refuse folders outside NLTK's own data path.
Knows nothing of texts and boundaries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nltk.tokenize.punkt import PunktParameters

_FOLDER = Path(__file__).parent
TRAINED = _FOLDER / "trained"
ABBREVIATIONS = _FOLDER / "abbreviations.txt"

_ABBREV_TYPES = "abbrev_types.txt"
_SENT_STARTERS = "sent_starters.txt"
_COLLOCATIONS = "collocations.tab"
_ORTHO_CONTEXT = "ortho_context.tab"


class LexiconError(ValueError):
    """A shipped or trained file cannot be used; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The groups of ``abbreviations.txt``; every entry is lower case and without its final full stop."""

    never_final: frozenset[str]
    may_be_final: frozenset[str]
    unless_capital: frozenset[str]
    units: frozenset[str]
    ordinary: frozenset[str]
    labels: frozenset[str]


_GROUPS = {
    "never ends a sentence": "never_final",
    "may end a sentence": "may_be_final",
    "abbreviation unless a capital follows": "unless_capital",
    "units": "units",
    "ordinary words": "ordinary",
    "before a letter": "labels",
}


def read_abbreviations(path: Path = ABBREVIATIONS) -> Abbreviations:
    """Read the groups of a file of abbreviations.

    Raises:
        LexiconError: the file is missing, or a line stands in no known group.
    """
    groups: dict[str, set[str]] = {name: set() for name in _GROUPS.values()}
    group: set[str] | None = None
    for number, line in enumerate(_read(path), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith("["):
            group = groups.get(_GROUPS.get(entry.strip("[]"), ""))
        elif group is not None:
            group.add(entry.lower())
        if group is None:
            msg = f"{path}, line {number}: no such group; use one of {', '.join(f'[{name}]' for name in _GROUPS)}"
            raise LexiconError(msg)
    return Abbreviations(**{name: frozenset(entries) for name, entries in groups.items()})


class _Contexts(dict[str, int]):
    """Punkt's table of where a word was seen; unlike its own, asking for an unknown word does not add it."""

    def __missing__(self, word: str) -> int:
        return 0


def read_parameters(folder: Path = TRAINED) -> PunktParameters:
    """Read Punkt's parameters from the four files that :func:`write_parameters` writes.

    Raises:
        LexiconError: a file is missing or damaged.
    """
    from nltk.tokenize.punkt import PunktParameters  # noqa: PLC0415 - NLTK takes seconds to import

    parameters = PunktParameters()
    parameters.abbrev_types = set(_read(folder / _ABBREV_TYPES))
    parameters.sent_starters = set(_read(folder / _SENT_STARTERS))
    try:
        parameters.collocations = {(first, second) for first, second in _rows(folder / _COLLOCATIONS)}
        parameters.ortho_context = _Contexts(
            {word: int(context) for word, context in _rows(folder / _ORTHO_CONTEXT)},
        )
    except ValueError as error:
        msg = f"{folder} holds a damaged parameter file ({error}); train again with: python -m indexer.sentences train"
        raise LexiconError(msg) from error
    return parameters


def write_parameters(parameters: PunktParameters, folder: Path) -> None:
    """Write Punkt's parameters, sorted, so that the same parameters give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / _ABBREV_TYPES, parameters.abbrev_types)
    _write(folder / _SENT_STARTERS, parameters.sent_starters)
    _write(folder / _COLLOCATIONS, ("\t".join(pair) for pair in parameters.collocations))
    _write(folder / _ORTHO_CONTEXT, (f"{word}\t{context}" for word, context in parameters.ortho_context.items()))


@cache
def shipped_abbreviations() -> Abbreviations:
    """Return the package's own abbreviations, read once."""
    return read_abbreviations()


@cache
def shipped_parameters() -> PunktParameters:
    """Return the package's own trained parameters, read once."""
    return read_parameters()


def _read(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be read ({error}); install again, or train with: python -m indexer.sentences train"
        raise LexiconError(msg) from error


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in _read(path)]


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8", newline="\n")
