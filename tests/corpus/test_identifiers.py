"""A DOI is one name, however it is written."""

from __future__ import annotations

import pytest

from corpus.identifiers import bare_doi


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/182",
        " 10.1000/182 ",
        "https://doi.org/10.1000/182",
        "http://dx.doi.org/10.1000/182",
        "doi.org/10.1000/182",
        "doi:10.1000/182",
        "DOI: 10.1000/182",
        "https://doi.org/doi:10.1000/182",
    ],
)
def test_every_form_gives_the_bare_name(written: str) -> None:
    """So that a citation never shows an address within an address."""
    assert bare_doi(written) == "10.1000/182"


@pytest.mark.parametrize("written", [None, "", "  ", "doi:", "https://doi.org/"])
def test_nothing_stays_nothing(written: str | None) -> None:
    """A form without a name is no DOI."""
    assert bare_doi(written) is None
