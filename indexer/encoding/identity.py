"""Which encoder made a vector: everything that two vectors must share to be compared."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """The encoder that made an index's vectors.

    ``name`` is for people: a folder's last part, or the name of a model hub's entry.
    ``weights_sha256`` is the digest of the weights, ``files_sha256`` that of the tokenizer and all settings.
    ``adapter_sha256`` is the digest of the adapter merged into the weights, empty where there is none.
    ``dimension`` counts the components of a vector, ``max_tokens`` the most tokens of one text, special ones included.
    ``precision`` is that of the arithmetic, ``float32`` or ``bfloat16``. Vectors of both may be compared, since they
    differ by rounding (``indexer.encoding.precision`` checks it), but are not mixed in a cache.
    """

    name: str
    weights_sha256: str
    files_sha256: str
    adapter_sha256: str
    dimension: int
    max_tokens: int
    query_prompt: str
    document_prompt: str
    precision: str

    @property
    def digest(self) -> str:
        """Give a SHA-256 over all that decides what a vector is; the name does not."""
        decisive = {key: value for key, value in asdict(self).items() if key != "name"}
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    @property
    def model_digest(self) -> str:
        """Give the digest that this encoder has in float32: it stands for all that decides a vector but rounding."""
        return replace(self, precision="float32").digest

    def differences(self, other: EncoderIdentity) -> str:
        """Say, for an error's sentence, how another identity differs; empty where their vectors may be compared."""
        mine, others = asdict(self), asdict(other)
        return ", ".join(
            f"{key} {_short(mine[key])} and not {_short(others[key])}"
            for key in mine
            if key not in {"name", "precision"} and mine[key] != others[key]
        )


def _short(value: object) -> str:
    text = str(value)
    return f"{text[:12]}…" if len(text) > 40 else repr(value)  # noqa: PLR2004 - a digest need not be read whole
