"""``spelling``: what the correction of misspelt words mends, and what it spoils."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evaluation.commands.asked import opened
from evaluation.commands.options import Cache, DatasetFolder, Documents, Index, Only
from evaluation.dataset import read_dataset
from evaluation.misspelling import count_corrections, misspelt, spelling_text

EXAMPLE = "python -m evaluation spelling corpus/questions --documents corpus/documents --only split=tune"


def command(
    dataset: DatasetFolder,
    *,
    index: Index = None,
    documents: Documents = None,
    only: Only = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each question is misspelt.")] = 10,
    seed: Annotated[int, typer.Option(help="Another seed makes other slips.")] = 0,
    cache: Cache = Path("runs/indexes"),
) -> None:
    """Misspell words of questions as people do, and tell how many are mended; tell what is changed in them unmisspelt.

    Questions of the style `misspelt` are left out.
    """
    judged = read_dataset(dataset, None, only or ())
    questions = [
        question
        for question in (*judged.questions, *judged.unanswerable)
        if "misspelt" not in question.fields.get("style", ())
    ]
    with opened(index, documents or (), judged, cache) as searcher:
        misspellings = misspelt(questions, searcher.index.words, rounds, seed)
        counts = count_corrections(misspellings, questions, searcher.speller)
    sys.stdout.write(spelling_text(counts) + "\n")
