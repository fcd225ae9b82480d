"""Whether there is a GPU to encode with."""

from __future__ import annotations

from pathlib import Path

# What the drivers of NVIDIA and AMD show on Linux.
_DEVICES = ("nvidia[0-9]*", "kfd")


def torch_has_gpu(devices: Path = Path("/dev")) -> bool:
    """Tell whether torch can compute on a GPU here; it is imported only where the system shows one."""
    if not any(found for pattern in _DEVICES for found in devices.glob(pattern)):
        return False
    import torch  # noqa: PLC0415 - it takes a second, which a machine without a GPU need not wait

    return torch.cuda.is_available()
