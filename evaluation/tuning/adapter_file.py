"""An adapter's file as training reads and writes it: its matrices by layer, and all that its metadata tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from indexer.encoding.adapter import DOWN, UP
from indexer.encoding.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TrainedAdapter:
    """An adapter: ``downs`` of shape (rank, inputs) and ``ups`` of shape (outputs, rank) by layer, and its metadata.

    ``scale`` is what their product is multiplied by where it is added to a weight.
    """

    path: Path
    sha256: str
    base_sha256: str
    scale: float
    rank: int
    downs: Mapping[str, torch.Tensor]
    ups: Mapping[str, torch.Tensor]
    metadata: Mapping[str, str]

    @property
    def origin(self) -> str:
        """Where it comes from, as JSON: its digest and its metadata, those of what it came from among them."""
        return json.dumps({"sha256": self.sha256, **self.metadata}, sort_keys=True)


def read_adapter(path: Path) -> TrainedAdapter:
    """Read an adapter in float32.

    Raises:
        AdapterError: it cannot be read, or is none.
    """
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with safe_open(path, "pt") as opened:
            metadata = opened.metadata() or {}
            tensors = {key: opened.get_tensor(key).float() for key in opened.keys()}  # noqa: SIM118 - no mapping
        downs = {key.removesuffix(DOWN): each for key, each in tensors.items() if key.endswith(DOWN)}
        return TrainedAdapter(
            path=path,
            sha256=sha256,
            base_sha256=metadata["base_sha256"],
            scale=float(metadata["scale"]),
            rank=max(len(down) for down in downs.values()),
            downs=downs,
            ups={name: tensors[name + UP] for name in downs},
            metadata=metadata,
        )
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        msg = f"{path} is no adapter to use ({error}): name one that `python -m evaluation tune` wrote"
        raise AdapterError(msg) from error


def write_adapter(
    path: Path, downs: Mapping[str, torch.Tensor], ups: Mapping[str, torch.Tensor], metadata: Mapping[str, str]
) -> None:
    """Write an adapter in float16."""
    tensors = {name + DOWN: each for name, each in downs.items()} | {name + UP: each for name, each in ups.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({key: each.to(torch.float16).contiguous() for key, each in tensors.items()}, path, dict(metadata))
