"""Facts about sentence ranges that hold for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sentences import sentence_spans

PIECES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(categories=["Cs", "Mn", "Zs", "Zl", "Zp", "Cc", "Po", "Lo"]), max_size=20),
    st.sampled_from(
        [
            *[
                "It burns. ",
                "Dr. H. said (no. ",
                "e.g. ",
                ". . . ",
                "[1]. ",
                "(A et al. 2010). ",
                "?! ",
                "\r\n",
                "\n\n",
            ],
            *[
                "\t",
                "\f",
                "\u2028",
                "\u2029",
                "- ",
                "1. ",
                "| a |\n",
                "|-|\n",
                "> ",
                ">\n",
                "# ",
                "```\n",
                "===\n",
                "。",
            ],
        ],
    ),
)


@settings(deadline=None, max_examples=400)
@given(pieces=st.lists(PIECES, max_size=25), before=st.text(max_size=5), after=st.text(max_size=5))
def test_every_sign_lies_in_exactly_one_sentence(pieces: list[str], before: str, after: str) -> None:
    """Ranges are in order, trimmed, disjoint, inside the range asked for, and leave out white space only."""
    text = before + "".join(pieces) + after
    start, end = len(before), len(text) - len(after)
    covered = [0] * len(text)
    reached = start
    for span in sentence_spans(text, start, end):
        assert reached <= span.start < span.end <= end
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        covered[span.start : span.end] = [1] * (span.end - span.start)
        reached = span.end
    assert all(covered[place] for place in range(start, end) if not text[place].isspace())
    assert not any(covered[:start])
    assert not any(covered[end:])


def test_an_empty_range_has_no_sentences() -> None:
    """Neither an empty text nor white space is a sentence."""
    assert sentence_spans("", 0, 0) == []
    assert sentence_spans(" \n\t\u2029", 0, 4) == []


def test_a_row_and_a_line_of_code_are_one_sentence_each() -> None:
    """Full stops inside them end nothing."""
    text = "| Ginkgo | Bleeding. Stop it. |\n\n```\na. B\n```"
    assert len(sentence_spans(text, 0, len(text))) == 4


@pytest.mark.parametrize(
    "pattern",
    [
        ". ",
        "a.",
        "A. ",
        "(",
        "()",
        ". [",
        "(.",
        "[.",
        ". (A et al. ",
        ". \u2028",
        "> ",
        "- ",
        "| ",
        "e\u0301",
        "\ud800. ",
        "a ",
    ],
)
def test_a_megabyte_takes_linear_time(pattern: str) -> None:
    """No pattern makes the time grow with the square of the length."""
    text = pattern * (1_000_000 // len(pattern))
    began = time.perf_counter()
    sentence_spans(text, 0, len(text))
    assert time.perf_counter() - began < 30
