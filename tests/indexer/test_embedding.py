"""Facts about what is embedded: where sentences stand in it, and that nothing is embedded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes import FakeEncoder, MemoryFile

from corpus.bibliography import Bibliography
from corpus.reading import reader_for
from corpus.records import Document
from indexer.embedding import digests, embed
from indexer.embedding_text import plain_words
from indexer.encoding.pooling import cut_out
from indexer.passages import DocumentSplitter, SplitDocument
from indexer.settings import BuildSettings
from indexer.splitting import SplitSettings
from indexer.vector_cache import VectorCache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTE = """# Feet

It **burns** at night [@someone]. See [this page](https://example.org). It stings. It aches.

- Rest helps.
- Walking helps, too.

| Drug | Dose |
|---|---|
| Gabapentin | 300 mg |
"""


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[VectorCache]:
    """Open an empty cache."""
    with VectorCache(tmp_path / "cache.sqlite", "00") as opened:
        yield opened


def split(overlap: int) -> SplitDocument:
    """Split the note into passages of a few words."""
    file = MemoryFile("feet.md", NOTE)
    reader = reader_for(file)
    assert reader is not None
    (document,) = (item for item in reader(file, Bibliography.load(())) if isinstance(item, Document))
    settings = BuildSettings(sources=(), index=file.path, splitter=SplitSettings(12, overlap))
    return DocumentSplitter.for_encoder(FakeEncoder(), settings).split(document)


@pytest.mark.parametrize("overlap", [0, 1])
def test_sentences_stand_where_they_are_said_to_stand(overlap: int) -> None:
    """In the text that the encoder sees, without markup, each distinct one once and in order."""
    made = split(overlap)
    assert len(made.passages) > 2
    said = cut_out(made.passage_texts, made.sentence_ranges)
    assert said == [plain_words(made.document.text[start:end], "markdown") for start, end in made.sentences]
    assert made.sentences == tuple(sorted(set(made.sentences)))
    assert said[:2] == ["It burns at night.", "See this page."]
    for passage, text in zip(made.passages, made.passage_texts, strict=True):
        whole = plain_words(made.document.text[passage.start : passage.end], "markdown")
        assert text == f"Feet. {whole}"


def test_the_default_size_is_for_every_encoder(tmp_path: Path) -> None:
    """One that takes less is given less, unasked."""
    settings = BuildSettings(sources=(), index=tmp_path)
    assert DocumentSplitter.for_encoder(FakeEncoder(max_tokens=40), settings).tokens == 38


def test_parts_come_in_the_order_of_their_texts(cache: VectorCache) -> None:
    """Whatever the order they are encoded in, and for a text that comes twice as well."""
    encoder = FakeEncoder()
    texts, parts = ["one two", "three four five", "one two"], [[(0, 3), (4, 7)], [(6, 10)], [(0, 3), (4, 7)]]
    embedded = embed(texts, parts, encoder, cache)
    assert embedded.texts.tobytes() == encoder.encode_queries(texts).tobytes()
    assert embedded.parts.tobytes() == encoder.encode_queries(["one", "two", "four", "one", "two"]).tobytes()
    assert embedded.is_new.tolist() == [True, True, True]
    assert sorted(encoder.embedded) == ["one two", "three four five"]


def test_a_text_is_embedded_again_only_for_new_parts(cache: VectorCache) -> None:
    """What was embedded with the same parts comes from the cache; the vectors are the same either way."""
    encoder = FakeEncoder()
    first = embed(["one two"], [[(0, 3)]], encoder, cache)
    again = embed(["one two", "six"], [[(0, 3)], []], encoder, cache)
    assert again.is_new.tolist() == [False, True]
    assert again.texts[0].tobytes() == first.texts[0].tobytes()
    assert again.parts.tobytes() == first.parts.tobytes()
    assert embed(["one two"], [[(0, 3), (4, 7)]], encoder, cache).is_new.tolist() == [True]
    assert encoder.embedded == ["one two", "six", "one two"]


def test_nothing_gives_nothing(cache: VectorCache) -> None:
    """Of the right shape."""
    embedded = embed([], [], FakeEncoder(), cache)
    assert embedded.texts.shape == embedded.parts.shape == (0, FakeEncoder().identity.dimension)


def test_a_part_is_known_by_its_text_and_its_place() -> None:
    """The same words in another text, or elsewhere in it, have another vector."""
    keys = [*digests("one one", [(0, 3), (4, 7)]), *digests("one", [(0, 3)])]
    assert len(set(keys)) == len(keys)
