"""bfloat16: used where the processor has it and it agrees, told apart in caches, comparable with float32."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from fakes import FakeEncoder

from indexer.encoding import precision
from indexer.encoding.converted import EXACT
from indexer.encoding.converted_files import Agreement, ConvertedFiles
from indexer.encoding.loading import EncoderChoice, Runtime, load_encoder
from indexer.encoding.precision import Precision, choose, mean_cosine, processor_has_bfloat16
from indexer.index.layout import IndexLayout

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = FakeEncoder().identity


@pytest.fixture
def files(library_index: Path, tmp_path: Path) -> ConvertedFiles:
    """Give a copy of the converted bundled model on which nothing was measured yet."""
    record, *_ = IndexLayout(library_index).encoders.glob("*/encoder.json")
    copied = ConvertedFiles(shutil.copytree(record.parent, tmp_path / "converted"))
    copied.agreements.unlink(missing_ok=True)
    return copied


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[Agreement]:
    """Make the processor have bfloat16, and each measurement of it take the next of these."""
    found: list[Agreement] = []
    monkeypatch.setattr(precision, "processor_has_bfloat16", lambda: True)
    monkeypatch.setattr(precision, "_measured", lambda *_: found.pop(0))
    return found


def test_the_automatic_choice_is_what_the_processor_has(library_index: Path) -> None:
    """And vectors in it agree with those of float32, whichever it is."""
    encoders = IndexLayout(library_index).encoders
    chosen = load_encoder(EncoderChoice(), encoders)
    exact = load_encoder(EncoderChoice(precision=Precision.FLOAT32), encoders)
    assert chosen.identity.precision == ("bfloat16" if processor_has_bfloat16() else "float32")
    assert mean_cosine(chosen, exact) > precision.MIN_MEAN_COSINE


def test_bfloat16_is_measured_once_for_a_converted_model(files: ConvertedFiles, measurements: list[Agreement]) -> None:
    """What was found is kept beside it, and holds for this conversion only."""
    measurements += [Agreement(0.99995, same_bits=True), Agreement(0.5, same_bits=True)]
    assert choose(Precision.AUTO, files, IDENTITY) == (Precision.BFLOAT16, True)
    assert choose(Precision.AUTO, files, IDENTITY) == (Precision.BFLOAT16, True)
    assert len(measurements) == 1
    files.record.write_text("another conversion")
    assert choose(Precision.AUTO, files, IDENTITY) == EXACT
    assert measurements == []


def test_texts_are_run_together_only_where_that_gives_the_same_bits(
    files: ConvertedFiles, measurements: list[Agreement]
) -> None:
    """Else an interrupted build would give other bytes. A record of before that does not say is measured again."""
    files.agreements.write_text('{"bfloat16": 0.99995}')
    measurements += [Agreement(0.99995, same_bits=False)]
    assert choose(Precision.AUTO, files, IDENTITY) == (Precision.BFLOAT16, False)
    assert choose(Precision.AUTO, files, IDENTITY) == (Precision.BFLOAT16, False)
    assert measurements == []


@pytest.mark.parametrize("same", [True, False])
def test_what_depends_on_its_neighbours_is_noticed(*, same: bool) -> None:
    """By encoding each text alone and among others."""
    encoder = FakeEncoder()
    if not same:
        encode = encoder.encode_passages
        encoder.encode_passages = lambda texts, parts: replace(  # type: ignore[method-assign]
            encode(texts, parts), texts=encode(texts, parts).texts * np.float32(1 + 1e-6 * len(texts))
        )
    assert precision.gives_same_bits(encoder) is same


def test_bfloat16_that_disagrees_is_not_used(
    files: ConvertedFiles, measurements: list[Agreement], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither by itself nor where it is asked for; the log says so."""
    measurements.append(Agreement(0.98, same_bits=True))
    for wanted in (Precision.AUTO, Precision.BFLOAT16):
        assert choose(wanted, files, IDENTITY) == EXACT
    assert caplog.text.count("in bfloat16 it disagrees (mean cosine 0.98000)") == 2


def test_a_processor_without_bfloat16_runs_in_float32_and_says_so(
    files: ConvertedFiles, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An index built elsewhere in bfloat16 is still served."""
    monkeypatch.setattr(precision, "processor_has_bfloat16", lambda: False)
    with caplog.at_level(logging.WARNING):
        assert choose(Precision.AUTO, files, IDENTITY) == EXACT
        assert caplog.text == ""
        assert choose(Precision.BFLOAT16, files, IDENTITY) == EXACT
    assert "this processor has no bfloat16" in caplog.text


def test_sentence_transformers_says_that_it_runs_in_float32(
    library_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An option that cannot be followed is not passed over in silence."""
    choice = EncoderChoice(runtime=Runtime.SENTENCE_TRANSFORMERS, precision=Precision.BFLOAT16)
    assert load_encoder(choice, IndexLayout(library_index).encoders).identity.precision == "float32"
    assert "sentence-transformers runs in float32" in caplog.text


def test_precisions_are_comparable_but_not_the_same() -> None:
    """One model with one calibration, but two keys of the cache."""
    rounded = replace(IDENTITY, precision="bfloat16")
    assert rounded.differences(IDENTITY) == ""
    assert rounded.model_digest == IDENTITY.model_digest == IDENTITY.digest
    assert rounded.digest != IDENTITY.digest
