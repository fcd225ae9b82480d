"""The fast encoder: a model converted once for OpenVINO, pooling and normalisation inside.

Beside the vector of a text the network gives those of its tokens, where the first is the mean of the second.

It needs neither torch nor sentence-transformers, so a service that only searches starts in about a second.
A vector depends on its text only, never on what else is encoded, so the same corpus gives the same bytes however often
a build was interrupted: every text is run alone, or texts are padded, each by its own length, and those of equal length
are run together where that gives the same bits.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

from indexer.encoding.batching import batches, cut, inputs
from indexer.encoding.errors import EncoderError
from indexer.encoding.openvino_runtime import openvino
from indexer.encoding.pooling import encoded_apart, pooled
from indexer.encoding.seam import EncodedPassages
from indexer.encoding.token_counting import TokenCounter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.encoding.batching import Batch
    from indexer.encoding.converted_files import ConvertedFiles
    from indexer.encoding.identity import EncoderIdentity
    from indexer.encoding.seam import CountTokens, Ranges

_STREAMS = 2
# How OpenVINO names what an identity calls by its own names.
_HINTS = {"float32": "f32", "bfloat16": "bf16"}
# The first array that OpenVINO's binding takes makes it load NumPy's interface, once for the process and not safely:
# two threads that do so together wait for each other for ever, one for the interpreter and one for the binding.
_FIRST_USE = threading.Lock()


class Arithmetic(NamedTuple):
    """How a converted network computes.

    ``precision`` is ``float32``, or ``bfloat16`` where the processor has it; ``together`` tells whether texts of equal
    padded length are run at once.
    """

    precision: str = "float32"
    together: bool = False


EXACT = Arithmetic()
"""What every processor can do, and what others are compared with."""


class ConvertedEncoder:
    """A converted model run by OpenVINO on the processor. Safe to use from several threads."""

    def __init__(self, files: ConvertedFiles, identity: EncoderIdentity, arithmetic: Arithmetic = EXACT) -> None:
        """Load the tokenizer; the network is compiled when it is first needed, for questions or for documents.

        Raises:
            EncoderError: OpenVINO is not installed.
        """
        try:
            self._openvino = openvino()
        except ImportError as error:
            msg = "OpenVINO is not installed: run `pip install openvino`, or choose the runtime sentence-transformers"
            raise EncoderError(msg) from error
        self._files = files
        self._identity = replace(identity, precision=arithmetic.precision)
        self._together = arithmetic.together
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_padding()
        # Counting wants whole texts, and a second tokenizer that cuts would cost eight megabytes.
        self._tokenizer.no_truncation()
        self._counter = TokenCounter(self._tokenizer)
        self._compiled: dict[str, Any] = {}
        self._requests = threading.local()
        self._lock = threading.Lock()

    @property
    def identity(self) -> EncoderIdentity:
        """What two vectors must share to be compared."""
        return self._identity

    @property
    def runtime(self) -> str:
        """The software that does the arithmetic."""
        return "openvino"

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts that will be searched; float32 of shape (n, dimension), unit length."""
        return self._documents(texts, [()] * len(texts)).texts

    def encode_passages(self, texts: Sequence[str], parts: Sequence[Ranges]) -> EncodedPassages:
        """Encode texts that will be searched, and parts of each; all of unit length."""
        if len(self._network("THROUGHPUT").outputs) == 1:
            return encoded_apart(self.encode_documents, texts, parts)
        return self._documents(texts, parts)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode questions; float32 of shape (n, dimension), unit length."""
        vectors = np.zeros((len(texts), self._identity.dimension), np.float32)
        request = self._request("LATENCY")
        for position, text in enumerate(texts):
            tokens = cut(self._tokenizer.encode(self._identity.query_prompt + text), self._identity.max_tokens)
            vectors[position] = request.infer(inputs([tokens], len(tokens.ids)))[0][0]
        return vectors

    @property
    def count_tokens(self) -> CountTokens:
        """Counts the tokens of each text, without special tokens and without cutting."""
        return self._counter.count

    def special_tokens(self) -> int:
        """Count the special tokens that every encoded text gets, the document prompt's own tokens among them."""
        return int(self._tokenizer.num_special_tokens_to_add(is_pair=False)) + len(
            self._tokenizer.encode(self._identity.document_prompt, add_special_tokens=False).ids
        )

    def _documents(self, texts: Sequence[str], parts: Sequence[Ranges]) -> EncodedPassages:
        prompt = self._identity.document_prompt
        most = self._identity.max_tokens
        encoded = [cut(each, most) for each in self._tokenizer.encode_batch([prompt + text for text in texts])]
        vectors = np.zeros((len(texts), self._identity.dimension), np.float32)
        part_vectors = np.zeros((sum(map(len, parts)), self._identity.dimension), np.float32)
        first_part = np.cumsum([0, *map(len, parts)])

        def encode(batch: Batch) -> None:
            result = self._request("THROUGHPUT").infer(inputs([encoded[place] for place in batch.places], batch.length))
            vectors[batch.places] = result[0]
            for row, place in enumerate(batch.places):
                if parts[place]:
                    tokens = encoded[place]
                    rows = slice(first_part[place], first_part[place + 1])
                    own = result[1][row][: len(tokens.ids)]
                    part_vectors[rows] = pooled(own, tokens.offsets, parts[place], len(prompt))

        lengths = [len(tokens.ids) for tokens in encoded]
        with ThreadPoolExecutor(_STREAMS) as pool:
            for _ in pool.map(encode, batches(lengths, most, together=self._together)):
                pass
        return EncodedPassages(vectors, part_vectors)

    def _request(self, hint: str) -> Any:  # noqa: ANN401 - OpenVINO has no types
        """Give the calling thread's own request: a request serves one call at a time."""
        requests: dict[str, Any] = self._requests.__dict__
        if hint not in requests:
            requests[hint] = self._network(hint).create_infer_request()
        return requests[hint]

    def _network(self, hint: str) -> Any:  # noqa: ANN401 - OpenVINO has no types
        with self._lock:
            if hint not in self._compiled:
                settings = {"PERFORMANCE_HINT": hint, "INFERENCE_PRECISION_HINT": _HINTS[self._identity.precision]}
                if hint == "THROUGHPUT":
                    settings["NUM_STREAMS"] = str(_STREAMS)
                network = self._openvino.Core().compile_model(str(self._files.network), "CPU", settings)
                with _FIRST_USE:
                    tokens = cut(self._tokenizer.encode(""), self._identity.max_tokens)
                    network.create_infer_request().infer(inputs([tokens], len(tokens.ids)))
                self._compiled[hint] = network
            return self._compiled[hint]
