"""The reference encoder: any sentence-transformers model, run by that library.

The library takes seconds to import, so it is imported when a model is loaded and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.encoding.adapter import merge
from indexer.encoding.errors import EncoderError
from indexer.encoding.identity import EncoderIdentity
from indexer.encoding.pooling import encoded_apart, pooled
from indexer.encoding.quiet_loading import without_progress_bar
from indexer.encoding.seam import EncodedPassages

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indexer.encoding.adapter import AdapterFile
    from indexer.encoding.model_files import ModelFiles
    from indexer.encoding.seam import CountTokens, Ranges

_BATCH_SIZE = 32


@dataclass(frozen=True, slots=True)
class Prompts:
    """What stands before a text when it is encoded; None takes what the model's own settings say."""

    query: str | None = None
    document: str | None = None


class SentenceTransformerEncoder:
    """A model run by sentence-transformers, on a GPU where there is one."""

    def __init__(self, files: ModelFiles, prompts: Prompts, adapter: AdapterFile | None = None) -> None:
        """Load the model and merge the adapter. Code that comes with a model is never run, and nothing is unpickled.

        Raises:
            EncoderError: the folder is not a sentence-transformers model, or the adapter is not for it.
        """
        self.model = _load(files)
        if adapter is not None:
            merge(adapter, self.model.transformers_model, files)
        own: dict[str, str | None] = self.model.prompts or {}
        self._query_prompt = (own.get("query") or "") if prompts.query is None else prompts.query
        self._document_prompt = (own.get("document") or "") if prompts.document is None else prompts.document
        self._identity = EncoderIdentity(
            name=files.name,
            weights_sha256=files.weights_sha256,
            files_sha256=files.files_sha256,
            adapter_sha256=adapter.sha256 if adapter is not None else "",
            dimension=int(self.model.get_embedding_dimension()),
            max_tokens=int(self.model.max_seq_length),
            query_prompt=self._query_prompt,
            document_prompt=self._document_prompt,
            precision="float32",
        )

    @property
    def identity(self) -> EncoderIdentity:
        """What two vectors must share to be compared."""
        return self._identity

    @property
    def runtime(self) -> str:
        """The software that does the arithmetic."""
        return "sentence-transformers"

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts that will be searched; float32 of shape (n, dimension), unit length."""
        return self._encode(texts, self._document_prompt)

    @property
    def averages_tokens(self) -> bool:
        """Tells whether the vector of a text is the mean of its tokens', prompt and special tokens among them."""
        names = [type(module).__name__ for module in self.model]
        if names not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
            return False
        settings = self.model[1].get_config_dict()
        mean = settings["pooling_mode"] == "mean" and settings["include_prompt"]
        return bool(mean and self.model.tokenizer.is_fast)

    def encode_passages(self, texts: Sequence[str], parts: Sequence[Ranges]) -> EncodedPassages:
        """Encode texts that will be searched, and parts of each; all of unit length."""
        if not self.averages_tokens:
            return encoded_apart(self.encode_documents, texts, parts)
        if not texts:
            nothing = np.empty((0, self._identity.dimension), np.float32)
            return EncodedPassages(nothing, nothing)
        prompted = [self._document_prompt + text for text in texts]
        told = self.model.encode(prompted, batch_size=_BATCH_SIZE, output_value=None, show_progress_bar=False)
        vectors = np.stack([each["sentence_embedding"].float().cpu().numpy() for each in told])
        tokenized = self.model.tokenizer(
            prompted, truncation=True, max_length=self._identity.max_tokens, return_offsets_mapping=True
        )
        part_vectors = [
            pooled(_tokens(each), offsets, own, len(self._document_prompt))
            for each, offsets, own in zip(told, tokenized["offset_mapping"], parts, strict=True)
        ]
        return EncodedPassages(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.concatenate(part_vectors))

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode questions; float32 of shape (n, dimension), unit length."""
        return self._encode(texts, self._query_prompt)

    @property
    def count_tokens(self) -> CountTokens:
        """Counts the tokens of each text, without special tokens and without cutting."""
        return partial(_count_tokens, self.model.tokenizer)

    def special_tokens(self) -> int:
        """Count the special tokens that every encoded text gets, the document prompt's own tokens among them."""
        tokens = int(self.model.tokenizer.num_special_tokens_to_add(pair=False))
        return tokens + self.count_tokens([self._document_prompt])[0]

    def _encode(self, texts: Sequence[str], prompt: str) -> npt.NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._identity.dimension), np.float32)
        vectors = self.model.encode(
            [prompt + text for text in texts],
            batch_size=_BATCH_SIZE,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _tokens(told: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401 - see the module's docstring
    """Give the vectors of the tokens of one text, without those that fill its batch."""
    vectors: npt.NDArray[np.float32] = told["token_embeddings"][told["attention_mask"].bool()].float().cpu().numpy()
    return vectors


def _count_tokens(tokenizer: Any, texts: Sequence[str]) -> list[int]:  # noqa: ANN401 - see the module's docstring
    if not texts:
        return []
    encoded = tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
    return [len(ids) for ids in encoded["input_ids"]]


def _load(files: ModelFiles) -> Any:  # noqa: ANN401 - see the module's docstring
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - see the module's docstring

    try:
        with without_progress_bar():
            model = SentenceTransformer(
                str(files.folder),
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            ).eval()
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"the model in {files.folder} cannot be loaded ({error}): name a sentence-transformers folder"
        raise EncoderError(msg) from error
    if model.transformers_model is not None:
        # Converting looks at every property, and transformers warns where it has to guess a loss: none is needed.
        model.transformers_model.loss_function = None
    return model
