"""This project with the very weights that the others use: no adapter, and float32 arithmetic."""

from __future__ import annotations

from benchmarks.rivals.protocol import main
from benchmarks.rivals.this_project import ThisProject
from indexer.encoding.adapter import NO_ADAPTER
from indexer.encoding.loading import EncoderChoice
from indexer.encoding.precision import Precision


class PlainEncoder(ThisProject):
    """The published encoder, all else as by default."""

    @staticmethod
    def encoder() -> EncoderChoice:
        """Choose the published weights as they are."""
        return EncoderChoice(adapter=NO_ADAPTER, precision=Precision.FLOAT32)


if __name__ == "__main__":
    main(PlainEncoder)
