"""The average of adapters: what it adds to a weight is the mean of what they add."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch

from evaluation.errors import UsageError
from evaluation.tuning.adapter_file import read_adapter, write_adapter
from evaluation.tuning.averaging import average
from indexer.encoding.errors import AdapterError

if TYPE_CHECKING:
    from pathlib import Path

    from evaluation.tuning.adapter_file import TrainedAdapter

LAYERS = ("encoder.layer.0.attention.self.query", "encoder.layer.0.output.dense")


def an_adapter(path: Path, seed: int, *, rank: int, scale: float, base: str = "b", layers: int = 2) -> TrainedAdapter:
    """Write an adapter of matrices drawn at random."""
    dice = torch.Generator().manual_seed(seed)
    downs = {name: torch.randn((rank, 6), generator=dice) for name in LAYERS[:layers]}
    ups = {name: torch.randn((5, rank), generator=dice) for name in LAYERS[:layers]}
    write_adapter(path, downs, ups, {"base_sha256": base, "scale": repr(scale), "seed": str(seed)})
    return read_adapter(path)


def added(adapter: TrainedAdapter, layer: str) -> torch.Tensor:
    """Give what an adapter adds to a layer's weight."""
    return adapter.scale * adapter.ups[layer] @ adapter.downs[layer]


def test_an_average_adds_the_mean_of_what_its_adapters_add(tmp_path: Path) -> None:
    """Of two ranks and scales; its rank is their sum, and it tells where both come from."""
    one = an_adapter(tmp_path / "one.safetensors", 1, rank=2, scale=2.0)
    other = an_adapter(tmp_path / "other.safetensors", 2, rank=3, scale=0.5)
    out = tmp_path / "average.safetensors"
    assert average([one.path, other.path], out) == 5
    both = read_adapter(out)
    assert both.rank == 5
    for layer in LAYERS:
        mean = (added(one, layer) + added(other, layer)) / 2
        assert torch.allclose(added(both, layer), mean, atol=2e-2)
        assert not torch.allclose(added(both, layer), added(one, layer), atol=0.5)
    assert json.loads(both.metadata["average_of"]) == [json.loads(each.origin) for each in (one, other)]


@pytest.mark.parametrize(("base", "layers"), [("another", 2), ("b", 1)])
def test_adapters_of_different_models_have_no_average(tmp_path: Path, base: str, layers: int) -> None:
    """Neither those of other weights nor those of other layers."""
    one = an_adapter(tmp_path / "one.safetensors", 1, rank=2, scale=1.0)
    other = an_adapter(tmp_path / "other.safetensors", 2, rank=2, scale=1.0, base=base, layers=layers)
    with pytest.raises(AdapterError, match="average adapters of one model"):
        average([one.path, other.path], tmp_path / "average.safetensors")


def test_one_adapter_has_no_average(tmp_path: Path) -> None:
    """It is refused, not copied."""
    one = an_adapter(tmp_path / "one.safetensors", 1, rank=2, scale=1.0)
    with pytest.raises(UsageError, match="name two or more"):
        average([one.path], tmp_path / "average.safetensors")
