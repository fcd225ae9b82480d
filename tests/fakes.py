"""What tests use in the place of slow things: an encoder that hashes words, a source file in memory.

Texts that share words have near vectors, the same on every machine, so a ranking can be foretold.
Run as a program, this file is the indexer's command line with that encoder.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from unittest.mock import patch

import numpy as np

from corpus.sources import SourceFile
from indexer.encoding.identity import EncoderIdentity
from indexer.encoding.pooling import cut_out
from indexer.encoding.seam import EncodedPassages

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.build import BuildOutcome
    from indexer.encoding.seam import Ranges
    from indexer.events import Event

DIMENSION = 32
MAX_TOKENS = 256
SPECIAL_TOKENS = 2

_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEncoder:
    """Counts hashed words. ``embedded`` holds every text that was encoded as a document, in order."""

    def __init__(self, weights: str = "fake", max_tokens: int = MAX_TOKENS) -> None:
        """Make an encoder; other ``weights`` make another one, whose vectors may not be mixed with these."""
        self.embedded: list[str] = []
        self._seed = zlib.crc32(weights.encode())
        self._identity = EncoderIdentity(
            name="fake",
            weights_sha256=hashlib.sha256(weights.encode()).hexdigest(),
            files_sha256=hashlib.sha256(b"").hexdigest(),
            adapter_sha256="",
            dimension=DIMENSION,
            max_tokens=max_tokens,
            query_prompt="",
            document_prompt="",
            precision="float32",
        )

    @property
    def identity(self) -> EncoderIdentity:
        """What two vectors must share to be compared."""
        return self._identity

    @property
    def runtime(self) -> str:
        """The software that does the arithmetic."""
        return "fake"

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts and remember them; float32 of shape (n, ``DIMENSION``), unit length."""
        self.embedded.extend(texts)
        return self.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str], parts: Sequence[Ranges]) -> EncodedPassages:
        """Encode texts, remembered, and each of their parts by itself."""
        return EncodedPassages(self.encode_documents(texts), self.encode_queries(cut_out(texts, parts)))

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts; float32 of shape (n, ``DIMENSION``), unit length."""
        counts = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            for token in _TOKEN.findall(text.lower()) or [""]:
                digest = zlib.crc32(token.encode("utf-8", "surrogatepass"), self._seed)
                counts[row, digest % DIMENSION] += 1 if digest & 0x10000 else -1
            if not counts[row].any():
                counts[row, 0] = 1
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the words and marks of each text."""
        return [len(_TOKEN.findall(text)) for text in texts]

    def special_tokens(self) -> int:
        """Count the special tokens of a text."""
        return SPECIAL_TOKENS


class MemoryFile(SourceFile):
    """A source file whose bytes are in memory."""

    __slots__ = ("_content",)
    _content: bytes

    def __init__(self, name: str, content: bytes | str) -> None:
        """Name the file; its source folder is ``notes``."""
        super().__init__(Path(name), f"notes/{name}")
        object.__setattr__(self, "_content", content.encode() if isinstance(content, str) else content)

    def open(self) -> BinaryIO:
        """Open the bytes."""
        return io.BytesIO(self._content)


@dataclass(frozen=True, slots=True)
class Built:
    """An index that a test had built: its folder, what the build gave, and every event it reported."""

    root: Path
    outcome: BuildOutcome
    events: tuple[Event, ...] = field(repr=False)


def main() -> None:
    """Run the indexer's command line with the fake encoder."""
    from indexer.__main__ import main as indexer_main  # noqa: PLC0415 - only where this file is a program

    with patch("indexer.build.load_encoder", lambda *_: FakeEncoder()):
        indexer_main()


if __name__ == "__main__":
    main()
