"""Answers on a terminal: how far to trust them is said where it is not plain."""

from __future__ import annotations

import pytest

from search_api.http.models import AnswerableOut, HitOut, PassageOut, SearchAnswer
from search_api.terminal import readable

CLOSE = "may answer only a part of the question"


@pytest.mark.parametrize(
    ("verdict", "probability", "said"),
    [
        ("answered", 0.9, ""),
        ("answered", 0.34, CLOSE),
        ("uncertain", 0.6, CLOSE),
        ("no_good_answer", 0.1, "There is no good answer"),
        ("uncertain", None, "has not been established"),
    ],
)
def test_what_is_not_sure_is_said_before_the_passages(
    monkeypatch: pytest.MonkeyPatch, verdict: str, probability: float | None, said: str
) -> None:
    """Also where a question counts as answered, but answers like it are wrong more often than right."""
    monkeypatch.setattr("search_api.terminal._hit", lambda hit: hit.passage.text)
    hit = HitOut.model_construct(passage=PassageOut.model_construct(text="Ginger eases nausea."))
    answer = SearchAnswer.model_construct(
        corrections=[],
        expansions=[],
        generation="g",
        took_ms=1.0,
        answerable=AnswerableOut.model_construct(probability=probability, verdict=verdict),
        hits=[hit],
    )
    before, _, _ = readable(answer).partition("Ginger eases nausea.")
    assert said in " ".join(before.split())
    assert bool(before) == bool(said)
