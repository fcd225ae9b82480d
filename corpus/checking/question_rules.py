"""The judged questions: spans that say what they quote, grades that fit the kind, and halves that do not leak.

That a grade is right, a reader must see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from corpus.checking.finding import Finding, Severity
from corpus.checking.qrels import qrels
from corpus.checking.question_split import MAX_RESEMBLANCE, content_words, resemblance, split_of
from corpus.checking.questions import ANSWERS, SPLITS, qrels_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.checking.library import Library
    from corpus.checking.page import Page
    from corpus.checking.questions import Entry, Judgement, QuestionSet, TwiceJudged

MIN_QUESTIONS_PER_DOCUMENT = 2
LOCATE = "run `python -m corpus locate`"


def check_questions(library: Library) -> Iterator[Finding]:
    """Check the questions of a library that has any; each rule is named in the docstring of its function."""
    questions = library.questions
    if questions is None:
        return
    pages = {page.document.id: page for page in library.pages}
    yield from _unique(questions)
    yield from _known(questions, pages)
    yield from _spans(questions, pages)
    yield from _grades(questions)
    yield from _halves(questions)
    yield from _paraphrases(questions)
    yield from _qrels(questions)
    yield from _targets(questions, library)


def _unique(questions: QuestionSet) -> Iterator[Finding]:
    """Rules ``question-unique`` and ``judged-twice``."""
    ids: set[str] = set()
    for question in questions.questions:
        if question.record.id in ids:
            yield question.finding("question-unique", f"the id {question.record.id} stands twice")
        ids.add(question.record.id)
    spans: set[tuple[str, str, str]] = set()
    for judged in questions.judgements:
        span = (judged.record.query, judged.record.document, judged.record.quote)
        if span in spans:
            yield judged.finding("judged-twice", f"{judged.record.query} judges this quote twice; keep one grade")
        spans.add(span)


def _known(questions: QuestionSet, pages: dict[str, Page]) -> Iterator[Finding]:
    """Rules ``unknown-question`` and ``unknown-document``."""
    ids = {question.record.id for question in questions.questions}
    entries: tuple[Entry[Judgement] | Entry[TwiceJudged], ...] = (*questions.judgements, *questions.second)
    for entry in entries:
        if entry.record.query not in ids:
            yield entry.finding("unknown-question", f"there is no question {entry.record.query}")
        if entry.record.document not in pages:
            yield entry.finding("unknown-document", f"there is no document {entry.record.document}")


def _spans(questions: QuestionSet, pages: dict[str, Page]) -> Iterator[Finding]:
    """Rules ``span-is-quote``, ``span-in-body`` and ``quote-once``."""
    for entry in questions.judgements:
        page = pages.get(entry.record.document)
        if page is not None:
            yield from _span(entry, page)


def _span(entry: Entry[Judgement], page: Page) -> Iterator[Finding]:
    judged, text = entry.record, page.document.text
    if text[judged.start : judged.end] != judged.quote:
        message = f"{judged.document}[{judged.start}:{judged.end}] is not the quote; {LOCATE}"
        yield entry.finding("span-is-quote", message)
    elif judged.start < page.body_start:
        yield entry.finding("span-in-body", "the quote lies in the front matter; quote the text")
    elif occurrences(page, judged.quote) != [judged.start]:
        message = "the quote stands more than once in the document; quote more, so that it can be found again"
        yield entry.finding("quote-once", message)


def occurrences(page: Page, quote: str) -> list[int]:
    """Give the first two offsets into the file at which the body of a page holds a quote."""
    text = page.document.text
    first = text.find(quote, page.body_start)
    second = text.find(quote, first + 1) if first >= 0 else -1
    return [offset for offset in (first, second) if offset >= 0]


def _grades(questions: QuestionSet) -> Iterator[Finding]:
    """Rules ``unanswered`` (answerable, no span that answers) and ``answered`` (another kind with too good a span)."""
    best: dict[str, int] = defaultdict(int)
    for entry in questions.judgements:
        best[entry.record.query] = max(best[entry.record.query], entry.record.grade)
    for question in questions.questions:
        grade = best[question.record.id]
        match question.record.kind:
            case "answerable" if grade < ANSWERS:
                message = "it is answerable, but no span of grade 2 answers it; add one, or call it a near miss"
                yield question.finding("unanswered", message)
            case "near-miss" if grade == ANSWERS:
                message = "it is a near miss, but a span of grade 2 answers it; call it answerable"
                yield question.finding("answered", message)
            case "off-topic" if grade:
                yield question.finding("answered", "it is off topic, but has a judged span; call it a near miss")
            case _:
                pass


def _halves(questions: QuestionSet) -> Iterator[Finding]:
    """Rule ``split``: a question stands in the half that its group's name gives, so no group is parted."""
    for entry in questions.questions:
        group, split = entry.record.group, split_of(entry.record.group)
        if entry.record.split != split:
            yield entry.finding("split", f"it stands in {entry.record.split}, but its group {group} in {split}")


def _paraphrases(questions: QuestionSet) -> Iterator[Finding]:
    """Rule ``paraphrase``: no two questions with nearly the same words stand in different halves."""
    words = [content_words(entry.record.text) for entry in questions.questions]
    for one, other in combinations(range(len(words)), 2):
        first, second = questions.questions[one].record, questions.questions[other]
        if first.split != second.record.split and resemblance(words[one], words[other]) > MAX_RESEMBLANCE:
            message = f"{first.id} of the other half asks nearly the same; give both one group"
            yield second.finding("paraphrase", message)


def _qrels(questions: QuestionSet) -> Iterator[Finding]:
    """Rule ``qrels``: the files hold what the judgements say."""
    for split in SPLITS:
        if questions.qrels[split] != qrels(questions, split):
            yield Finding(qrels_path(split), 1, "qrels", f"it is not what the judgements say; {LOCATE}")


def _targets(questions: QuestionSet, library: Library) -> Iterator[Finding]:
    """Rule ``document-unasked``, a warning: every document answers at least two questions."""
    answerable = questions.of_kind("answerable")
    answered = {
        (entry.record.document, entry.record.query)
        for entry in questions.judgements
        if entry.record.grade == ANSWERS and entry.record.query in answerable
    }
    counts = Counter(document for document, _ in answered)
    for page in library.pages:
        count = counts[page.document.id]
        if count < MIN_QUESTIONS_PER_DOCUMENT:
            message = f"it answers {count} of the questions; ask at least {MIN_QUESTIONS_PER_DOCUMENT} of it"
            yield page.finding(1, "document-unasked", message, Severity.WARNING)
