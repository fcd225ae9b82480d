"""Judgements in terms of an index."""

from __future__ import annotations

from evaluation.judgements import DocumentJudgements, JudgedSpan, PassageSpan, SpanJudgements, Unit, grades_of

PASSAGES = {"doc": (PassageSpan("p1", 0, 10), PassageSpan("p2", 10, 20), PassageSpan("p3", 15, 30))}


def _targets(*spans: JudgedSpan) -> list[tuple[tuple[str, ...], int, bool]]:
    targets = SpanJudgements({"q": spans}).targets("q", lambda document: PASSAGES.get(document, ()))
    return [(target.items, target.grade, target.whole) for target in targets]


def test_a_passage_that_touches_a_span_only_at_its_edge_does_not_overlap_it() -> None:
    """Ranges are half open: a span that ends at 10 has nothing of a passage that begins there."""
    assert _targets(JudgedSpan("doc", 5, 10, 2)) == [(("p1",), 2, True)]
    assert _targets(JudgedSpan("doc", 5, 11, 2)) == [(("p1", "p2"), 2, False)]


def test_a_span_is_whole_where_one_of_several_passages_holds_all_of_it() -> None:
    """Overlapping passages share text; a span that one of them has is not torn."""
    assert _targets(JudgedSpan("doc", 16, 19, 1)) == [(("p2", "p3"), 1, True)]


def test_a_passage_counts_with_the_highest_grade_of_the_spans_it_overlaps() -> None:
    """In whatever order they were judged."""
    spans = [JudgedSpan("doc", 0, 4, 1), JudgedSpan("doc", 5, 9, 2), JudgedSpan("doc", 9, 12, 0)]
    targets = SpanJudgements({"q": spans}).targets("q", lambda document: PASSAGES[document])
    assert grades_of(targets) == {"p1": 2, "p2": 0}


def test_a_span_of_a_document_that_the_index_lacks_still_counts() -> None:
    """As an item that no ranking holds, so that the question cannot be won by leaving it out."""
    targets = SpanJudgements({"q": [JudgedSpan("gone", 3, 9, 2)]}).targets("q", lambda _: ())
    assert grades_of(targets) == {"not-in-the-index:gone:3-9": 2}


def test_judged_documents_are_items_themselves() -> None:
    """Whether or not the index has them."""
    judgements = DocumentJudgements({"q": {"a": 2, "b": 0}})
    assert judgements.unit is Unit.DOCUMENT
    assert "q" in judgements
    assert "other" not in judgements
    assert grades_of(judgements.targets("q", lambda _: ())) == {"a": 2, "b": 0}
