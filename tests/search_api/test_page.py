"""The page keeps to its own files and its own API, and shows every text at its exact place, as text.

The rules on scripts are read from the files. What the scripts make of a text is run in Node.js where it is installed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search_api

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(search_api.__path__[0]) / "page"
STATIC = PAGE / "static"
PAGES = ("index.html", "document.html")
ENTRIES = {"index.html": "search.js", "document.html": "document.js"}
SCRIPTS = sorted(path.name for path in STATIC.glob("*.js"))
SHEETS = sorted(path.name for path in STATIC.glob("*.css"))

# What the page asks of the service.
API_PATHS = {
    "/v1/documents/${}",
    "/v1/facets",
    "/v1/passages/${}/citation?style=${}",
    "/v1/search",
    "/v1/verify",
}
# Elements that the scripts make themselves, and look for by id later.
MADE_IDS = {"hit-${}"}
# Attributes with which an element fetches something or sends a form somewhere.
FETCHING = {"src", "srcset", "action", "formaction", "data", "poster"}

Tag = tuple[str, dict[str, str | None]]


class Reader(HTMLParser):
    """Collects the tags of a page, and the text inside scripts and styles."""

    def __init__(self, text: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.tags: list[Tag] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep what stands in a script or style."""
        if self.tags and self.cdata_elem in {"script", "style"} and data.strip():
            self.inline.append(data)


def tags(page: str) -> list[Tag]:
    """Return the tags of one page."""
    return Reader((PAGE / page).read_text(encoding="utf-8")).tags


def script(name: str) -> str:
    """Return a script without its comments."""
    text = (STATIC / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE)


def imported(entry: str) -> set[str]:
    """Return the names of a script and of all that it imports."""
    found: set[str] = set()
    waiting = {entry}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(re.findall(r'from "\./([\w-]+\.js)"', script(name))) - found
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_only_its_own_files(page: str) -> None:
    """Every script, style and picture is a file that ships under ``/static/``."""
    loaded = [attributes[name] for _, attributes in tags(page) for name in FETCHING & attributes.keys()]
    loaded += [attributes["href"] for tag, attributes in tags(page) if tag == "link"]
    for address in loaded:
        assert address is not None
        assert address == "/" or (address.startswith("/static/") and (PAGE / address[1:]).is_file()), address


@pytest.mark.parametrize("name", [*SCRIPTS, *SHEETS])
def test_scripts_and_styles_load_nothing_from_elsewhere(name: str) -> None:
    """Imports are relative, styles import and fetch nothing, and the service is asked by path."""
    text = script(name)
    assert not re.search(r"@import|url\(|importScripts|XMLHttpRequest|WebSocket|EventSource|sendBeacon", text)
    assert re.findall(r"\bfetch\((\w+)", text) == (["path"] if name == "api.js" else [])
    assert all((STATIC / target).is_file() for target in re.findall(r'\bfrom "\./([^"]+)"', text))
    assert not re.search(r'\bfrom "(?!\./)|\bimport\(', text)


def test_addresses_elsewhere_are_links_a_reader_follows() -> None:
    """DOI and PubMed are the only outside addresses in the scripts, and only as links."""
    addresses = [address for name in SCRIPTS for address in re.findall(r"https?://[\w.]+", script(name))]
    assert sorted(addresses) == ["https://doi.org", "https://pubmed.ncbi.nlm.nih.gov"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_inline_script_or_style(page: str) -> None:
    """The content security policy ``default-src 'self'`` lets neither run."""
    reader = Reader((PAGE / page).read_text(encoding="utf-8"))
    assert reader.inline == []
    for tag, attributes in reader.tags:
        assert tag != "style"
        assert tag != "base"
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert tag != "script" or attributes == {"type": "module", "src": attributes.get("src")}


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_turns_text_into_markup_or_code(name: str) -> None:
    """Text of a document can never become HTML or run."""
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc"
    assert not re.search(rf"{forbidden}|\beval\(|new Function|javascript:", script(name))


@pytest.mark.parametrize("page", PAGES)
def test_every_id_that_a_script_asks_for_exists(page: str) -> None:
    """An element that a page's scripts look up by id stands in that page, or is made by them."""
    ids = [attributes["id"] for _, attributes in tags(page) if "id" in attributes]
    assert len(ids) == len(set(ids))
    text = "\n".join(script(name) for name in sorted(imported(ENTRIES[page])))
    asked = set(re.findall(r'getElementById\(["`]([^"`]+)["`]\)', text))
    assert {re.sub(r"\$\{[^}]*\}", "${}", name) for name in asked} - MADE_IDS <= set(ids)


def test_every_script_belongs_to_a_page() -> None:
    """No script ships that no page uses."""
    assert imported("search.js") | imported("document.js") == set(SCRIPTS)


def test_the_api_that_the_page_needs() -> None:
    """The paths stand in one script and are those that the service promises."""
    paths = {name: set(re.findall(r'["`](/v1/[^"`]+)["`]', script(name))) for name in SCRIPTS}
    assert {name for name, found in paths.items() if found} == {"api.js"}
    assert {re.sub(r"\$\{(?:[^{}]|\{[^}]*\})*\}", "${}", path) for path in paths["api.js"]} == API_PATHS


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_used_without_eyes_or_mouse(page: str) -> None:
    """Language, title, skip link, one main part, one name for every field and picture."""
    found = tags(page)
    assert ("html", {"lang": "en"}) in found
    ids = {attributes.get("id") for _, attributes in found}
    skip = next(attributes for tag, attributes in found if tag == "a")
    assert str(skip["href"]).removeprefix("#") in ids
    assert [tag for tag, _ in found].count("main") == 1
    labelled = {attributes.get("for") for tag, attributes in found if tag == "label"}
    fields = [attributes for tag, attributes in found if tag == "input" and attributes.get("type") != "checkbox"]
    assert {attributes["id"] for attributes in fields} <= labelled
    assert all("alt" in attributes for tag, attributes in found if tag == "img")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_that_it_is_no_medical_advice(page: str) -> None:
    """The line on advice and urgent signs stands in the page itself, whatever the service answers."""
    text = (PAGE / page).read_text(encoding="utf-8")
    assert "It is not medical advice." in text
    assert "Get medical help at once" in text


HARNESS = """
import { renderMarkdown } from "./markdown.js";
import { unitOffsets } from "./offsets.js";
import { renderPlain } from "./plain.js";
import { linkResolver } from "./sources.js";
const { kind, text, highlights } = JSON.parse(process.argv[1]);
const units = unitOffsets(text);
const marks = highlights.map(([start, end]) => ({ start: units(start), end: units(end), kind: "answer" }));
const known = { a2017: 1, b2020: 2 };
const cite = (key) => (known[key] ? { number: known[key], href: `#r${known[key]}`, label: key, status: null } : null);
const link = ({ attributes }) => (attributes.href ? ` ${attributes.href}` : "");
const tag = (node) => `<${node.tag}${link(node)}>${node.children.map(shown).join("")}</>`;
const shown = (node) => (typeof node === "string" ? node : tag(node));
const render = kind === "plain" ? renderPlain : renderMarkdown;
console.log(render(text, { marks, cite, resolve: linkResolver("here") }).map(shown).join("\\n"));
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return a function that renders a text with the page's own modules, as ``<tag href>children</>``."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    folder = tmp_path_factory.mktemp("page") / "modules"
    shutil.copytree(STATIC, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")

    def render(text: str, kind: str = "markdown", highlights: tuple[tuple[int, int], ...] = ()) -> str:
        request = json.dumps({"kind": kind, "text": text, "highlights": highlights})
        command = [node, "--input-type=module", "--eval", HARNESS, request]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, encoding="utf-8")  # noqa: S603 - the page's own modules
        return done.stdout.removesuffix("\n")

    return render


def test_highlights_count_code_points(show: Callable[..., str]) -> None:
    """An emoji is one code point and two UTF-16 units; the mark still begins and ends where the API says."""
    text = "\U0001f600 Pain \U0001f9e0 hurts [@a2017]. More."
    start, end = text.index("Pain"), text.index(" More")
    assert show(text, highlights=((start, end),)) == (
        "<p>\U0001f600 <mark>Pain \U0001f9e0 hurts<sup><a #r1>1</></>.</> More.</>"
    )


def test_a_highlight_is_cut_where_emphasis_begins(show: Callable[..., str]) -> None:
    """A mark that ends inside a strong word covers only its part of the word."""
    assert show("one **two** three", highlights=((0, 8),)) == "<p><mark>one </><strong><mark>tw</>o</> three</>"


def test_citations_become_numbers_and_unknown_ones_stay(show: Callable[..., str]) -> None:
    """The numbers are those of the list of references; a key without a reference is shown as written."""
    assert show("x [@a2017; @b2020]. y [@gone].") == "<p>x<sup><a #r1>1</>,<a #r2>2</></>. y [@gone].</>"


def test_signs_of_science_are_not_emphasis(show: Callable[..., str]) -> None:
    """Stars and underscores inside a word belong to the word."""
    text = "HLA-B*15:02 and HLA-A*31:01, snake_case_name, 2 * 3 * 4"
    assert show(text) == f"<p>{text}</>"


def test_markup_in_a_text_is_shown_as_written(show: Callable[..., str]) -> None:
    """HTML is text, and a link that would run a script is only its words."""
    assert show("<b>x</b> [go](javascript:alert(1)) [up](//evil.org)") == "<p><b>x</b> <span>go</> <span>up</></>"


def test_links_between_documents_lead_to_their_pages(show: Callable[..., str]) -> None:
    """A relative Markdown link opens the document named by the file, at its heading."""
    assert show("[a](../medicines/capsaicin.md#side-effects) [b](#dose) [c](https://x.org)") == (
        "<p><a /documents/capsaicin#side-effects>a</> <a /documents/here#dose>b</> <a https://x.org>c</></>"
    )


def test_lists_and_tables_of_a_passage_keep_their_shape(show: Callable[..., str]) -> None:
    """A passage may begin within a list, and may hold rows of a table without its head."""
    assert show("- one\n  - in\n- two\n\n| a | b \\| c |\n| d | e |") == (
        "<ul><li>one<ul><li>in</></></><li>two</></>\n"
        "<div><table><tbody><tr><td>a</><td>b | c</></><tr><td>d</><td>e</></></></></>"
    )


def test_plain_text_keeps_lines_set_by_hand_and_joins_wrapped_ones(show: Callable[..., str]) -> None:
    """An address block keeps its lines; a paragraph wrapped at a width flows."""
    wrapped = (
        "Check your feet every day, above all when they are numb. Look between\nthe toes and feel inside the shoe."
    )
    assert (
        show(f"12 High Street\nTown\n\n{wrapped}", kind="plain") == f"<p>12 High Street<br></>Town</>\n<p>{wrapped}</>"
    )
