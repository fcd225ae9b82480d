"""Reranking: a cross-encoder's order for the first passages, nothing lost, and a clear refusal of what is none."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.encoding.errors import EncoderError
from indexer.encoding.model_files import locate_model
from search_api.opening import open_searcher
from search_api.ranking.fusion import Fused
from search_api.ranking.reranking import CrossEncoderReranker, load_reranker, reranked
from search_api.ranking.settings import SearchSettings
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt
    from conftest import BuildIndex


class ByLength:
    """A reranker that likes long passages."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give each passage's length."""
        assert question == "why"
        return np.array([len(passage) for passage in passages], np.float32)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a cross-encoder of one layer with weights drawn at random, and the bundled model's tokenizer."""
    import torch  # noqa: PLC0415 - as slow as the tests that need it
    from transformers import BertConfig, BertForSequenceClassification  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("cross-encoder")
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, id2label={0: "score"}
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    for path in locate_model().folder.glob("*"):
        if path.name in {"tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"}:
            shutil.copy(path, folder)
    return folder


def test_only_the_first_are_put_in_another_order() -> None:
    """The rest follow as they were; each of the first tells the reranker's score beside what it had."""
    half = np.full(4, 0.5, np.float32)
    falling = np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    found = Fused(np.arange(4), falling, half, np.zeros(4, np.float32))
    texts = {0: "short", 1: "the longest of all", 2: "a longer one"}
    told = reranked("why", found, 3, ByLength(), lambda rows: [texts[row] for row in rows]).candidates()
    assert [candidate.row for candidate in told] == [1, 2, 0, 3]
    assert told[0].scores == {"dense": 0.5, "reranker": 18.0}
    assert told[3] == found.candidates()[3]
    nothing = found.at(slice(0))
    assert reranked("why", nothing, 3, ByLength(), lambda rows: [texts[row] for row in rows]).candidates() == []


def test_a_cross_encoder_decides_the_order_of_hits(cross_encoder: Path, notes: Path, build_index: BuildIndex) -> None:
    """Hits stand in the order of its scores, which are told; without one nothing is told of it."""
    root = build_index(notes).root
    plain = open_searcher(root).search(SearchRequest("what burns"))
    assert all("reranker" not in hit.scores for hit in plain.hits)
    with_reranker = open_searcher(root, settings=SearchSettings(reranker=str(cross_encoder)))
    hits = with_reranker.search(SearchRequest("what burns")).hits
    scores = [hit.scores["reranker"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert {hit.passage_id for hit in hits} == {hit.passage_id for hit in plain.hits}
    expected = load_reranker(str(cross_encoder)).scores("what burns", [hit.text for hit in hits])
    assert scores == pytest.approx(expected.tolist(), abs=1e-5)


def test_what_is_no_cross_encoder_is_refused(tmp_path: Path) -> None:
    """A folder that is not there, and one that holds something else."""
    with pytest.raises(EncoderError, match="does not exist"):
        CrossEncoderReranker(str(tmp_path / "nothing"))
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(EncoderError, match="cannot be loaded as a cross-encoder"):
        CrossEncoderReranker(str(tmp_path))
