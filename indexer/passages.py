"""Documents -> passages, with the text of each as the encoder will see it, and the audit that nothing is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.embedding_text import heading_context, plain_words
from indexer.errors import PassageTooLongError
from indexer.splitting import split_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.records import Document
    from indexer.encoding.seam import Encoder
    from indexer.index.records import Passage, Span
    from indexer.settings import BuildSettings


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document, its passages, and what the encoder sees of each passage and of each distinct sentence."""

    document: Document
    passages: tuple[Passage, ...]
    passage_texts: tuple[str, ...]
    sentences: tuple[Span, ...]
    sentence_texts: tuple[str, ...]


class DocumentSplitter:
    """Splits documents for one encoder."""

    def __init__(self, encoder: Encoder, settings: BuildSettings) -> None:
        """Take the encoder whose tokens are counted, and the settings."""
        self._encoder = encoder
        self._settings = settings
        self._available = encoder.identity.max_tokens - encoder.special_tokens()

    def split(self, document: Document) -> SplitDocument:
        """Split a document.

        Raises:
            PassageTooLongError: a passage and its headings hold more tokens than the encoder takes.
        """
        return _split(document, self._encoder, self._settings, self._available)


def _split(document: Document, encoder: Encoder, settings: BuildSettings, available: int) -> SplitDocument:
    contexts: dict[tuple[str, ...], str] = {}

    def context(path: tuple[str, ...]) -> str:
        if path not in contexts:
            contexts[path] = heading_context(document, path, encoder.count_tokens) if settings.heading_context else ""
        return contexts[path]

    def count(texts: Sequence[str]) -> list[int]:
        return encoder.count_tokens([plain_words(text, document.format) for text in texts])

    def limit(path: tuple[str, ...]) -> int:
        return available - encoder.count_tokens([context(path)])[0]

    try:
        passages = split_document(document, settings.splitter, count, limit)
    except ValueError as error:
        raise PassageTooLongError(str(error)) from error
    texts = tuple(
        context(passage.section_path) + plain_words(document.text[passage.start : passage.end], document.format)
        for passage in passages
    )
    for passage, tokens in zip(passages, encoder.count_tokens(texts), strict=True):
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
