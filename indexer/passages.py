"""Documents -> passages, with the text of each as the encoder will see it, and the audit that nothing is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from indexer.embedding_text import heading_context, plain_words
from indexer.errors import PassageTooLongError
from indexer.splitting import split_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.records import Document
    from indexer.encoding.seam import CountTokens, Encoder
    from indexer.index.records import Passage, Span
    from indexer.settings import BuildSettings
    from indexer.splitting import SplitSettings


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document, its passages, and what the encoder sees of each passage and of each distinct sentence."""

    document: Document
    passages: tuple[Passage, ...]
    passage_texts: tuple[str, ...]
    sentences: tuple[Span, ...]
    sentence_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSplitter:
    """Splits documents for one encoder, of which it knows how it counts and how many ``tokens`` a text may have."""

    count_tokens: CountTokens
    tokens: int
    settings: SplitSettings
    heading_context: bool

    @classmethod
    def for_encoder(cls, encoder: Encoder, settings: BuildSettings) -> Self:
        """Make the splitter of a build."""
        tokens = encoder.identity.max_tokens - encoder.special_tokens()
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
    texts = tuple(
        context(passage.section_path) + plain_words(document.text[passage.start : passage.end], document.format)
        for passage in passages
    )
    for passage, tokens in zip(passages, count_tokens(texts), strict=True):
        if tokens > available:
            msg = (
                f"passage {passage.id} of document {document.id!r} ({passage.start}-{passage.end}) has {tokens} tokens "
                f"with its headings, the encoder takes {available}: lower --passage-tokens"
            )
            raise PassageTooLongError(msg)
    sentences = tuple(sorted({sentence for passage in passages for sentence in passage.sentences}))
    return SplitDocument(
        document,
        tuple(passages),
        texts,
        sentences,
        tuple(plain_words(document.text[sentence.start : sentence.end], document.format) for sentence in sentences),
    )
