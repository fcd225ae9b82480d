"""How hits look on a terminal: what the source says, where it stands, and nothing else."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from corpus.counts import counted

if TYPE_CHECKING:
    from search_api.http.models import AnswerableOut, HitOut, SearchAnswer

_WIDTH = 88
_MORE_LIKELY_THAN_NOT = 0.5
_CLOSE = "These passages are close, but may answer only a part of the question, or a different one."
_NOTHING = "There is no good answer to this question here; what follows is only the nearest text."
_NOT_CALIBRATED = (
    "Whether these passages answer the question has not been established for this index's encoder; "
    "read them as nearest text."
)


def readable(answer: SearchAnswer) -> str:
    """Write an answer for people to read. Marked sentences stand between « and »."""
    if not answer.hits:
        return "No passage was found. Ask in other words, or take filters away."
    notice = _notice(answer.answerable)
    corrected = ", ".join(f"{one.used} (not {one.asked})" for one in answer.corrections)
    parts = [f"Searched for {corrected}; --no-correct searches for the words as asked."] if corrected else []
    added = ", ".join(f"{one.added} ({one.asked})" for one in answer.expansions)
    parts += [textwrap.fill(f"Searched also for {added}; --no-expand does without.", _WIDTH)] if added else []
    parts += [textwrap.fill(notice, _WIDTH)] if notice else []
    parts += [_hit(hit) for hit in answer.hits]
    parts.append(f"{counted(len(answer.hits), 'passage')} in {answer.took_ms:.0f} ms, generation {answer.generation}")
    return "\n\n".join(parts)


def _notice(answerable: AnswerableOut) -> str | None:
    """Say how far to trust the hits; nothing where they answer more often than not."""
    if answerable.probability is None:
        return _NOT_CALIBRATED
    if answerable.verdict == "no_good_answer":
        return _NOTHING
    sure = answerable.verdict == "answered" and answerable.probability >= _MORE_LIKELY_THAN_NOT
    return None if sure else _CLOSE


def _hit(hit: HitOut) -> str:
    text = hit.passage.text
    for start, end in reversed(hit.passage.highlights):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    lines = [
        f"{hit.rank}. {' > '.join(dict.fromkeys([hit.citation.title, *hit.citation.section]))}",
        *(
            textwrap.fill(re.sub(r"\s+", " ", line), _WIDTH, initial_indent="   ", subsequent_indent="   ")
            for line in text.splitlines()
            if line.strip()
        ),
        f"   {hit.citation.source}, characters {hit.citation.start} to {hit.citation.end} (score {hit.score:.3f})",
    ]
    lines += [f"   [@{reference.id}] {reference.citation}" for reference in hit.citation.references]
    return "\n".join(lines)
