"""The files of a model that was converted for OpenVINO, and the records that vouch for them."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from indexer.encoding.identity import EncoderIdentity

if TYPE_CHECKING:
    from pathlib import Path


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


def _record_digest(record: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
