"""The command line of the library: check it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from corpus.checking import LibraryNotFoundError, check_library

EXIT_FINDINGS = 1
EXIT_USAGE = 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Look after the shipped library of documents.",
)


@app.callback()
def _commands() -> None:
    """Keep ``check`` a command of its own, where typer would make the only command the program."""


@app.command(epilog="Example: python -m corpus check --json")
def check(
    *,
    corpus: Annotated[Path, typer.Option(help="The folder with documents/ and references.json.", metavar="DIR")] = Path(
        "corpus"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for other programs.")] = False,
) -> None:
    """Check every document and reference against the rules of the library's README.

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


def main() -> None:
    """Run the command line."""
    app(prog_name="python -m corpus")


if __name__ == "__main__":
    main()
