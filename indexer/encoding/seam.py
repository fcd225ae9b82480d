"""The one seam behind which every encoder stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from indexer.encoding.identity import EncoderIdentity

    CountTokens: TypeAlias = Callable[[Sequence[str]], list[int]]
    Ranges: TypeAlias = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """Vectors of texts, float32 of shape (n, dimension), and of all their parts, text after text, (m, dimension)."""

    texts: npt.NDArray[np.float32]
    parts: npt.NDArray[np.float32]


class Encoder(Protocol):
    """Texts -> vectors of unit length, float32 of shape (n, dimension).

    ``runtime`` names the software that does the arithmetic; it is recorded, and decides nothing.
    """

    @property
    def identity(self) -> EncoderIdentity:
        """What two vectors must share to be compared."""

    @property
    def runtime(self) -> str:
        """The software that does the arithmetic."""

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts that will be searched, with the document prompt before each."""

    def encode_passages(self, texts: Sequence[str], parts: Sequence[Ranges]) -> EncodedPassages:
        """Encode texts that will be searched, and parts of each, half-open ranges of its characters.

        A part of a model that takes the mean of its tokens is the mean of its own tokens, which have read the whole
        text; of another model it is encoded by itself. A part without a token is all zeros.
        """

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode questions, with the query prompt before each."""

    @property
    def count_tokens(self) -> CountTokens:
        """Counts the tokens of each text, without special tokens and without cutting; other processes can have it."""

    def special_tokens(self) -> int:
        """Count the special tokens that every encoded text gets."""
