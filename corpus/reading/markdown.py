"""Markdown with YAML front matter -> one document whose text is the file's own.

Headings are found with markdown-it-py, so a ``#`` inside a code block is none. What stands inside paragraphs is left
unparsed: sections need none of it, and some of it takes quadratic time.
A document's references are what its text cites, and what its front matter lists, looked up in the bibliography.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from markdown_it import MarkdownIt

from corpus.bibliography import reference_from_csl
from corpus.citations import cited_keys
from corpus.errors import UnreadableFileError
from corpus.reading.decoding import decode
from corpus.reading.json_values import json_value
from corpus.records import Document, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it.token import Token

    from corpus.bibliography import Bibliography
    from corpus.reading.failed_record import FailedRecord
    from corpus.records import JsonValue, Reference
    from corpus.sources import SourceFile

# markdown-it splits lines at these and no others; offsets must follow it.
_LINE_END = re.compile(r"\r\n?|\n")
_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?:(.*?)(?:\r\n?|\n))??(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_MAX_FRONT_MATTER = 64 * 1024
# A section's name; a longer heading is a paragraph in disguise.
_MAX_HEADING_CHARACTERS = 1000


class _NoAliases(yaml.SafeLoader):
    """YAML without aliases: a few hundred bytes of nested aliases can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed in front matter")  # noqa: EM101, TRY003
        return super().compose_node(parent, index)


def read_markdown(file: SourceFile, bibliography: Bibliography) -> Iterator[Document | FailedRecord]:
    """Read one Markdown file as one document.

    Raises:
        UnreadableFileError: the file cannot be read or decoded, holds no text, or its front matter is not YAML.
    """
    text = decode(file.read_bytes())
    metadata, body_start = front_matter(text)
    if not text[body_start:].strip():
        msg = "it holds no text; write something in it or remove it"
        raise UnreadableFileError(msg)
    sections = tuple(_sections(text, body_start))
    yield Document(
        id=_name(metadata.get("id")) or file.source,
        title=_name(metadata.get("title")) or next((s.path[0] for s in sections if s.path), file.path.stem),
        text=text,
        sections=sections,
        source=file.source,
        metadata=metadata,
        references=_references(text[body_start:], metadata.get("references"), bibliography),
        format="markdown",
    )


def front_matter(text: str) -> tuple[dict[str, JsonValue], int]:
    """Parse the YAML block at the head of a text; give its mapping and the offset at which the body begins.

    Raises:
        UnreadableFileError: there is such a block, and it is not a YAML mapping.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, 0
    block = match.group(1) or ""
    if len(block) > _MAX_FRONT_MATTER:
        msg = "its front matter is longer than 64 KiB; shorten it"
        raise UnreadableFileError(msg)
    try:
        parsed = json_value(yaml.load(block, Loader=_NoAliases))  # noqa: S506 - a SafeLoader with less
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = " ".join(str(getattr(error, "problem", None) or error).split())[:200]
        msg = f"its front matter is not YAML ({problem}); mend it or remove the block between the --- lines"
        raise UnreadableFileError(msg) from error
    if parsed is None:
        return {}, match.end()
    if not isinstance(parsed, dict):
        # A file may open with a thematic break and a paragraph; that is text, not front matter.
        return {}, 0
    return parsed, match.end()


def _sections(text: str, body_start: int) -> Iterator[Section]:
    body = text[body_start:]
    line_starts = [0, *(match.end() for match in _LINE_END.finditer(body))]
    starts = [body_start + offset for offset in line_starts] + [len(text)]
    parser, links = MarkdownIt("commonmark"), dict[str, Any]()
    tokens = MarkdownIt("commonmark").disable("inline").parse(body, links)
    headings = [(token, inline) for token, inline in _pairs(tokens) if token.map is not None]
    first = starts[headings[0][0].map[0]] if headings and headings[0][0].map else len(text)
    if text[body_start:first].strip():
        yield Section((), body_start, body_start, first)
    path: list[tuple[int, str]] = []
    for position, (token, inline) in enumerate(headings):
        assert token.map is not None  # noqa: S101 - filtered above
        level = int(token.tag[1:])
        path = [(depth, name) for depth, name in path if depth < level]
        name = inline.content[:_MAX_HEADING_CHARACTERS]
        path.append((level, _plain(parser.parseInline(name, links)[0])))
        following = headings[position + 1][0].map if position + 1 < len(headings) else None
        end = starts[following[0]] if following else len(text)
        heading_end = starts[min(token.map[1], len(starts) - 1)]
        yield Section(tuple(name for _, name in path), starts[token.map[0]], min(heading_end, end), end)


def _pairs(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            yield token, tokens[position + 1]


def _plain(inline: Token) -> str:
    """Give a heading's text without its markup."""
    parts = (" " if child.type in {"softbreak", "hardbreak"} else child.content for child in inline.children or [])
    return " ".join("".join(parts).split()) or inline.content.strip()


def _references(body: str, listed: JsonValue, bibliography: Bibliography) -> tuple[Reference, ...]:
    own: dict[str, Reference] = {}
    keys = cited_keys(body)
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, str):
            keys.append(item)
        elif isinstance(item, dict) and item.get("id"):
            reference = reference_from_csl(item)
            own[reference.id] = reference
            keys.append(reference.id)
    found = bibliography.resolve(dict.fromkeys(keys))
    return tuple(own.get(reference.id, reference) for reference in found)


def _name(value: JsonValue | Mapping[str, JsonValue]) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
