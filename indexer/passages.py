"""Documents -> passages, with the text of each as the encoder will see it, and the audit that nothing is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from indexer.embedding_text import heading_context, plain_words
from indexer.errors import PassageTooLongError, UnfitSettingsError
from indexer.index.records import Span
from indexer.splitting import SplitSettings, split_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.records import Document
    from indexer.encoding.seam import CountTokens, Encoder
    from indexer.index.records import Passage
    from indexer.settings import BuildSettings


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document, its passages, its distinct sentences in order, and what the encoder sees of each passage.

    ``sentence_ranges`` tells for each passage where its sentences stand in that text, less those that the passage
    before holds too: together they are those of ``sentences``, in the same order.
    """

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[Span, ...]
    passage_texts: tuple[str, ...]
    sentence_ranges: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class DocumentSplitter:
    """Splits documents for one encoder, of which it knows how it counts and how many ``tokens`` a text may have."""

    count_tokens: CountTokens
    tokens: int
    settings: SplitSettings
    heading_context: bool

    @classmethod
    def for_encoder(cls, encoder: Encoder, settings: BuildSettings) -> Self:
        """Make the splitter of a build. The default size is for every encoder: where one takes less, its limit wins.

        Raises:
            UnfitSettingsError: a larger passage is asked for than the encoder takes.
        """
        tokens = encoder.identity.max_tokens - encoder.special_tokens()
        asked = settings.splitter.passage_tokens
        if asked > max(tokens, SplitSettings().passage_tokens):
            msg = (
                f"passage_tokens is {asked}, and the encoder takes {tokens} tokens of a text; "
                f"set it to {tokens} or less"
            )
            raise UnfitSettingsError(msg)
        return cls(encoder.count_tokens, tokens, settings.splitter, settings.heading_context)

    def split(self, document: Document) -> SplitDocument:
        """Split a document.

        Raises:
            PassageTooLongError: a passage and its headings hold more tokens than the encoder takes.
        """
        return _split(document, self)


def _split(document: Document, splitter: DocumentSplitter) -> SplitDocument:
    count_tokens, available = splitter.count_tokens, splitter.tokens
    contexts: dict[tuple[str, ...], str] = {}

    def context(path: tuple[str, ...]) -> str:
        if path not in contexts:
            contexts[path] = heading_context(document, path, count_tokens) if splitter.heading_context else ""
        return contexts[path]

    def count(texts: Sequence[str]) -> list[int]:
        return count_tokens([plain_words(text, document.format) for text in texts])

    def limit(path: tuple[str, ...]) -> int:
        return available - count_tokens([context(path)])[0]

    try:
        passages = split_document(document, splitter.settings, count, limit)
    except ValueError as error:
        raise PassageTooLongError(str(error)) from error
    embedded = [_embedded(document, passage, context(passage.section_path)) for passage in passages]
    texts = tuple(text for text, _ in embedded)
    for passage, tokens in zip(passages, count_tokens(texts), strict=True):
        if tokens > available:
            msg = (
                f"passage {passage.id} of document {document.id!r} ({passage.start}-{passage.end}) has {tokens} tokens "
                f"with its headings, the encoder takes {available}: lower --passage-tokens"
            )
            raise PassageTooLongError(msg)
    sentences: dict[Span, None] = {}
    own: list[tuple[Span, ...]] = []
    for passage, (_, ranges) in zip(passages, embedded, strict=True):
        own.append(tuple(at for span, at in zip(passage.sentences, ranges, strict=True) if span not in sentences))
        sentences.update(dict.fromkeys(passage.sentences))
    return SplitDocument(document, tuple(passages), tuple(sentences), texts, tuple(own))


def _embedded(document: Document, passage: Passage, context: str) -> tuple[str, list[Span]]:
    """Give what the encoder sees of a passage, and where each of its sentences stands in it."""
    text = context
    ranges: list[Span] = []
    for start, end in passage.sentences:
        words = plain_words(document.text[start:end], document.format)
        if words and len(text) > len(context):
            text += " "
        ranges.append(Span(len(text), len(text) + len(words)))
        text += words
    return text, ranges
