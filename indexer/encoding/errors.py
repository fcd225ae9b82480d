"""What can be wrong with an encoder.

Exception
└── EncoderError
    ├── ModelNotFoundError       the model is neither bundled, nor a folder, nor to be had from a hub
    ├── WeightsMismatchError     the weights are not the published ones
    ├── AdapterError             the adapter is missing, damaged, or made for other weights
    └── ConversionError          the model could not be converted, or the converted one disagrees with the original
"""

from __future__ import annotations


class EncoderError(Exception):
    """The base of every error of an encoder. Its text is one sentence with the next step."""


class ModelNotFoundError(EncoderError):
    """The model is neither bundled, nor a folder, nor to be had from a hub."""


class WeightsMismatchError(EncoderError):
    """The weights are not the published ones."""


class AdapterError(EncoderError):
    """The adapter is missing, damaged, or made for other weights."""


class ConversionError(EncoderError):
    """The model could not be converted, or the converted one disagrees with the original."""
