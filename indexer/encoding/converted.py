"""The fast encoder: a model converted once for OpenVINO, pooling and normalisation inside.

Beside the vector of a text the network gives those of its tokens, where the first is the mean of the second.

It needs neither torch nor sentence-transformers, so a service that only searches starts in about a second.
A vector depends on its text only, never on what else is encoded, so the same corpus gives the same bytes however often
a build was interrupted: every text is run alone, or texts are padded, each by its own length, and those of equal length
are run together where that gives the same bits.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

from indexer.encoding.errors import EncoderError
from indexer.encoding.identity import EncoderIdentity
from indexer.encoding.openvino_runtime import openvino
from indexer.encoding.pooling import encoded_apart, pooled
from indexer.encoding.seam import EncodedPassages
from indexer.encoding.token_counting import TokenCounter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from indexer.encoding.seam import CountTokens, Ranges

_STREAMS = 2
# Together, there are fewer lengths to plan for, and weights are read once for several texts.
_PADDED_TO = 8
_MOST_TOGETHER = 16
_TOKENS_TOGETHER = 1_024
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


class Agreement(NamedTuple):
    """What was measured of a precision on one processor.

    ``mean_cosine`` is that with float32; ``same_bits`` tells whether texts give the same bits together as alone.
    """

    mean_cosine: float
    same_bits: bool


@dataclass(frozen=True, slots=True)
class ConvertedFiles:
    """The files of a converted model."""

    folder: Path

    @property
    def network(self) -> Path:
        """The graph; its weights stand beside it."""
        return self.folder / "model.xml"

    @property
    def weights(self) -> Path:
        """The weights."""
        return self.folder / "model.bin"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer, as the package ``tokenizers`` writes it."""
        return self.folder / "tokenizer.json"

    @property
    def record(self) -> Path:
        """The identity of the encoder, the SHA-256 of the other files, and one of all that."""
        return self.folder / "encoder.json"

    @property
    def agreements(self) -> Path:
        """What was measured of other precisions on the processor that measured it."""
        return self.folder / "agreements.json"

    def write_record(self, identity: EncoderIdentity, mean_cosine: float) -> None:
        """Vouch for the other files."""
        record: dict[str, object] = {"identity": asdict(identity), "mean_cosine": mean_cosine, "files": self._digests()}
        record["sha256"] = _record_digest(record)
        self.record.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")

    def agreement(self, precision: str) -> Agreement | None:
        """Give what was measured of this precision, None where nothing was."""
        try:
            measured = json.loads(self.agreements.read_bytes())
            found = Agreement(float(measured[precision]), bool(measured["same_bits"]))
            return found if measured["sha256"] == self._record_sha256() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_agreement(self, precision: str, agreement: Agreement) -> None:
        """Keep what was measured; a folder that takes no file is measured again the next time."""
        measured = {
            precision: round(agreement.mean_cosine, 6),
            "same_bits": agreement.same_bits,
            "sha256": self._record_sha256(),
        }
        temporary = self.agreements.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            temporary.write_text(json.dumps(measured) + "\n", encoding="utf-8")
            temporary.replace(self.agreements)

    def verified_identity(self) -> EncoderIdentity | None:
        """Give the encoder's identity, or None where the files are missing or not those that were vouched for."""
        try:
            record = json.loads(self.record.read_bytes())
            if record.pop("sha256") != _record_digest(record) or record["files"] != self._digests():
                return None
            return EncoderIdentity(**record["identity"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _record_sha256(self) -> str:
        return hashlib.sha256(self.record.read_bytes()).hexdigest()

    def _digests(self) -> dict[str, str]:
        digests = {}
        for path in (self.network, self.weights, self.tokenizer):
            with path.open("rb") as file:
                digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
        return digests


class _Tokens(NamedTuple):
    """The tokens of a text that the network reads, and where each stands in the text."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class _Batch(NamedTuple):
    """Texts that are run together, by their places among those to encode, each padded to ``length`` tokens."""

    places: list[int]
    length: int


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
            tokens = self._cut(self._tokenizer.encode(self._identity.query_prompt + text))
            vectors[position] = request.infer(_inputs([tokens], len(tokens.ids)))[0][0]
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
        encoded = [self._cut(each) for each in self._tokenizer.encode_batch([prompt + text for text in texts])]
        vectors = np.zeros((len(texts), self._identity.dimension), np.float32)
        part_vectors = np.zeros((sum(map(len, parts)), self._identity.dimension), np.float32)
        first_part = np.cumsum([0, *map(len, parts)])

        def encode(batch: _Batch) -> None:
            texts_together = [encoded[place] for place in batch.places]
            result = self._request("THROUGHPUT").infer(_inputs(texts_together, batch.length))
            vectors[batch.places] = result[0]
            for row, (place, tokens) in enumerate(zip(batch.places, texts_together, strict=True)):
                if parts[place]:
                    rows = slice(first_part[place], first_part[place + 1])
                    own = result[1][row][: len(tokens.ids)]
                    part_vectors[rows] = pooled(own, tokens.offsets, parts[place], len(prompt))

        with ThreadPoolExecutor(_STREAMS) as pool:
            for _ in pool.map(encode, self._batches([len(tokens.ids) for tokens in encoded])):
                pass
        return EncodedPassages(vectors, part_vectors)

    def _batches(self, lengths: Sequence[int]) -> list[_Batch]:
        """Say which texts of so many tokens are run together, longest first.

        Neighbours of equal length let OpenVINO keep its plan for that shape.
        """
        longest_first = sorted(range(len(lengths)), key=lambda place: -lengths[place])
        if not self._together:
            return [_Batch([place], lengths[place]) for place in longest_first]
        batches: list[_Batch] = []
        for length, places in groupby(longest_first, key=lambda place: self._padded(lengths[place])):
            waiting = list(places)
            together = max(1, min(_MOST_TOGETHER, _TOKENS_TOGETHER // length))
            batches += [_Batch(waiting[first : first + together], length) for first in range(0, len(waiting), together)]
        return batches

    def _padded(self, length: int) -> int:
        return min(-(-length // _PADDED_TO) * _PADDED_TO, self._identity.max_tokens)

    def _cut(self, encoded: Any) -> _Tokens:  # noqa: ANN401 - tokenizers' stubs lack Encoding
        """Cut what is longer than the encoder takes as truncation would: the special tokens at the end stay."""
        most, ids, offsets = self._identity.max_tokens, encoded.ids, encoded.offsets
        if len(ids) <= most:
            return _Tokens(ids, offsets)
        text_ends = len(ids) - encoded.special_tokens_mask[::-1].index(0)
        kept = most - (len(ids) - text_ends)
        return _Tokens(ids[:kept] + ids[text_ends:], offsets[:kept] + offsets[text_ends:])

    def _request(self, hint: str) -> Any:  # noqa: ANN401 - OpenVINO has no types
        """Give the calling thread's own request: a request serves one text at a time."""
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
                    tokens = self._cut(self._tokenizer.encode(""))
                    network.create_infer_request().infer(_inputs([tokens], len(tokens.ids)))
                self._compiled[hint] = network
            return self._compiled[hint]


def _record_digest(record: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _inputs(texts: Sequence[_Tokens], length: int) -> dict[str, npt.NDArray[np.int64]]:
    """Give what the network takes of texts, each padded to ``length`` tokens; shape (texts, length)."""
    ids = np.zeros((len(texts), length), np.int64)
    mask = np.zeros((len(texts), length), np.int64)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens.ids)] = tokens.ids
        mask[row, : len(tokens.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask}
