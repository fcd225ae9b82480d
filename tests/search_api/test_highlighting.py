"""Which sentences of a hit are marked."""

from __future__ import annotations

from indexer.index.records import Passage, Span
from indexer.index.store import StoredPassage
from search_api.highlighting import highlights


def marked(question: str, sentences: list[str], cosines: list[float]) -> list[str]:
    """Give the sentences that are marked in a passage that stands at 100 in its document."""
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(100 + len(text), 100 + len(text) + len(sentence)))
        text += sentence + " "
    text = text.rstrip()
    passage = Passage("p", "d", 100, 100 + len(text), (), tuple(spans))
    stored = StoredPassage(0, passage, 0, 0, "", text, ())
    (found,) = highlights([stored], [cosines], question)
    return [text[span.start : span.end] for span in found]


def test_the_nearest_sentence_is_marked_and_a_second_that_is_as_near() -> None:
    """In reading order, two at most."""
    three = ["It eases pain a bit.", "It eases ache a lot.", "It costs very much."]
    assert marked("does it help", three, [0.5, 0.9, 0.3]) == three[1:2]
    assert marked("does it help", three, [0.85, 0.9, 0.84]) == three[:2]


def test_a_figure_is_preferred_where_one_is_asked_for() -> None:
    """A year in a citation key is no figure."""
    two = ["Many people were helped [@who2020].", "Of them 32 of a hundred got well now."]
    assert marked("how many people were helped", two, [0.65, 0.7])[-1] == two[1]
    assert marked("how many people were helped", two, [0.6, 0.7]) == two[1:]
    assert marked("who was helped", two, [0.75, 0.62]) == two[:1]
