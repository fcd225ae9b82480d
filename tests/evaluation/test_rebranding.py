"""``evaluation rebrand``: questions that name a medicine, asked with its brand names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluation.dataset import read_dataset
from evaluation.judgements import SpanJudgements
from evaluation.rebranding import rebranded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Evaluate = Callable[..., Any]


def test_a_medicine_gives_way_to_each_of_its_brands() -> None:
    """Whole words only, in any case; a text without a medicine gives nothing."""
    assert rebranded("is Gabapentin safe, gabapentinoids aside?") == {
        "gralise": "is gralise safe, gabapentinoids aside?",
        "neurontin": "is neurontin safe, gabapentinoids aside?",
    }
    assert rebranded("does ginger help?") == {}


def test_the_judgements_go_with_the_questions(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """The folder is a dataset; what answers a question answers it with a brand name too."""
    told = evaluate("rebrand", spans, "--out", tmp_path / "branded", "--only", "split=test")
    assert told.status == 0, told.err
    made, asked = read_dataset(tmp_path / "branded"), read_dataset(spans)
    assert [question.text for question in made.questions] == [
        "gralise burning pain after shingles",
        "neurontin burning pain after shingles",
    ]
    assert isinstance(made.judgements, SpanJudgements)
    assert isinstance(asked.judgements, SpanJudgements)
    assert made.judgements.spans["use-gralise"] == asked.judgements.spans["use"]


def test_questions_without_a_medicine_are_refused(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """One sentence, and no folder that looks like a dataset."""
    told = evaluate("rebrand", spans, "--out", tmp_path / "branded", "--only", "split=tune")
    assert told.status == 1
    assert "no question that names a medicine" in told.err
    assert not (tmp_path / "branded").exists()
