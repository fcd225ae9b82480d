"""The one seam behind which every encoder stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from indexer.encoding.identity import EncoderIdentity


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

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode questions, with the query prompt before each."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, without special tokens and without cutting."""

    def special_tokens(self) -> int:
        """Count the special tokens that every encoded text gets."""
