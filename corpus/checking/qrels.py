"""Judged spans -> judgements of whole documents, as BEIR lays them out.

Format: https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
Knows nothing of offsets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.checking.questions import QuestionSet, Split

_HEADER = "query-id\tcorpus-id\tscore\n"


def qrels(questions: QuestionSet, split: Split) -> str:
    """Give a split's qrels file: each document of an answerable question with the highest grade of its spans.

    The other kinds are left out, because a metric would count a question that stands here as one with an answer.
    """
    asked = {
        entry.record.id
        for entry in questions.questions
        if entry.record.split == split and entry.record.kind == "answerable"
    }
    grades: dict[tuple[str, str], int] = {}
    for entry in questions.judgements:
        judged = entry.record
        if judged.query in asked:
            pair = (judged.query, judged.document)
            grades[pair] = max(grades.get(pair, 0), judged.grade)
    return _HEADER + "".join(f"{query}\t{document}\t{grade}\n" for (query, document), grade in sorted(grades.items()))
