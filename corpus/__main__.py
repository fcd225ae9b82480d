"""The command line of the library: check it, and find judged quotes again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from corpus.checking import LibraryNotFoundError, check_library, locate
from corpus.counts import counted

EXIT_FINDINGS = 1
EXIT_USAGE = 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Look after the shipped library of documents.",
)


Corpus = Annotated[Path, typer.Option(help="The folder with documents/ and references.json.", metavar="DIR")]


@app.command(epilog="Example: python -m corpus check --json")
def check(
    *,
    corpus: Corpus = Path("corpus"),
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for other programs.")] = False,
) -> None:
    """Check every document, reference and question against the rules of the library's README.

    Exit status: 0 clean, 1 findings, 2 wrong usage.
    """
    try:
        report = check_library(corpus)
    except LibraryNotFoundError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    if as_json:
        typer.echo(json.dumps(report.json(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(report.lines(str(corpus))))
    raise typer.Exit(0 if report.passed else EXIT_FINDINGS)


@app.command(name="locate", epilog="Example: python -m corpus locate")
def locate_command(*, corpus: Corpus = Path("corpus")) -> None:
    """Find every judged quote again after documents were edited, and rewrite judgements.jsonl and the qrels.

    Exit status: 0 all found, 1 a quote is gone or stands more than once, 2 wrong usage.
    """
    try:
        located = locate(corpus)
    except LibraryNotFoundError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    for found in located.findings:
        typer.echo(f"{corpus}/{found.document}:{found.line}: {found.severity}: {found.rule}: {found.message}")
    typer.echo(f"{counted(located.quotes, 'quote')}, {located.moved:,} moved, {len(located.findings):,} to mend")
    raise typer.Exit(EXIT_FINDINGS if located.findings else 0)


def main() -> None:
    """Run the command line."""
    app(prog_name="python -m corpus")


if __name__ == "__main__":
    main()
