"""Low-rank matrices beside a transformer's weights (LoRA, Hu et al. 2021): attached, and written as an adapter.

The up matrices begin at zero, so training begins at the model as it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn
from torch.nn import functional

from indexer.encoding.adapter import DOWN, UP
from indexer.encoding.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ADAPTED = ("query", "key", "value", "dense")


class _LowRank(nn.Module):
    """What is added to the output of a layer of weight (outputs, inputs): ``scale * up @ down`` times its input.

    Beside the layer and not within its weight, so that no gradient of the size of the weight is ever made.
    """

    def __init__(self, weight: torch.Tensor, rank: int, scale: float) -> None:
        super().__init__()
        outputs, inputs = weight.shape
        self.down = nn.Parameter(torch.empty(rank, inputs))
        self.up = nn.Parameter(torch.zeros(outputs, rank))
        self.scale = scale
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))

    def forward(self, _layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> torch.Tensor:
        """Add to a layer's output; what PyTorch calls after the layer."""
        return output + self.scale * functional.linear(functional.linear(inputs[0], self.down), self.up)


def attach(transformer: Any, rank: int, alpha: float) -> dict[str, _LowRank]:  # noqa: ANN401 - any transformer
    """Freeze a transformer, and put low-rank matrices beside the linear layers of its blocks; give them by layer."""
    for parameter in transformer.parameters():
        parameter.requires_grad = False
    attached = {}
    for name, module in list(_linear_layers(transformer)):
        attached[name] = _LowRank(module.weight, rank, alpha / rank)
        module.register_forward_hook(attached[name])
    return attached


def go_on_from(attached: Mapping[str, _LowRank], adapter: Path) -> None:
    """Put an adapter's matrices where the new ones stand, so that training begins at what it learned.

    Raises:
        AdapterError: it cannot be read, or has other layers or another rank.
    """
    try:
        with safe_open(adapter, "pt") as opened, torch.no_grad():
            scale = float((opened.metadata() or {})["scale"])
            for name, layer in attached.items():
                layer.down.copy_(opened.get_tensor(name + DOWN))
                layer.up.copy_(opened.get_tensor(name + UP) * (scale / layer.scale))
    except (SafetensorError, OSError, KeyError, ValueError, RuntimeError) as error:
        msg = f"{adapter} is no adapter to go on from ({error}): name one that `python -m evaluation tune` wrote"
        raise AdapterError(msg) from error


def _linear_layers(transformer: Any) -> Iterator[tuple[str, nn.Linear]]:  # noqa: ANN401 - as above
    for name, module in transformer.named_modules():
        if isinstance(module, nn.Linear) and ".layer." in f".{name}." and name.rsplit(".", 1)[-1] in _ADAPTED:
            yield name, module


def write_adapter(
    attached: Mapping[str, _LowRank], path: Path, base_sha256: str, strength: float, provenance: Mapping[str, str]
) -> None:
    """Write an adapter in float16; ``strength`` below 1 averages its effect with the base weights.

    Raises:
        OSError: the disk refused.
    """
    tensors = {}
    for name, layer in attached.items():
        tensors[name + DOWN] = layer.down.detach().to(torch.float16).contiguous()
        tensors[name + UP] = layer.up.detach().to(torch.float16).contiguous()
    scale = next(iter(attached.values())).scale * strength
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(save(tensors, {"base_sha256": base_sha256, "scale": repr(scale), **provenance}))
