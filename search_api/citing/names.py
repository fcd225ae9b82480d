"""Names of people and bodies, as citation styles write them."""

from __future__ import annotations

import re
from typing import NamedTuple

from search_api.citing.items import one_line

# "PJ" or "RAC" are initials already; a longer run of capitals is a word.
_INITIALS = re.compile(r"[^\W\d_]{1,3}")


class Name(NamedTuple):
    """A person with ``family`` and ``given`` names, or a body whose whole name stands in ``family``."""

    family: str
    given: str = ""
    suffix: str = ""


def parse_name(text: str) -> Name:
    """Read a stated name: ``Family, Given`` is a person, anything else is kept whole."""
    family, comma, given = one_line(text).partition(",")
    if comma and family.strip() and given.strip():
        return Name(family.strip(), given.strip())
    return Name(one_line(text))


def initials(given: str) -> list[str]:
    """Return the initials: ``["P", "J"]`` for "PJ", "P. J." and "Philip John", ``["P-J"]`` for "Philip-John"."""
    found: list[str] = []
    for part in re.split(r"[\s.]+(?![\s.\-])", given):
        if part.isupper() and _INITIALS.fullmatch(part):
            found.extend(part)
        else:
            hyphened = [piece[0].upper() for piece in re.split(r"[.\-\u2010\u2011]+", part) if piece]
            found.extend(["-".join(hyphened)] if hyphened else [])
    return found


def vancouver_name(name: Name) -> str:
    """Return "Wiffen PJ" or "Smith J Jr"; a body's name as it is."""
    letters = "".join(initials(name.given)).replace("-", "")
    return " ".join(part for part in (name.family, letters, name.suffix) if part)


def apa_name(name: Name) -> str:
    """Return "Wiffen, P. J."; a body's name as it is."""
    if not name.given:
        return name.family
    letters = " ".join(f"{letter.replace('-', '.-')}." for letter in initials(name.given))
    return ", ".join(part for part in (name.family, letters, name.suffix) if part)
