"""``evaluation run``: from a dataset to a record, on the service's own code path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.in_process import InProcessAsker, by_leg
from evaluation.judgements import Unit
from evaluation.measures import DEFAULT_METRICS
from evaluation.rankings import RankedPassage, best_of_each
from evaluation.record import read_record
from evaluation.settings import AskSettings
from evaluation.trec import read_qrels, read_run
from search_api.opening import open_searcher
from search_api.ranking.fusion import Candidate
from search_api.ranking.settings import SearchSettings
from search_api.searcher import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import BuildIndex
    from fakes import FakeEncoder

    Evaluate = Callable[..., Any]


@pytest.fixture
def recorded(evaluate: Evaluate, beir: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Give a function that runs the BEIR dataset and returns the record it printed."""

    def run_it(*arguments: str | Path) -> dict[str, Any]:
        told = evaluate("run", beir, "--out", tmp_path / "runs", "--json", *arguments)
        assert told.status == 0, told.err
        record: dict[str, Any] = json.loads(told.out)
        return record

    return run_it


def test_a_record_holds_everything_that_makes_a_figure_comparable(recorded: Callable[..., dict[str, Any]]) -> None:
    """Dataset, index, settings, commit and machine, beside figures with their intervals."""
    record = recorded()
    assert {"dataset", "index", "settings", "commit", "machine", "metrics", "legs", "per_query"} <= set(record)
    assert list(record["metrics"]) == list(DEFAULT_METRICS)
    for figure in record["metrics"].values():
        assert figure["low"] <= figure["value"] <= figure["high"]
    assert record["settings"]["k"] == 100
    assert record["settings"]["passage_tokens"] == 160
    assert record["settings"]["max_per_document"] == SearchSettings().max_per_document
    assert record["index"]["documents"] == 4
    assert record["latency_ms"]["p50"] <= record["latency_ms"]["p95"]
    assert record["machine"]["cores"] >= 1


def test_a_lost_question_counts_zero(recorded: Callable[..., dict[str, Any]]) -> None:
    """The question without a word is refused; it stays in the mean, with the reason."""
    record = recorded()
    assert record["dataset"]["judged"] == 4
    assert record["dataset"]["lost"] == 1
    assert record["per_query"]["q4"]["nDCG@10"] == 0.0
    assert "holds no word" in record["questions"]["q4"]["lost"]
    values = [of["nDCG@10"] for of in record["per_query"].values()]
    assert record["metrics"]["nDCG@10"]["value"] == pytest.approx(sum(values) / 4)


def test_a_document_is_scored_by_its_best_passage(recorded: Callable[..., dict[str, Any]]) -> None:
    """What is asked stands in the last of several passages, and the document is found once, first."""
    record = recorded("--set", "passage_tokens=40")
    assert record["index"]["passages"] > record["index"]["documents"]
    assert record["per_query"]["q3"]["Success@1"] == 1.0
    first = [shown["item"] for shown in record["questions"]["q3"]["first"]]
    assert first[0] == "long"
    assert len(first) == len(set(first))
    assert "Acupuncture needles" in record["questions"]["q3"]["first"][0]["text"]


def test_every_leg_is_measured(recorded: Callable[..., dict[str, Any]]) -> None:
    """Each by its own ranking, over the same questions."""
    record = recorded()
    assert set(record["legs"]) == {"dense", "lexical"}
    assert set(record["per_query_legs"]["lexical"]) == set(record["per_query"])
    assert record["per_query_legs"]["lexical"]["q1"]["Success@1"] == 1.0


def test_a_second_run_embeds_nothing(recorded: Callable[..., dict[str, Any]], fake_encoder: FakeEncoder) -> None:
    """The index of the same settings is found again; other settings have an index of their own."""
    first = recorded()
    fake_encoder.embedded.clear()
    assert recorded()["metrics"] == first["metrics"]
    assert fake_encoder.embedded == []
    assert recorded("--set", "passage_tokens=40")["index"]["path"] != first["index"]["path"]
    assert recorded()["index"] == first["index"]


def test_a_run_leaves_trec_files_that_score_the_same(
    recorded: Callable[..., dict[str, Any]], evaluate: Evaluate, tmp_path: Path
) -> None:
    """Any system's tools can check the figures."""
    record = recorded("--name", "mine")
    runs = tmp_path / "runs"
    assert read_record(runs / "mine.json").name == "mine"
    assert read_run(runs / "mine.run")["q1"][0] == "gabapentin"
    assert read_qrels(runs / "mine.qrels")["q1"] == {"gabapentin": 2, "ginger": 0}
    told = evaluate("score", runs / "mine.qrels", runs / "mine.run", "--json")
    assert json.loads(told.out)["mine.run"] == record["metrics"]


def test_an_index_can_be_named(evaluate: Evaluate, beir: Path, build_index: BuildIndex, tmp_path: Path) -> None:
    """Then nothing is built, and searching can still be varied."""
    root = build_index(beir / "corpus.jsonl").root
    told = evaluate("run", beir, "--index", root, "--set", "max_per_document=1", "--out", tmp_path / "o", "--json")
    record = json.loads(told.out)
    assert record["index"]["path"] == str(root)
    assert record["settings"]["max_per_document"] == 1
    assert not (tmp_path / "o" / "indexes").exists()


def test_spans_are_judged_by_passage(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """The documents beside the questions are indexed; unanswerable questions are counted and left out."""
    told = evaluate("run", spans, "--out", tmp_path / "runs", "--json", "--metric", "Success(rel=2)@1")
    assert told.status == 0, told.err
    record = json.loads(told.out)
    assert record["dataset"]["unit"] == "passage"
    assert (record["dataset"]["judged"], record["dataset"]["unanswerable"]) == (3, 2)
    assert record["per_query"]["use"] == {"Success(rel=2)@1": 1.0}
    assert record["per_query"]["harm"] == {"Success(rel=2)@1": 1.0}
    assert record["per_query"]["forgotten"] == {"Success(rel=2)@1": 0.0}
    assert record["questions"]["use"]["first"][0]["grade"] == 2
    assert set(record["before_cap"]) == {"Success(rel=2)@1"}


def test_what_is_measured_is_what_a_request_gets(build_index: BuildIndex, write: Callable[..., Path]) -> None:
    """The first passages of a judged ranking are a request's hits, in its order, cap and all."""
    many = "\n".join(f"# Part {n}\n\nGabapentin and pain, remark number {n}.\n" for n in range(8))
    write("docs/a.md", f"---\nid: a\ntitle: A\n---\n{many}")
    write("docs/b.md", "---\nid: b\ntitle: B\n---\n# B\n\nGinger is no remark on pain at all, number 3.\n")
    root = build_index(write("docs/.keep", "").parent).root
    asker = InProcessAsker(root, AskSettings(SearchSettings(max_per_document=2)), Unit.PASSAGE, 10)
    answer = asker.ask("gabapentin and pain remark")
    asker.close()
    searcher = open_searcher(root, settings=SearchSettings(max_per_document=2))
    hits = searcher.search(SearchRequest("gabapentin and pain remark")).hits
    searcher.close()
    assert [passage.passage_id for passage in answer.served] == [hit.passage_id for hit in hits]
    assert [passage.document_id for passage in answer.served[:3]] == ["a", "a", "b"]
    assert [passage.document_id for passage in answer.before_cap[:3]] == ["a", "a", "a"]
    assert [(passage.start, passage.end, passage.text) for passage in answer.served] == [
        (hit.citation.start, hit.citation.end, hit.text) for hit in hits
    ]


def test_a_leg_ranks_only_what_it_scored() -> None:
    """By its own score; of equals the one that stands first in the corpus."""
    candidates = [
        Candidate(3, 0.9, {"dense": 0.5, "lexical": 2.0}),
        Candidate(1, 0.8, {"dense": 0.5}),
        Candidate(2, 0.7, {"dense": 0.9, "lexical": 1.0}),
    ]
    legs = by_leg(candidates)
    assert [(each.row, each.score) for each in legs["dense"]] == [(2, 0.9), (1, 0.5), (3, 0.5)]
    assert [each.row for each in legs["lexical"]] == [3, 2]


def test_the_best_passage_of_each_document_is_kept() -> None:
    """In the order of the ranking, and no more than asked for."""
    ranked = [RankedPassage(f"p{n}", document, 0, 1, 1 - n / 10, "") for n, document in enumerate("aabacd")]
    assert [passage.passage_id for passage in best_of_each(ranked, Unit.DOCUMENT, 3)] == ["p0", "p2", "p4"]
    assert [passage.passage_id for passage in best_of_each(ranked, Unit.PASSAGE, 3)] == ["p0", "p1", "p2"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["--set", "passage_token=40"], 2, "no setting 'passage_token'"),
        (["--set", "passage_tokens=0"], 2, "passage_tokens is 0"),
        (["--set", "passage_tokens=99999"], 2, "passage_tokens is 99999, and the encoder takes 254"),
        (["--set", "lexical_weight=-4"], 2, "lexical_weight is -4.0; set it to 0 to 1"),
        (["--metric", "fame@10"], 2, "no metric 'fame@10'"),
        (["--metric", "R@100", "--k", "10"], 2, "--k 100"),
        (["--index", "x", "--set", "passage_tokens=40"], 2, "leave out --index"),
        (["--index", "x", "--documents", "y"], 2, "leave out one"),
        (["--url", "http://127.0.0.1:9", "--set", "passage_tokens=40"], 2, "leave out"),
        (["--url", "ftp://host"], 2, "no HTTP address"),
        (["--url", "http://127.0.0.1:9", "--k", "101"], 2, "--k 100"),
        (["--name", "other/name"], 2, "name one with --out"),
        (["--index", "x"], 1, "there is no index in x"),
        (["--split", "dev"], 1, "--split"),
        (["--documents", "nowhere"], 1, "does not exist"),
        (["--url", "http://127.0.0.1:9"], 1, "search_api serve"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    evaluate: Evaluate, beir: Path, tmp_path: Path, arguments: list[str], status: int, says: str
) -> None:
    """With the next step; 2 for wrong usage, else 1, and nothing on standard output."""
    told = evaluate("run", beir, "--out", tmp_path / "runs", *arguments)
    assert told.status == status
    assert says in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_place_that_takes_no_files_is_refused_before_anything_is_built(
    evaluate: Evaluate, beir: Path, write: Callable[..., Path], fake_encoder: FakeEncoder
) -> None:
    """A file stands where the folder of records should be: one sentence, status 2, and nothing was embedded."""
    told = evaluate("run", beir, "--out", write("in-the-way", "a file"))
    assert (told.status, "name another place with --out" in told.err) == (2, True)
    assert "Traceback" not in told.err
    assert fake_encoder.embedded == []


def test_indexes_that_cannot_be_kept_are_refused(evaluate: Evaluate, spans: Path, write: Callable[..., Path]) -> None:
    """The sentence names the option that named the folder."""
    told = evaluate("highlights", spans, "--cache", write("in-the-way", "a file"))
    assert (told.status, "name another place with --cache" in told.err) == (2, True)


def test_questions_without_documents_ask_for_some(evaluate: Evaluate, spans: Path, tmp_path: Path) -> None:
    """The error names both ways to give them."""
    lonely = tmp_path / "lonely" / "questions"
    lonely.parent.mkdir()
    spans.rename(lonely)
    told = evaluate("run", lonely, "--out", tmp_path / "runs")
    assert told.status == 1
    assert "--documents" in told.err
    assert "--index" in told.err


def test_a_run_tells_its_figures(evaluate: Evaluate, beir: Path, tmp_path: Path) -> None:
    """For people: a line a metric, what was lost and why, and where the record lies."""
    told = evaluate("run", beir, "--out", tmp_path / "runs", "--name", "mine", "--only", "edition=2")
    assert "beir test edition=2: 2 questions judged by document" in told.out
    assert "nDCG@10" in told.out
    assert "lost: the query holds no word" in told.out
    assert str(tmp_path / "runs" / "mine.json") in told.out
