"""Choosing and loading an encoder: the converted one where it can be had, else the reference."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from indexer.encoding.adapter import DEFAULT_ADAPTER, AdapterFile, locate_adapter
from indexer.encoding.conversion import convert
from indexer.encoding.converted import ConvertedEncoder
from indexer.encoding.converted_files import ConvertedFiles
from indexer.encoding.errors import ConversionError
from indexer.encoding.gpu import torch_has_gpu
from indexer.encoding.model_files import ModelFiles, locate_model
from indexer.encoding.precision import Precision, choose
from indexer.encoding.sentence_transformer import Prompts, SentenceTransformerEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.encoding.identity import EncoderIdentity
    from indexer.encoding.seam import Encoder

# How a converted network keeps its weights, and what it gives; one that was converted otherwise is another network.
_FORM = ("float16", "text and tokens")

_log = logging.getLogger(__name__)


class Runtime(StrEnum):
    """What runs the encoder.

    ``AUTO`` is OpenVINO where it is installed and can convert the model; for a build where torch has a GPU, it is
    sentence-transformers on that.
    """

    AUTO = "auto"
    OPENVINO = "openvino"
    SENTENCE_TRANSFORMERS = "sentence-transformers"


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """The encoder a user chose. ``location`` is empty for the bundled model, else a folder or a hub's name.

    ``adapter`` is ``default`` (the shipped one for the bundled model, none for others), ``none``, or a file.
    ``precision`` is what a converted model runs in; sentence-transformers runs in float32.
    """

    location: str = ""
    query_prompt: str | None = None
    document_prompt: str | None = None
    runtime: Runtime = Runtime.AUTO
    adapter: str = DEFAULT_ADAPTER
    precision: Precision = Precision.AUTO


def for_building(choice: EncoderChoice) -> EncoderChoice:
    """Give the choice for encoding many texts: on a GPU where there is one and nothing else was asked for.

    A service encodes one short question at a time, for which the processor will do without importing torch.
    """
    if choice.runtime is Runtime.AUTO and choice.precision is not Precision.BFLOAT16 and torch_has_gpu():
        return replace(choice, runtime=Runtime.SENTENCE_TRANSFORMERS)
    return choice


def load_encoder(choice: EncoderChoice, conversions: Path) -> Encoder:
    """Load an encoder; a conversion is kept in the folder ``conversions`` and used again.

    Raises:
        EncoderError: the model is missing, is not what it should be, or cannot be run as asked.
    """
    files = locate_model(choice.location)
    adapter = locate_adapter(choice.adapter, files)
    prompts = Prompts(choice.query_prompt, choice.document_prompt)
    if choice.runtime is Runtime.SENTENCE_TRANSFORMERS:
        if choice.precision is Precision.BFLOAT16:
            _log.warning("sentence-transformers runs in float32: bfloat16 needs the runtime openvino")
        return SentenceTransformerEncoder(files, prompts, adapter)
    if choice.runtime is Runtime.AUTO and find_spec("openvino") is None:
        _log.warning("OpenVINO is not installed, so the slower runtime sentence-transformers is used")
        return SentenceTransformerEncoder(files, prompts, adapter)
    converted = ConvertedFiles(conversions / _key(files, adapter))
    own = converted.verified_identity()
    if own is None:
        try:
            own = convert(SentenceTransformerEncoder(files, Prompts(), adapter), converted.folder)
        except ConversionError as error:
            if choice.runtime is Runtime.OPENVINO:
                raise
            _log.warning("the slower runtime sentence-transformers is used: %s", error)
            return SentenceTransformerEncoder(files, prompts, adapter)
    identity = _with_prompts(own, prompts)
    return ConvertedEncoder(converted, identity, choose(choice.precision, converted, identity))


def _with_prompts(own: EncoderIdentity, prompts: Prompts) -> EncoderIdentity:
    return replace(
        own,
        query_prompt=own.query_prompt if prompts.query is None else prompts.query,
        document_prompt=own.document_prompt if prompts.document is None else prompts.document,
    )


def _key(files: ModelFiles, adapter: AdapterFile | None) -> str:
    """Name the folder of a conversion by what was converted; prompts are no part of the network."""
    parts = (files.weights_sha256, files.files_sha256, adapter.sha256 if adapter else "", *_FORM)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
