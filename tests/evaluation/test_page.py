"""The report page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.page import report_page
from evaluation.page_figures import abstention_figure, reliability_figure
from evaluation.plots import Axis, Point, Series, axis_over, line_plot, point_plot
from evaluation.record import AskedQuestion, read_record
from search_api.answerability.calibration import AnswerVerdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Evaluate = Callable[..., Any]

_VOID = {"meta", "line", "path", "polyline", "br"}


class _Balance(HTMLParser):
    """Checks that every element is closed in its turn, and keeps attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def runs(evaluate: Evaluate, beir: Path, tmp_path: Path) -> Path:
    """Give a folder with two records of one dataset."""
    folder = tmp_path / "runs"
    for name, weight in (("base", "0.4"), ("words <&>", "1.0")):
        told = evaluate("run", beir, "--out", folder, "--name", name, "--set", f"lexical_weight={weight}")
        assert told.status == 0, told.err
    return folder


def test_a_page_of_two_records_compares_them(evaluate: Evaluate, runs: Path, tmp_path: Path) -> None:
    """Figures with intervals, what changed, every plot, and how each was measured; names are escaped."""
    out = tmp_path / "pages" / "report.html"
    told = evaluate("report", runs / "base.json", runs / "words <&>.json", "--out", out)
    assert told.status == 0, told.err
    page = out.read_text()
    texts = _Balance(page).texts
    assert {"base", "words <&>", "nDCG@10", "Recall by depth", "Differences, sorted", "lexical_weight"} <= set(texts)
    assert "words <&> against base" in texts
    assert page.count('<svg viewBox="0 0 640') == 4


def test_a_page_of_one_record_shows_its_legs(evaluate: Evaluate, runs: Path, tmp_path: Path) -> None:
    """And nothing that needs a second."""
    assert evaluate("report", runs / "base.json", "--out", tmp_path / "report.html").status == 0
    texts = _Balance((tmp_path / "report.html").read_text()).texts
    assert {"dense", "lexical", "nDCG@10 of every question"} <= {text.strip() for text in texts}
    assert "Differences, sorted" not in texts


def test_a_page_asks_for_nothing_else(evaluate: Evaluate, runs: Path, tmp_path: Path) -> None:
    """No address, no script, no file beside it: it can be mailed, and opened where there is no network."""
    assert evaluate("report", runs / "base.json", "--out", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img", page)
    assert not {"src", "href", "srcset"} & {name for name, _ in _Balance(page).attributes}


def test_what_makes_no_page_is_refused(evaluate: Evaluate, runs: Path, tmp_path: Path) -> None:
    """One record twice, a metric that was not measured, a place that cannot be written."""
    base = runs / "base.json"
    assert "two records have one name" in evaluate("report", base, base, "--out", tmp_path / "x.html").err
    told = evaluate("report", base, "--metric", "P@5", "--out", tmp_path / "x.html")
    assert (told.status, "not measured by P@5" in told.err) == (2, True)
    told = evaluate("report", base, "--out", base / "x.html")
    assert (told.status, "name another place" in told.err) == (2, True)


def test_axes_have_round_ticks_around_all_values() -> None:
    """At most a handful, and none outside."""
    axis = axis_over("metric", [0.873, 0.966])
    assert axis.ticks == (0.86, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98)
    assert (axis.low, axis.high) == pytest.approx((0.86, 0.98))
    assert axis_over("time", [3.0, 47.0], low=0.0).ticks == (0, 10, 20, 30, 40, 50)
    assert axis_over("same", [0.5, 0.5]).low <= 0.5 <= axis_over("same", [0.5, 0.5]).high
    assert axis_over("nothing", []).ticks


def test_values_stand_where_their_axis_says() -> None:
    """The ends at the ends, and on a logarithmic axis the geometric mean in the middle."""
    assert Axis("x", 1, 100, (), logarithmic=True).place(10) == pytest.approx(0.5)
    assert [Axis("x", -1, 1, ()).place(value) for value in (-1, 0, 1)] == [0, 0.5, 1]


def test_texts_of_a_plot_are_escaped() -> None:
    """A question may hold any character."""
    x = axis_over("a < b", [0, 1])
    series = [Series("s & t", (Point(0, 0, "<b>?</b>"), Point(1, 1)))]
    for drawing in (line_plot(series, x, x, 'say "x"'), point_plot(series, x, x, 'say "x"', diagonal=True)):
        texts = _Balance(drawing).texts
        assert "<b>?</b>" in texts
        assert "a < b" in texts


def test_a_page_shows_how_sure_the_search_was(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """Error rates by kind, the reliability curve and what each cut gives up; nothing of it where nothing was said."""
    folder = tmp_path / "runs"
    assert evaluate("run", spans, "--out", folder, "--name", "silent").status == 0
    silent = read_record(folder / "silent.json")
    said = {"use": 0.9, "harm": 0.8, "forgotten": 0.3, "dose": 0.6, "football": 0.1}
    verdicts = {"football": AnswerVerdict.NO_GOOD_ANSWER, "forgotten": AnswerVerdict.UNCERTAIN}

    def speaking(questions: dict[str, AskedQuestion]) -> dict[str, AskedQuestion]:
        return {
            name: of.model_copy(
                update={"probability": said[name], "verdict": verdicts.get(name, AnswerVerdict.ANSWERED)}
            )
            for name, of in questions.items()
        }

    sure = silent.model_copy(
        update={"name": "sure", "questions": speaking(silent.questions), "unanswerable": speaking(silent.unanswerable)}
    )
    heading = "Is the question answered at all?"
    assert heading not in report_page([silent], "nDCG@10")
    page = report_page([sure], "nDCG@10")
    assert heading in _Balance(page).texts
    assert "0.667" in page
    assert "sure: reliability" in page
    assert "0.30 given, 1.00 of 1 answered" in reliability_figure(sure)
    assert "near-miss" in abstention_figure(sure)
    assert reliability_figure(silent) == abstention_figure(silent) == ""
