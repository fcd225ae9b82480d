"""Averaging adapters: weights learned apart, each with a seed of its own, generalise better together.

What an adapter adds to a weight is a product of matrices, so the average of several is one adapter whose rank is the
sum of theirs (model soups, Wortsman et al. 2022, ICML).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import torch

from evaluation.errors import UsageError
from evaluation.tuning.adapter_file import read_adapter, write_adapter
from indexer.encoding.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MIN_ADAPTERS = 2


def average(paths: Sequence[Path], out: Path) -> int:
    """Write the average of adapters of the same weights and layers, and give its rank.

    Raises:
        UsageError: there is nothing to average.
        AdapterError: one cannot be read, or is of other weights or layers than the first.
    """
    if len(paths) < _MIN_ADAPTERS:
        msg = "one adapter has no average: name two or more"
        raise UsageError(msg)
    adapters = [read_adapter(path) for path in paths]
    first, *others = adapters
    for other in others:
        if other.base_sha256 != first.base_sha256 or other.downs.keys() != first.downs.keys():
            msg = f"{other.path} and {first.path} are of other weights or layers: average adapters of one model"
            raise AdapterError(msg)
    downs = {name: torch.cat([each.downs[name] for each in adapters]) for name in first.downs}
    ups = {
        name: torch.cat([each.ups[name] * (each.scale / first.scale) for each in adapters], dim=1) for name in first.ups
    }
    provenance = {
        "base_sha256": first.base_sha256,
        "scale": repr(first.scale / len(adapters)),
        "average_of": json.dumps([json.loads(each.origin) for each in adapters], sort_keys=True),
    }
    write_adapter(out, downs, ups, provenance)
    return sum(each.rank for each in adapters)
