"""In which arithmetic a converted encoder runs, and whether its results may be trusted.

bfloat16 keeps eight bits of a number's significand. Processors that multiply it in hardware encode faster with it;
others have nothing to gain, so it is used only where the processor says that it has it.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from indexer.encoding.converted import EXACT, Arithmetic, ConvertedEncoder
from indexer.encoding.converted_files import Agreement
from indexer.encoding.openvino_runtime import openvino

if TYPE_CHECKING:
    from indexer.encoding.converted_files import ConvertedFiles
    from indexer.encoding.identity import EncoderIdentity
    from indexer.encoding.seam import Encoder

# Room for the rounding of eight bits through six layers; a mean below it is another computation.
MIN_MEAN_COSINE = 0.999
SAMPLE = (
    "Gabapentin for postherpetic neuralgia",
    "Does spinal cord stimulation help painful diabetic neuropathy?",
    "Burning feet at night, worse under the sheets.",
    "The number needed to treat was 7.2 (95 % CI 5.9 to 9.2) in 14 trials; n = 3,503.",
    "St John's wort induces CYP3A4 and lowers the blood level of many medicines. " * 6,
    "Die Schmerzen sind brennend. Ελληνικά: πόνος. 神経障害性疼痛。 😀",
    "-",
    "word " * 400,
)
_HALVES = tuple(((0, len(text) - len(text) // 2), (len(text) // 2, len(text))) for text in SAMPLE)

_log = logging.getLogger(__name__)


class Precision(StrEnum):
    """The arithmetic of an encoder. ``AUTO`` is bfloat16 where the processor has it and it agrees with float32."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


def choose(wanted: Precision, files: ConvertedFiles, identity: EncoderIdentity) -> Arithmetic:
    """Give the arithmetic to run a converted model in: what is wanted where it can be had, else float32.

    bfloat16 is compared with float32 once, and texts run together with texts run alone; what was found is kept with
    the converted model. In float32 a product takes longer than reading its weights, so running texts together would
    bring little.
    """
    if wanted is Precision.FLOAT32:
        return EXACT
    if not processor_has_bfloat16():
        if wanted is Precision.BFLOAT16:
            _log.warning("this processor has no bfloat16, so the encoder runs in float32")
        return EXACT
    agreement = files.agreement(Precision.BFLOAT16)
    if agreement is None:
        agreement = _measured(files, identity)
        files.write_agreement(Precision.BFLOAT16, agreement)
    if agreement.mean_cosine < MIN_MEAN_COSINE:
        _log.warning("the encoder runs in float32: in bfloat16 it disagrees (mean cosine %.5f)", agreement.mean_cosine)
        return EXACT
    return Arithmetic(Precision.BFLOAT16, agreement.same_bits)


def processor_has_bfloat16() -> bool:
    """Tell whether the processor multiplies bfloat16 in hardware, as OpenVINO sees it."""
    return "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def mean_cosine(one: Encoder, other: Encoder) -> float:
    """Give the mean cosine between two encoders' vectors of the sample texts and of their halves; the lesser mean."""
    ours, others = (encoder.encode_passages(SAMPLE, _HALVES) for encoder in (one, other))
    return min(
        float(np.mean(np.sum(mine * theirs, axis=1)))
        for mine, theirs in ((ours.texts, others.texts), (ours.parts, others.parts))
    )


def _measured(files: ConvertedFiles, identity: EncoderIdentity) -> Agreement:
    exact = ConvertedEncoder(files, identity)
    together = ConvertedEncoder(files, identity, Arithmetic(Precision.BFLOAT16, together=True))
    return Agreement(mean_cosine(exact, together), gives_same_bits(together))


def gives_same_bits(encoder: Encoder) -> bool:
    """Tell whether texts give the same bits whatever they are encoded with, some of them of equal length."""
    texts = [" ".join(words[turn:] + words[:turn]) for words in map(str.split, SAMPLE) for turn in range(5)]
    parts = [((0, len(text) - len(text) // 2),) for text in texts]
    gathered = encoder.encode_passages(texts, parts)
    for row, (text, own) in enumerate(zip(texts, parts, strict=True)):
        alone = encoder.encode_passages([text], [own])
        if alone.texts.tobytes() != gathered.texts[row].tobytes():
            return False
        if alone.parts.tobytes() != gathered.parts[row].tobytes():
            return False
    return True
