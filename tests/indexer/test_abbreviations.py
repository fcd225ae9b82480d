"""Abbreviations are found where a text explains them, with the right words, and nowhere else."""

from __future__ import annotations

import pytest

from indexer.abbreviations import definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Pain of postherpetic neuralgia (PHN) is common.", "PHN", "postherpetic neuralgia"),
        ("Use PHN (postherpetic neuralgia) with care.", "PHN", "postherpetic neuralgia"),
        ("Pain after shingles (postherpetic neuralgia, PHN) stays.", "PHN", "postherpetic neuralgia"),
        ("One in seven (number needed to treat, NNT, 6.7) is helped.", "NNT", "number needed to treat"),
        ("It says so: acceptance and commitment therapy (ACT) helps.", "ACT", "acceptance and commitment therapy"),
        ("The American Academy of Neurology (AAN) advises it.", "AAN", "American Academy of Neurology"),
        ("Most took tricyclic antidepressants (TCAs; first line).", "TCAs", "tricyclic antidepressants"),
        ("The Neuropathic Pain Special Interest Group (NeuPSIG)", "NeuPSIG", "Neuropathic Pain Special Interest Group"),
        ("We gave palmitoylethanolamide (PEA) by mouth.", "PEA", "palmitoylethanolamide"),
        ('a "number needed to treat" (NNT) of seven', "NNT", "number needed to treat"),
    ],
)
def test_what_a_text_explains_is_found(text: str, short: str, long: str) -> None:
    """In either order, within one pair of parentheses, by initials or by letters inside words."""
    assert list(definitions(text)) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Gabapentin (Neurontin) is a capsule.",  # a name
        "It was read twice. In all (PHN) it is so.",  # letters that do not fit
        "Spinal cord. Stimulation (SCS) was tried.",  # across a sentence
        "see the list (a, b) and the note (see below)",
        "Scores rose (P < 0.001) in 20 people (NCT01234567).",
        "(PHN)",
        "()",
        "",
    ],
)
def test_what_is_no_explanation_is_not(text: str) -> None:
    """Names, figures, other remarks, and short forms whose letters the words before do not hold."""
    assert list(definitions(text)) == []
