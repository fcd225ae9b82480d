"""Citations say what the item states, nothing else, and what is written can be read back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.citing import CitationItem, CitationStyle, cite, format_reference

PLAIN = CitationItem(
    document_id="gabapentin",
    passage_id="5f1c",
    title="Gabapentin for neuropathic pain",
    source="documents/medicines/gabapentin.md",
    start=1042,
    end=1466,
    generation="g-7",
    authors=("Pain Evidence Search editors",),
    year=2026,
    section_path=("Gabapentin for neuropathic pain", "Side effects", "Drowsiness"),
)
PAPER = replace(
    PLAIN,
    document_id="doe2019",
    title="Burning feet: 50% {of} A_B & C?",
    source="papers/doe 2019.pdf",
    authors=("Doe, Jane Q.", "M\u00fcller, Karl-Heinz", "NICE"),
    year=2019,
    url="https://example.org/feet?a={b}&c=d_e",
    doi="10.1000/feet_(1)",
    pmid="123456",
    pages=(12, 13),
    section_path=("Results",),
    accessed=date(2026, 11, 4),
)
BARE = CitationItem(
    document_id="note", passage_id="0", title="A note", source="note.txt", start=0, end=9, generation="g"
)

TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\&": "&",
    r"\%": "%",
    r"\$": "$",
    r"\#": "#",
    r"\_": "_",
}
# The fields of an item and of a name that csl-data.json of the CSL schema knows, as far as they are written here.
CSL_FIELDS = {
    "id": str,
    "type": str,
    "title": str,
    "author": list,
    "issued": dict,
    "accessed": dict,
    "section": str,
    "locator": str,
    "DOI": str,
    "PMID": str,
    "URL": str,
    "custom": dict,
}


def read_ris(text: str) -> dict[str, list[str]]:
    """Read one RIS record back: tag -> values."""
    assert text.endswith("\r\n")
    fields: dict[str, list[str]] = {}
    for line in text.removesuffix("\r\n").split("\r\n"):
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found is not None, line
        fields.setdefault(found[1], []).append(found[2])
    return fields


def read_bibtex(text: str) -> tuple[str, dict[str, str]]:
    """Read one BibTeX record back by counting braces as BibTeX does: its key, and field -> raw value."""
    opening = re.match(r"@misc\{([^,\s]+),", text)
    assert opening is not None
    fields: dict[str, str] = {}
    position = opening.end()
    while found := re.compile(r"\s*(\w+) = \{").match(text, position):
        depth, at = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        fields[found[1]] = text[found.end() : at - 1]
        assert text[at] == ","
        position = at + 1
    assert text[position:] == "\n}\n"
    return opening[1], fields


def untex(raw: str) -> str:
    """Undo the escapes of a BibTeX value."""
    return re.sub("|".join(map(re.escape, TEX)), lambda found: TEX[found.group()], raw)


def read_csl(item: CitationItem) -> dict[str, object]:
    """Read the one item of the CSL-JSON back."""
    listed = json.loads(cite(item, CitationStyle.CSL_JSON))
    assert len(listed) == 1
    found: dict[str, object] = listed[0]
    return found


def test_apa_names_author_year_title_section_and_source() -> None:
    """A document of the library is cited by its section and its path; the title's own heading is not repeated."""
    assert cite(PLAIN, CitationStyle.APA) == (
        "Pain Evidence Search editors. (2026). Gabapentin for neuropathic pain "
        "(\u201cSide effects: Drowsiness\u201d section). documents/medicines/gabapentin.md"
    )


def test_apa_names_people_pages_and_doi() -> None:
    """People are cited by initials, pages by their range, and a DOI goes before an address."""
    assert cite(PAPER, CitationStyle.APA) == (
        "Doe, J. Q., M\u00fcller, K.-H., & NICE. (2019). Burning feet: 50% {of} A_B & C? "
        "(\u201cResults\u201d section, pp. 12\u201313). https://doi.org/10.1000/feet_(1)"
    )


def test_apa_tells_the_day_of_an_address_without_doi() -> None:
    """An address without a DOI is cited with the day on which it was read."""
    cited = cite(replace(PAPER, doi=None, year=None), CitationStyle.APA)
    assert "(n.d.)" in cited
    assert cited.endswith(". Retrieved November 4, 2026, from https://example.org/feet?a={b}&c=d_e")


def test_apa_shortens_a_very_long_list_of_authors() -> None:
    """Of 21 authors the first 19 and the last are named."""
    names = tuple(f"Name{number}, A." for number in range(21))
    cited = cite(replace(BARE, authors=names), CitationStyle.APA)
    assert "Name18, A., . . . Name20, A. (n.d.)" in cited
    assert "Name19" not in cited


def test_vancouver_names_section_pages_address_and_identifiers() -> None:
    """Nothing follows an address or a DOI that a reader could copy with it."""
    assert cite(PAPER, CitationStyle.VANCOUVER) == (
        "Doe JQ, M\u00fcller KH, NICE. Burning feet: 50% {of} A_B & C? [Internet]. 2019 [cited 2026 Nov 4]. "
        "Results; p. 12-13. Available from: https://example.org/feet?a={b}&c=d_e doi: 10.1000/feet_(1) PMID: 123456"
    )


def test_vancouver_names_six_authors_at_most() -> None:
    """The seventh author and those after become "et al"."""
    names = tuple(f"Name{number}, A." for number in range(7))
    assert cite(replace(BARE, authors=names), CitationStyle.VANCOUVER).startswith("Name0 A, Name1 A, ")
    assert "Name5 A, et al. A note." in cite(replace(BARE, authors=names), CitationStyle.VANCOUVER)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (CitationStyle.APA, "A note. (n.d.). note.txt"),
        (CitationStyle.VANCOUVER, "A note. Source: note.txt"),
        (
            CitationStyle.RIS,
            "TY  - GEN\r\nID  - note-0\r\nTI  - A note\r\nN1  - characters 0 to 9 of note.txt, index g\r\nER  - \r\n",
        ),
        (
            CitationStyle.BIBTEX,
            (
                "@misc{note-0,\n  title = {{A note}},\n  howpublished = {note.txt},\n"
                "  note = {characters 0 to 9 of note.txt, index g},\n}\n"
            ),
        ),
    ],
)
def test_what_is_missing_is_left_out(style: CitationStyle, text: str) -> None:
    """A document that states only its title is cited by its title and source."""
    assert cite(BARE, style) == text


def test_ris_reads_back_with_pages() -> None:
    """Every stated field stands on its own line, type first and end last."""
    text = cite(PAPER, CitationStyle.RIS)
    assert read_ris(text) == {
        "TY": ["ELEC"],
        "ID": ["doe2019-1042"],
        "AU": ["Doe, Jane Q.", "M\u00fcller, Karl-Heinz", "NICE"],
        "TI": [PAPER.title],
        "PY": ["2019"],
        "SP": ["12"],
        "EP": ["13"],
        "SE": ["Results"],
        "DO": [PAPER.doi],
        "AN": ["123456"],
        "DB": ["PubMed"],
        "UR": [PAPER.url],
        "Y2": ["2026/11/04"],
        "N1": ["characters 1042 to 1466 of papers/doe 2019.pdf, index g-7"],
        "ER": [""],
    }
    assert text.startswith("TY  - ")
    assert text.endswith("\r\nER  - \r\n")


def test_ris_locates_by_section_where_there_are_no_pages() -> None:
    """Without pages the place within the document is the section."""
    assert read_ris(cite(PLAIN, CitationStyle.RIS))["SP"] == ["Side effects: Drowsiness"]


def test_bibtex_reads_back() -> None:
    """Names, title and identifiers survive; braces in an address cannot end the record."""
    key, fields = read_bibtex(cite(PAPER, CitationStyle.BIBTEX))
    assert key == "doe2019-1042"
    assert fields["author"] == "Doe, Jane Q. and M\u00fcller, Karl-Heinz and {NICE}"
    assert untex(fields["title"]) == f"{{{PAPER.title}}}"
    assert fields["pages"] == "12--13"
    assert fields["doi"] == PAPER.doi
    assert fields["url"] == "https://example.org/feet?a=%7Bb%7D&c=d_e"
    assert (fields["eprinttype"], fields["eprint"]) == ("pubmed", "123456")
    assert fields["urldate"] == "2026-11-04"


@given(st.text(), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(), max_size=3))
def test_any_text_survives_ris_and_bibtex(title: str, authors: list[str], path: list[str]) -> None:
    """Line ends, braces, backslashes or control characters in a title cannot break or forge a field."""
    item = replace(BARE, title=title, authors=tuple(authors), section_path=tuple(path))
    fields = read_ris(cite(item, CitationStyle.RIS))
    assert set(fields) <= {"TY", "ID", "AU", "TI", "SP", "N1", "ER"}
    key, entry = read_bibtex(cite(item, CitationStyle.BIBTEX))
    assert key == fields["ID"][0]
    assert set(entry) <= {"author", "title", "howpublished", "note"}
    assert untex(entry["title"]) == f"{{{fields.get('TI', [''])[0]}}}"
    json.loads(cite(item, CitationStyle.CSL_JSON))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_a_title_reads_back_as_it_was(title: str) -> None:
    """Apart from its white space, a title comes back from RIS unchanged."""
    assert read_ris(cite(replace(BARE, title=title), CitationStyle.RIS))["TI"] == [" ".join(title.split())]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=5, unique=True))
def test_keys_are_ascii_and_each_passage_has_its_own(ids: list[str]) -> None:
    """Documents whose names ASCII cannot hold keep different keys, and so do two passages of one document."""
    keys = [replace(BARE, document_id=name).key for name in ids]
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys)
    assert all(one != other for one, other in pairwise(sorted(keys)))
    assert PLAIN.key != replace(PLAIN, start=2000).key


@pytest.mark.parametrize("item", [PLAIN, PAPER, BARE])
def test_csl_json_holds_only_fields_of_the_schema(item: CitationItem) -> None:
    """The schema of CSL forbids fields it does not know, and asks for an id and a type."""
    found = read_csl(item)
    assert {"id", "type"} <= set(found)
    assert all(isinstance(value, CSL_FIELDS[name]) for name, value in found.items())
    assert found["type"] in {"document", "webpage"}


def test_csl_json_says_where_the_passage_stands() -> None:
    """Pages are the locator; code points, source and index stand in ``custom``."""
    found = read_csl(PAPER)
    assert found["locator"] == "12-13"
    assert found["author"] == [
        {"family": "Doe", "given": "Jane Q."},
        {"family": "M\u00fcller", "given": "Karl-Heinz"},
        {"literal": "NICE"},
    ]
    assert found["issued"] == {"date-parts": [[2019]]}
    assert found["accessed"] == {"date-parts": [[2026, 11, 4]]}
    assert found["custom"] == {
        "document_id": "doe2019",
        "passage_id": "5f1c",
        "source": "papers/doe 2019.pdf",
        "start": 1042,
        "end": 1466,
        "generation": "g-7",
    }


def test_one_page_is_no_range() -> None:
    """A passage on one page is cited with that page alone."""
    item = replace(PAPER, pages=(4, 4))
    assert "p. 4)" in cite(item, CitationStyle.APA)
    assert "p. 4." in cite(item, CitationStyle.VANCOUVER)
    assert "pages = {4}," in cite(item, CitationStyle.BIBTEX)
    assert read_csl(item)["locator"] == "4"


def test_every_style_has_a_media_type() -> None:
    """A style can be served: its text has a media type."""
    assert {style.media_type.partition(";")[0] for style in CitationStyle} == {
        "text/plain",
        "application/x-bibtex",
        "application/x-research-info-systems",
        "application/vnd.citationstyles.csl+json",
    }


def test_a_reference_reads_as_one_line() -> None:
    """Authors with initials, title, journal, then year, volume, issue and pages."""
    assert (
        format_reference(
            {
                "id": "wiffen2017gabapentin",
                "title": "Gabapentin for chronic neuropathic pain in adults",
                "author": [
                    {"family": "Wiffen", "given": "Philip J."},
                    {"family": "Rice", "given": "ASC", "suffix": "Jr"},
                ],
                "container-title": "Cochrane Database of Systematic Reviews",
                "issued": {"date-parts": [["2017", 6]]},
                "volume": 6,
                "issue": "2",
                "page": "CD007938",
            }
        )
        == "Wiffen PJ, Rice ASC Jr. Gabapentin for chronic neuropathic pain in adults. "
        "Cochrane Database of Systematic Reviews. 2017;6(2):CD007938."
    )


@pytest.mark.parametrize(
    ("csl", "line"),
    [
        ({"id": "a", "title": "Does it work?", "author": [{"literal": "NICE"}]}, "NICE. Does it work?"),
        ({"id": "a", "title": "T", "issued": {"date-parts": [[2020]]}, "page": "1-9"}, "T. 2020:1-9."),
        ({"id": "a", "title": "T", "publisher": "WHO", "issued": {"raw": "2020"}}, "T. WHO."),
        ({"id": "a", "author": [{"family": "Gogh", "non-dropping-particle": "van", "given": "V"}]}, "van Gogh V."),
        ({"id": "a", "title": None, "author": "nobody", "issued": 3, "volume": True}, "a"),
        ({}, ""),
    ],
)
def test_a_reference_invents_nothing(csl: dict[str, object], line: str) -> None:
    """Missing and malformed fields are left out; an item without any is named by its id."""
    assert format_reference(csl) == line  # type: ignore[arg-type]  # malformed on purpose
