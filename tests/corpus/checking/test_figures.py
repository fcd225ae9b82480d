"""Which numbers are figures, and which figures are the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.checking.figures import figures, percentages, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 32% of people", ["32"]),
        ("NNT 6.7 (5.4 to 8.7), n=2,260", ["6.7", "5.4", "8.7", "2,260"]),
        ("P<.001 and p = 0.05", [".001", "0.05"]),
        ("lasted 12 weeks, with 60 mg a day", ["12", "60"]),
        ("pain fell by 1.06 points, -0.45 in the other", ["1.06", "0.45"]),
        ("a 10 kHz pulse; 10-kHz pulses", ["10", "10"]),
        ("given 2000 mg, 2000 people", ["2000", "2000"]),
        ("one in 8 people", ["8"]),
        ("64% on capsaicin", ["64"]),
        ("prevalence of 10.6%", ["10.6"]),
        ("31 trials of 10 opioids", ["31", "10"]),
        ("a telephone survey of 634 people", ["634"]),
        ("from 65 may have it", ["65"]),
        ("three small unblinded trials", ["three"]),
        ("Two randomised double-blind studies", ["Two"]),
    ],
)
def test_figures_about_the_evidence_are_found(text: str, expected: list[str]) -> None:
    """Percentages, counts, doses, durations, intervals, P values, and counts of trials in words."""
    assert [figure.text for figure in figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "since 2019, in 2012/13 and from 1990 to 2004",
        "on 24 November and on April 1",
        "type 2 diabetes, types 1 and 2, stage 3b, Steps 1 and 4, grade 3 or 4",
        "vitamin B12, CYP2D6, NaV1.7, HLA-B*15:02, omega-3, alpha-2-delta, ICD-11, 5-HTP",
        "the 8% patch, the 5% medicated plaster, capsaicin 8%, 0.075% cream, [lidocaine] 5%",
        "Douleur Neuropathique en 4 questions",
        "a 95% CI and a 95% confidence interval",
        "on a scale of 0 to 10, of 0 to 100",
        "out of 10.",
        "call 999 or 112",
        "before the 80th birthday",
        "the two trials, these three studies",
        "one trial, two hands, three tablets",
    ],
)
def test_numbers_that_name_or_place_are_no_figures(text: str) -> None:
    """Years, dates, kinds, names, strengths, scales and emergency numbers need no source."""
    assert figures(text) == []


def test_the_same_number_in_another_dress_is_the_same() -> None:
    """Thousands separators, trailing zeros, a leading zero, signs and number words do not matter."""
    assert values("2,260; 5.0; 0.05; -0.45; ten weeks") == {Decimal(text) for text in ("2260", "5", ".05", ".45", "10")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("32% vs 17%, n=209", {"32", "17"}),
        ("17-30%", {"17", "30"}),
        ("5, 6 and 7 percent of 209", {"5", "6", "7"}),
        ("53% (38.58 to 67.47), 17 studies", {"53", "38.58", "67.47"}),
        ("12 per cent", {"12"}),
        ("8 weeks", set()),
    ],
)
def test_percentages_are_told_by_their_own_sign_or_that_of_their_range(text: str, expected: set[str]) -> None:
    """A count next to a percentage is none."""
    assert percentages(text) == {Decimal(number) for number in expected}


def test_a_figure_knows_its_place_and_its_sign() -> None:
    """The offset leads to the digits, and the percent sign is remembered."""
    text = "NNT 6.7; 32% helped"
    assert [(text[figure.start :][:2], figure.is_percentage) for figure in figures(text)] == [
        ("6.", False),
        ("32", True),
    ]
