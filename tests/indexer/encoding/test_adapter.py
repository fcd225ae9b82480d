"""A low-rank adapter: merged into the weights it was made for, part of the encoder's identity, refused by any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from indexer.encoding.adapter import DEFAULT_ADAPTER, DOWN, NO_ADAPTER, UP, locate_adapter
from indexer.encoding.errors import AdapterError
from indexer.encoding.loading import EncoderChoice, Runtime, load_encoder
from indexer.encoding.model_files import locate_model

if TYPE_CHECKING:
    from pathlib import Path

LAYER = "encoder.layer.0.attention.self.query"
TEXT = ["Burning feet at night"]


def write_adapter(path: Path, base: str, *, rank: int = 2, size: float = 0.1, layer: str = LAYER) -> Path:
    """Write an adapter of one layer, its matrices drawn at random and scaled by ``size``."""
    dice = torch.Generator().manual_seed(1)
    down = size * torch.randn((rank, 384), generator=dice)
    up = size * torch.randn((384, rank), generator=dice)
    matrices = {layer + DOWN: down, layer + UP: up}
    save_file(matrices, path, {"base_sha256": base, "scale": "2.0"})
    return path


def load(location: str, tmp_path: Path) -> tuple[np.ndarray, str, str]:
    """Load the bundled model with an adapter: a vector, the identity's digest, and the adapter's."""
    encoder = load_encoder(EncoderChoice(runtime=Runtime.SENTENCE_TRANSFORMERS, adapter=location), tmp_path)
    return encoder.encode_documents(TEXT), encoder.identity.digest, encoder.identity.adapter_sha256


def test_a_merged_adapter_changes_vectors_and_identity(tmp_path: Path) -> None:
    """By what ``scale * up @ down`` adds; where it adds nothing, the vectors stay and the identity still tells."""
    base = locate_model().weights_sha256
    plain, plain_identity, none = load(NO_ADAPTER, tmp_path)
    changed, identity, digest = load(str(write_adapter(tmp_path / "a.safetensors", base)), tmp_path)
    zero, zero_identity, _ = load(str(write_adapter(tmp_path / "z.safetensors", base, size=0)), tmp_path)
    assert none == ""
    assert len(digest) == 64
    assert len({plain_identity, identity, zero_identity}) == 3
    assert float(plain[0] @ changed[0]) < 0.9999
    assert np.array_equal(plain, zero)


def test_an_adapter_of_other_weights_is_refused(tmp_path: Path) -> None:
    """Even where every shape fits."""
    adapter = write_adapter(tmp_path / "a.safetensors", "0" * 64)
    with pytest.raises(AdapterError, match="trained on other weights"):
        load(str(adapter), tmp_path)


def test_what_is_no_adapter_is_refused(tmp_path: Path) -> None:
    """A missing file, a damaged one, a layer that the model lacks, a shape that does not fit."""
    base = locate_model().weights_sha256
    with pytest.raises(AdapterError, match="cannot be read"):
        load(str(tmp_path / "none.safetensors"), tmp_path)
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"\xff" * 100)
    with pytest.raises(AdapterError, match="cannot be used"):
        load(str(damaged), tmp_path)
    with pytest.raises(AdapterError, match="cannot be used"):
        load(str(write_adapter(tmp_path / "a.safetensors", base, layer="encoder.layer.99.dense")), tmp_path)
    with pytest.raises(AdapterError, match="cannot be used"):
        load(str(write_adapter(tmp_path / "b.safetensors", base, layer="encoder.layer.0.output.dense")), tmp_path)


def test_the_shipped_adapter_is_for_the_bundled_model_only(tmp_path: Path) -> None:
    """Another model is used as it is unless an adapter is named."""
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert locate_adapter(DEFAULT_ADAPTER, locate_model(str(tmp_path))) is None
    assert locate_adapter(NO_ADAPTER, locate_model()) is None
    shipped = locate_adapter(DEFAULT_ADAPTER, locate_model())
    assert shipped is not None
    with safe_open(shipped.path, "pt") as opened:
        assert opened.metadata()["base_sha256"] == locate_model().weights_sha256
