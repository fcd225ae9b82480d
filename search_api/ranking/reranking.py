"""The seam of a reranker, and a cross-encoder behind it: question and passage read together, by name, off by default.

It reads every pair anew, so it costs far more than both legs: only the first passages are given to it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from indexer.encoding.errors import EncoderError
from indexer.encoding.model_files import locate_model
from indexer.encoding.quiet_loading import without_progress_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from search_api.ranking.fusion import Fused


class Reranker(Protocol):
    """Tells how well each of a few passages answers a question."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give scores of shape (len(passages),); the higher, the better."""


class CrossEncoderReranker:
    """A cross-encoder run by sentence-transformers, on a GPU where there is one."""

    def __init__(self, location: str) -> None:
        """Load a model from a folder or, by name, from a hub. Code that comes with a model is never run.

        Raises:
            EncoderError: there is no such model, or it gives not one score for a pair.
        """
        # Only who reranks pays for the import.
        from sentence_transformers import CrossEncoder  # noqa: PLC0415

        folder = locate_model(location).folder
        try:
            with without_progress_bar():
                self._model = CrossEncoder(
                    str(folder), trust_remote_code=False, local_files_only=True, model_kwargs={"use_safetensors": True}
                )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            msg = f"{folder} cannot be loaded as a cross-encoder ({error}): name the folder of one"
            raise EncoderError(msg) from error
        if self._model.num_labels != 1:
            msg = f"{folder} gives {self._model.num_labels} scores for a pair, not one: name a reranking cross-encoder"
            raise EncoderError(msg)

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give scores of shape (len(passages),)."""
        pairs = [(question, passage) for passage in passages]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32)


@lru_cache(maxsize=1)
def load_reranker(location: str) -> Reranker:
    """Load the cross-encoder named, once for all generations of a process.

    Raises:
        EncoderError: it cannot be used.
    """
    return CrossEncoderReranker(location)


def reranked(
    question: str,
    found: Fused,
    depth: int,
    reranker: Reranker,
    texts: Callable[[Sequence[int]], Sequence[str]],
) -> Fused:
    """Put the first ``depth`` of a ranking in the reranker's order; the others follow as they were.

    ``texts`` gives the texts of passage rows. Scores keep what ranked them before.
    """
    first = found.rows[:depth].tolist()
    if not first:
        return found
    scores = reranker.scores(question, texts(first))
    told = np.full(len(found.rows), np.nan, np.float32)
    told[: len(first)] = scores
    order = np.concatenate([np.argsort(-scores, kind="stable"), np.arange(len(first), len(told))])
    return replace(found, reranked=told).at(order)
