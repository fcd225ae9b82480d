"""A low-rank adapter: what training added to a model's weights, as pairs of small matrices (LoRA, Hu et al. 2021).

A file of safetensors: for each adapted layer NAME, ``NAME.down`` of shape (r, inputs) and ``NAME.up`` of shape
(outputs, r). Its metadata hold the SHA-256 of the weights it was trained on (``base_sha256``) and the factor
``scale``. Merging adds ``scale * up @ down`` to each layer's weight once, so it costs nothing afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.encoding.errors import AdapterError

if TYPE_CHECKING:
    from indexer.encoding.model_files import ModelFiles

DEFAULT_ADAPTER = "default"
NO_ADAPTER = "none"
DOWN, UP = ".down", ".up"
_SHIPPED = Path(__file__).parent / "adapters" / "all-MiniLM-L6-v2.safetensors"


@dataclass(frozen=True, slots=True)
class AdapterFile:
    """An adapter on disk. ``location`` is what names it in settings and manifests."""

    location: str
    path: Path
    sha256: str


def locate_adapter(location: str, files: ModelFiles) -> AdapterFile | None:
    """Find an adapter by its path, or the shipped one, which is for the bundled model only; None for no adapter.

    Raises:
        AdapterError: there is no such file.
    """
    if location == NO_ADAPTER or (location == DEFAULT_ADAPTER and (files.location or not _SHIPPED.is_file())):
        return None
    path = _SHIPPED if location == DEFAULT_ADAPTER else Path(location).expanduser()
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        msg = (
            f"the adapter {path} cannot be read ({error.strerror}): name a file, {DEFAULT_ADAPTER!r} or {NO_ADAPTER!r}"
        )
        raise AdapterError(msg) from error
    return AdapterFile(location, path, digest)


def merge(adapter: AdapterFile, transformer: Any, files: ModelFiles) -> None:  # noqa: ANN401 - torch is loaded lazily
    """Add an adapter to the weights of a loaded transformer.

    Raises:
        AdapterError: the file is no adapter, or is one of other weights.
    """
    import torch  # noqa: PLC0415 - only who loads the reference model pays for the import
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - as above

    try:
        with safe_open(adapter.path, "pt") as opened, torch.no_grad():
            metadata = opened.metadata() or {}
            if metadata.get("base_sha256") != files.weights_sha256:
                msg = f"the adapter {adapter.path} was trained on other weights: name the model that it is for"
                raise AdapterError(msg)
            scale = float(metadata["scale"])
            for name in sorted(key.removesuffix(DOWN) for key in opened.keys() if key.endswith(DOWN)):  # noqa: SIM118
                weight = transformer.get_submodule(name).weight
                weight += scale * (opened.get_tensor(name + UP) @ opened.get_tensor(name + DOWN)).to(weight)
    except (SafetensorError, OSError, KeyError, ValueError, AttributeError, RuntimeError) as error:
        msg = f"the adapter {adapter.path} cannot be used ({error}): train it again with `python -m evaluation tune`"
        raise AdapterError(msg) from error
