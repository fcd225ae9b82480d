"""Teaching an encoder: each question nearer to a passage that answers it than to every other passage of its batch.

The loss is InfoNCE over in-batch and hard negatives (van den Oord et al. 2018; Karpukhin et al. 2020, DPR), with the
passages known to answer a question, or to be related to it, left out of its negatives.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evaluation.tuning.examples import Example
    from evaluation.tuning.settings import LearningSettings
    from indexer.encoding.sentence_transformer import SentenceTransformerEncoder


# How many texts go through the network at once.
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class _Pair:
    example: Example
    answer: str


def learn(
    encoder: SentenceTransformerEncoder,
    parameters: Sequence[torch.nn.Parameter],
    examples: Sequence[Example],
    settings: LearningSettings,
    report: Callable[[int, int, float], None],
) -> None:
    """Train the parameters in place; ``report`` is told the step, how many there are, and the loss."""
    # Seeded, and no secret.
    order = random.Random(settings.seed)  # noqa: S311
    epochs = [list(_batches(examples, settings, order)) for _ in range(settings.epochs)]
    batches = [batch for epoch in epochs for batch in epoch]
    optimizer = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=0.01)
    warm_up = max(1, round(settings.warm_up * len(batches)))
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1.0, (step + 1) / warm_up) * (1 + math.cos(math.pi * step / len(batches))) / 2,
    )
    model = encoder.model
    # Without dropout: attention is then one fused operation, and a few epochs of low rank hardly overfit.
    model.eval()
    model.max_seq_length = settings.max_tokens
    # Where the processor has no bfloat16 arithmetic, imitating it costs more than it saves.
    bfloat16 = "AVX512" in torch.backends.cpu.get_cpu_capability()
    for step, batch in enumerate(batches, 1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            loss = _loss(model, batch, settings, order)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        scheduler.step()
        report(step, len(batches), float(loss.detach()))
    model.max_seq_length = encoder.identity.max_tokens


def _batches(examples: Sequence[Example], settings: LearningSettings, order: random.Random) -> Iterator[list[_Pair]]:
    """Deal one epoch: no question stands twice in a batch where that can be helped."""
    rounds: list[list[_Pair]] = [[] for _ in range(settings.answers_per_question)]
    for example in examples:
        answers = order.sample(example.answers, min(len(example.answers), settings.answers_per_question))
        for turn, answer in enumerate(answers):
            rounds[turn].append(_Pair(example, answer))
    pairs: list[_Pair] = []
    for dealt in rounds:
        order.shuffle(dealt)
        pairs.extend(dealt)
    batches = [pairs[start : start + settings.batch] for start in range(0, len(pairs), settings.batch)]
    order.shuffle(batches)
    yield from (batch for batch in batches if len(batch) > 1)


def _loss(model: Any, batch: Sequence[_Pair], settings: LearningSettings, order: random.Random) -> torch.Tensor:  # noqa: ANN401 - sentence-transformers has no types for this
    passages = [pair.answer for pair in batch]
    for pair in batch:
        negatives = pair.example.negatives
        passages.extend(order.sample(negatives, min(len(negatives), settings.hard_negatives)))
    questions = _embed(model, [pair.example.question for pair in batch])
    scores = questions @ _embed(model, passages).T / settings.temperature
    known = torch.zeros(scores.shape, dtype=torch.bool)
    for row, pair in enumerate(batch):
        spared = pair.example.related.union(pair.example.answers)
        for column, passage in enumerate(passages):
            known[row, column] = column != row and passage in spared
    scores = scores.float().masked_fill(known, float("-inf"))
    return functional.cross_entropy(scores, torch.arange(len(batch)))


def _embed(model: Any, texts: Sequence[str]) -> torch.Tensor:  # noqa: ANN401 - as above
    """Embed texts, those of like length together, since a short one is padded to the longest beside it."""
    order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
    parts = []
    for start in range(0, len(order), _TOGETHER):
        features = model(model.preprocess([texts[position] for position in order[start : start + _TOGETHER]]))
        parts.append(functional.normalize(features["sentence_embedding"].float(), dim=1))
    return torch.cat(parts)[torch.argsort(torch.tensor(order))]
