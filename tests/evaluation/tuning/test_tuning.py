"""Training an adapter: what is learned from, and that it is learned."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from safetensors import safe_open

from evaluation.dataset import read_dataset
from evaluation.errors import UsageError
from evaluation.folds import Fold
from evaluation.tuning import command, learning
from evaluation.tuning.examples import Example, examples_of
from evaluation.tuning.settings import LearningSettings
from indexer.encoding.adapter import locate_adapter
from indexer.encoding.errors import AdapterError
from indexer.encoding.model_files import locate_model
from indexer.encoding.sentence_transformer import Prompts, SentenceTransformerEncoder
from search_api.opening import open_searcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import BuildIndex

QUESTIONS = ["what burns at first", "which root is a spice", "what numbs the skin"]
ANSWERS = ["Capsaicin patches burn at first.", "Ginger root is a spice.", "Lidocaine patches numb the skin."]


@pytest.fixture
def dataset(write: Callable[[str, str], Path]) -> Path:
    """Give a BEIR dataset of three documents with a question for each."""
    rows = zip(QUESTIONS, ANSWERS, strict=True)
    documents, queries, qrels = [], [], ["query-id\tcorpus-id\tscore"]
    for number, (question, answer) in enumerate(rows):
        documents.append(json.dumps({"_id": f"d{number}", "title": "", "text": answer}))
        queries.append(json.dumps({"_id": f"q{number}", "text": question, "edition": number % 2}))
        qrels.append(f"q{number}\td{number}\t1")
    write("set/corpus.jsonl", "\n".join(documents) + "\n")
    write("set/qrels/test.tsv", "\n".join(qrels) + "\n")
    return write("set/queries.jsonl", "\n".join(queries) + "\n").parent


def test_an_example_holds_the_answer_and_never_as_a_negative(dataset: Path, build_index: BuildIndex) -> None:
    """Its negatives are passages that nobody judged, and that are less near than the answer."""
    root = build_index(dataset / "corpus.jsonl").root
    searcher = open_searcher(root)
    examples = list(examples_of(read_dataset(dataset), searcher))
    searcher.close()
    assert [each.question for each in examples] == QUESTIONS
    assert [each.answers for each in examples] == [(answer,) for answer in ANSWERS]
    for each, answer in zip(examples, ANSWERS, strict=True):
        assert answer not in each.negatives
        assert set(each.negatives) <= set(ANSWERS)


def test_every_answer_is_dealt_once_an_epoch_up_to_the_limit() -> None:
    """In batches of the size asked for, the same for the same seed."""
    examples = [Example(f"q{i}", tuple(f"a{i}-{j}" for j in range(i)), (), frozenset()) for i in range(1, 7)]
    settings = LearningSettings(batch=4, answers_per_question=3)
    dealt = [list(learning._batches(examples, settings, random.Random(5))) for _ in range(2)]  # noqa: SLF001, S311
    assert dealt[0] == dealt[1]
    pairs = [pair for batch in dealt[0] for pair in batch]
    assert len({pair.answer for pair in pairs}) == len(pairs)
    assert max(len(batch) for batch in dealt[0]) == 4
    assert len(pairs) in {sum(min(i, 3) for i in range(1, 7)), sum(min(i, 3) for i in range(1, 7)) - 1}


def test_what_is_learned_brings_questions_nearer_to_their_answers(tmp_path: Path, dataset: Path) -> None:
    """After a few steps, by an adapter that loads again and carries where it came from."""
    settings = LearningSettings(epochs=6, batch=3, rank=4, alpha=8, hard_negatives=0, learning_rate=2e-3)
    losses: list[float] = []
    out = tmp_path / "adapter.safetensors"
    learned = command.tune(
        [f"{dataset}?edition=0", f"{dataset}?edition=1"],
        out,
        settings,
        tmp_path / "cache",
        lambda _event: None,
        lambda _step, _steps, loss: losses.append(loss),
    )
    assert learned == 3
    assert losses[-1] < losses[0]
    files = locate_model()
    before = SentenceTransformerEncoder(files, Prompts())
    after = SentenceTransformerEncoder(files, Prompts(), locate_adapter(str(out), files))
    margins = []
    for encoder in (before, after):
        scores = encoder.encode_queries(QUESTIONS) @ encoder.encode_documents(ANSWERS).T
        margins.append(float(scores.trace() - (scores.sum() - scores.trace()) / 2))
    assert margins[1] > margins[0] + 0.05
    with safe_open(out, "pt") as opened:
        assert opened.metadata()["questions"] == "3"
        assert "/" not in opened.metadata()["sources"]
    began = losses[-1]
    again = command.tune(
        [str(dataset)],
        tmp_path / "further.safetensors",
        replace(settings, epochs=1),
        tmp_path / "cache",
        lambda _event: None,
        lambda _step, _steps, loss: losses.append(loss),
        start=out,
    )
    assert again == 3
    assert abs(losses[-1] - began) < abs(losses[0] - began) / 2


def test_a_fold_left_out_is_not_learned_from(tmp_path: Path, dataset: Path) -> None:
    """The adapter says which; the questions learned from are the others."""
    learned = {}
    for number in (0, 1):
        out = tmp_path / f"{number}.safetensors"
        settings = LearningSettings(epochs=1, batch=3, rank=2, hard_negatives=0)
        fold = Fold(number, 2)
        try:
            learned[number] = command.tune(
                [str(dataset)], out, settings, tmp_path / "cache", lambda _event: None, lambda *_: None, leave_out=fold
            )
        except UsageError:
            # Of three questions, one fold can hold two.
            learned[number] = 1
            continue
        with safe_open(out, "pt") as opened:
            assert opened.metadata()["left_out"] == f"{number}/2"
    assert sum(learned.values()) == 3


def test_what_is_no_adapter_is_not_gone_on_from(tmp_path: Path, dataset: Path) -> None:
    """A file of another rank would be learned over in silence."""
    out = tmp_path / "a.safetensors"
    small = LearningSettings(epochs=1, batch=3, rank=2, hard_negatives=0)
    quiet = (tmp_path / "cache", lambda _event: None, lambda *_: None)
    command.tune([str(dataset)], out, small, *quiet)
    with pytest.raises(AdapterError, match="no adapter to go on from"):
        command.tune([str(dataset)], tmp_path / "b.safetensors", replace(small, rank=4), *quiet, start=out)


def test_nothing_to_learn_from_is_refused(tmp_path: Path, dataset: Path) -> None:
    """With what to name instead."""
    with pytest.raises(UsageError, match="name datasets with judged answers"):
        command.tune(
            [f"{dataset}?edition=1"],
            tmp_path / "a.safetensors",
            LearningSettings(),
            tmp_path / "cache",
            lambda _event: None,
            lambda *_: None,
        )


def test_a_disk_that_refuses_the_adapter_is_one_sentence(tmp_path: Path, dataset: Path) -> None:
    """Where the place was lost while it learned."""
    small = LearningSettings(epochs=1, batch=3, rank=2, hard_negatives=0)
    with pytest.raises(UsageError, match=r"cannot be written .*: name another place with --out"):
        command.tune([str(dataset)], tmp_path, small, tmp_path / "cache", lambda _event: None, lambda *_: None)
