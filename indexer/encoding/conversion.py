"""Converting a sentence-transformers model for OpenVINO, and checking that it still is the same encoder."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from indexer.encoding.converted import ConvertedEncoder
from indexer.encoding.converted_files import ConvertedFiles
from indexer.encoding.errors import ConversionError
from indexer.encoding.openvino_runtime import convert_model, openvino
from indexer.encoding.precision import mean_cosine

if TYPE_CHECKING:
    from indexer.encoding.identity import EncoderIdentity
    from indexer.encoding.sentence_transformer import SentenceTransformerEncoder

# In float32 the two agree to 1 - 1e-6, which is what rounding weights to float16 costs; anything below this bound is
# another computation.
MIN_MEAN_COSINE = 0.9999

_TEMPORARY_PREFIX = ".converting-"


def convert(reference: SentenceTransformerEncoder, folder: Path) -> EncoderIdentity:
    """Convert a loaded model into ``folder``, which appears whole or not at all; give its identity.

    Raises:
        ConversionError: the model cannot be converted or written, or the result disagrees with the original.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # A build and a service may need the same conversion at once.
        with FileLock(folder.parent / "LOCK"):
            return ConvertedFiles(folder).verified_identity() or _convert(reference, folder)
    except OSError as error:
        msg = (
            f"the converted model cannot be written to {folder} ({error.strerror or error}): "
            "free space or mend permissions, or choose the runtime sentence-transformers"
        )
        raise ConversionError(msg) from error


def _convert(reference: SentenceTransformerEncoder, folder: Path) -> EncoderIdentity:
    for leftover in folder.parent.glob(f"{_TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
    temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=folder.parent))
    try:
        files = ConvertedFiles(temporary)
        _write_network(reference, files)
        reference.model.tokenizer.backend_tokenizer.save(str(files.tokenizer))
        cosine = mean_cosine(reference, ConvertedEncoder(files, reference.identity))
        if cosine < MIN_MEAN_COSINE:
            msg = (
                f"the converted model disagrees with the original (mean cosine {cosine:.5f}): "
                "choose the runtime sentence-transformers"
            )
            raise ConversionError(msg)
        files.write_record(reference.identity, round(cosine, 6))
        if folder.exists():
            shutil.rmtree(folder)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return reference.identity


def _write_network(reference: SentenceTransformerEncoder, files: ConvertedFiles) -> None:
    import torch  # noqa: PLC0415 - the reference has imported it already

    class Whole(torch.nn.Module):
        """The whole model, from token ids to the vector of the text, of unit length, and those of its tokens."""

        def __init__(self, model: Any) -> None:  # noqa: ANN401 - sentence-transformers is loaded lazily
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            vector = torch.nn.functional.normalize(features["sentence_embedding"], dim=1)
            return (vector, features["token_embeddings"]) if with_tokens else (vector,)

    with_tokens = reference.averages_tokens
    runtime = openvino()
    example = {
        "input_ids": torch.ones(2, 16, dtype=torch.int64),
        "attention_mask": torch.ones(2, 16, dtype=torch.int64),
    }
    shape = runtime.PartialShape([-1, -1])
    # Tracing warns of every Python branch in the model, and importing the converter reconfigures logging.
    level = logging.getLogger().level
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converted = convert_model(
                Whole(reference.model.cpu()),
                example_input=example,
                input=[("input_ids", shape, runtime.Type.i64), ("attention_mask", shape, runtime.Type.i64)],
            )
        # Half the disk to hash, and half the pages mapped, for a rounding far below that of bfloat16.
        runtime.save_model(converted, os.fspath(files.network), compress_to_fp16=True)
    except Exception as error:
        msg = f"the model cannot be converted for OpenVINO ({error}): choose the runtime sentence-transformers"
        raise ConversionError(msg) from error
    finally:
        logging.getLogger().setLevel(level)
