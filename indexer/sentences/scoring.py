"""Measures sentence boundaries against a file labelled by hand.

The file holds paragraphs with a blank line between them. The sign ``‖`` stands where one sentence ends and the next
begins; lines that begin with ``%%`` are remarks. The end of a paragraph is no boundary that counts.
Knows nothing of how boundaries are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.index.records import Span

_SIGN = "‖"
_REMARK = "%%"
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the offsets at which its sentences end, its own end left out."""

    text: str
    ends: frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all labelled texts, and one line for each mistake.

    ``mistakes`` show the text around the place with ``‖`` in it, after ``missed`` or ``wrong``.
    """

    right: int
    wrong: int
    missed: int
    mistakes: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of the boundaries found that are labelled; 1 where none was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of the labelled boundaries that were found; 1 where none is labelled."""
        labelled = self.right + self.missed
        return self.right / labelled if labelled else 1.0


def read_labelled(content: str) -> list[Labelled]:
    """Read the paragraphs of a labelled file.

    Raises:
        ValueError: no boundary is labelled in it.
    """
    lines = [line for line in content.splitlines() if not line.startswith(_REMARK)]
    paragraphs = "\n".join(lines).split("\n\n")
    labelled = [_labelled(paragraph.strip()) for paragraph in paragraphs if paragraph.strip()]
    if not any(paragraph.ends for paragraph in labelled):
        msg = f"no boundary is labelled; put the sign {_SIGN} where one sentence ends and the next begins"
        raise ValueError(msg)
    return labelled


def _labelled(paragraph: str) -> Labelled:
    text = ""
    ends: set[int] = set()
    pieces = paragraph.split(_SIGN)
    for piece in pieces[:-1]:
        text += piece
        ends.add(len(text.rstrip()))
    return Labelled(text + pieces[-1], frozenset(ends))


def score(labelled: Sequence[Labelled], spans: Callable[[str, int, int], list[Span]]) -> Score:
    """Compare the sentences that ``spans(text, start, end)`` finds with the labels."""
    right = wrong = missed = 0
    mistakes: list[str] = []
    for paragraph in labelled:
        found = {span.end for span in spans(paragraph.text, 0, len(paragraph.text))[:-1]}
        right += len(found & paragraph.ends)
        wrong += len(found - paragraph.ends)
        missed += len(paragraph.ends - found)
        mistakes.extend(_mistakes(paragraph, found))
    return Score(right, wrong, missed, tuple(mistakes))


def _mistakes(paragraph: Labelled, found: set[int]) -> Iterator[str]:
    for end in sorted(found ^ paragraph.ends):
        kind = "wrong" if end in found else "missed"
        before, after = paragraph.text[max(0, end - _CONTEXT) : end], paragraph.text[end : end + _CONTEXT]
        yield f"{kind}: {' '.join(f'{before} {_SIGN} {after}'.split())}"
