"""The command line of evaluation."""

from __future__ import annotations

import sys

import typer

from corpus.errors import CorpusError
from evaluation.commands import (
    ablate,
    calibrate,
    compare,
    failures,
    highlights,
    rebrand,
    report,
    run,
    score,
    spelling,
    tune,
    verdicts,
)
from evaluation.errors import EvaluationError, UsageError
from indexer.encoding.errors import EncoderError
from indexer.errors import BuildError, UnfitSettingsError
from indexer.index.errors import IndexStateError

EXIT_FAILED = 1
EXIT_USAGE = 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Measure how well questions are answered, compare two ways of answering, and look at what fails.",
)
for module in (run, score, compare, failures, report, ablate, tune, calibrate, verdicts, highlights, spelling, rebrand):
    app.command(name=module.__name__.rpartition(".")[2], epilog=f"Example: {module.EXAMPLE}")(module.command)


def main() -> None:
    """Run the command line; an error is one sentence on standard error, with exit status 2 for usage and else 1."""
    try:
        app()
    except (UsageError, UnfitSettingsError) as error:
        sys.stderr.write(f"evaluation: {error}\n")
        sys.exit(EXIT_USAGE)
    except (EvaluationError, CorpusError, EncoderError, BuildError, IndexStateError) as error:
        sys.stderr.write(f"evaluation: {error}\n")
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
