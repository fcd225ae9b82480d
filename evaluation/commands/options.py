"""Options that several commands have, so that each means the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DatasetFolder = Annotated[Path, typer.Argument(help="A BEIR folder, or one of questions with judged spans.")]
Index = Annotated[Path | None, typer.Option(help="The index to ask; the dataset's own if not given.", metavar="DIR")]
Documents = Annotated[
    list[Path] | None, typer.Option(help="What the own index is built from, if not the dataset's corpus.")
]
Split = Annotated[str | None, typer.Option(help="The qrels file to judge by; `test` if not given.")]
Only = Annotated[
    list[str] | None,
    typer.Option(help="Keep questions whose field has this value; may be repeated.", metavar="FIELD=VALUE"),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", help="A metric as ir_measures names it; may be repeated.", metavar="NAME"),
]
Cache = Annotated[Path, typer.Option(help="Where the datasets' own indexes go.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for other programs.")]
