"""The commands ``train`` and ``evaluate`` of the sentence splitter."""

from __future__ import annotations

from functools import partial
from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import Annotated

import typer

from indexer.sentences import sentence_spans
from indexer.sentences.boundaries import Boundaries, shipped
from indexer.sentences.lexicon import read_parameters, shipped_abbreviations, write_parameters
from indexer.sentences.scoring import read_labelled, score
from indexer.sentences.training import read_texts
from indexer.sentences.training import train as train_on

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Train and measure the sentence splitter.")

_UNUSABLE = 2


@app.command()
def train(
    texts: Annotated[list[Path], typer.Argument(help="Text files, Markdown files, or corpus.jsonl of a BEIR dataset.")],
    out: Annotated[Path, typer.Option(help="The folder that the parameters are written to.")],
) -> None:
    """Train Punkt on TEXTS and write its parameters as plain text.

    Example: python -m indexer.sentences train corpus.jsonl notes.md --out indexer/sentences/trained
    """
    try:
        parameters = train_on((text for path in texts for text in read_texts(path)), shipped_abbreviations())
        write_parameters(parameters, out)
    except (OSError, ValueError) as error:
        raise _refusal(str(error)) from error
    typer.echo(
        f"{len(parameters.abbrev_types)} abbreviations, {len(parameters.sent_starters)} sentence starters, "
        f"{len(parameters.collocations)} collocations, {len(parameters.ortho_context)} words -> {out}",
    )


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Paragraphs with the sign ‖ where sentences end.")],
    parameters: Annotated[
        Path | None,
        typer.Option(help="A folder that train wrote; the shipped parameters without it."),
    ] = None,
) -> None:
    """Print precision, recall and every mistake on a labelled FILE.

    Example: python -m indexer.sentences evaluate tests/data/sentences/dev.txt
    """
    try:
        labelled = read_labelled(file.read_text(encoding="utf-8"))
        finder = Boundaries(read_parameters(parameters), shipped_abbreviations()) if parameters else shipped()
    except (OSError, ValueError) as error:
        raise _refusal(str(error)) from error
    result = score(labelled, partial(sentence_spans, finder=finder))
    for mistake in result.mistakes:
        typer.echo(mistake)
    typer.echo(
        f"precision {result.precision:.4f}  recall {result.recall:.4f}  "
        f"({result.right} right, {result.wrong} wrong, {result.missed} missed)",
    )


def _refusal(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(_UNUSABLE)


if __name__ == "__main__":
    app()
