"""The command line of the batch job."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.counts import counted
from corpus.errors import CorpusError
from indexer.build import BuildOutcome, build
from indexer.console import ConsoleReporter, JsonReporter
from indexer.encoding.adapter import DEFAULT_ADAPTER
from indexer.encoding.errors import EncoderError
from indexer.encoding.loading import EncoderChoice, Runtime
from indexer.encoding.precision import Precision
from indexer.errors import BuildError, UnfitSettingsError
from indexer.index.errors import IndexStateError
from indexer.index.layout import IndexLayout
from indexer.index.ledger import FileStatus, read_ledger
from indexer.index.opening import open_index
from indexer.settings import BuildSettings
from indexer.splitting import MAX_OVERLAP_SENTENCES, SplitSettings

EXIT_NOTHING_PUBLISHED = 1
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3

_DEFAULTS = SplitSettings()

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Build an index from folders of documents, and look at one.",
)

IndexFolder = Annotated[Path, typer.Argument(help="The index folder.", metavar="DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for other programs.")]


@app.command(
    name="build",
    epilog="Example: python -m indexer build notes/ trials.jsonl --index .index/notes",
)
def build_command(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[list[Path], typer.Argument(help="Folders or files: .md, .txt, .jsonl.", metavar="SOURCE...")],
    *,
    index: Annotated[Path, typer.Option(help="The index folder; made if it is missing.", metavar="DIR")],
    references: Annotated[
        list[Path] | None, typer.Option(help="CSL-JSON bibliography for [@key] citations; may be repeated.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="A sentence-transformers folder or hub name; the bundled model if not given.")
    ] = "",
    adapter: Annotated[
        str, typer.Option(help="`default` (the shipped one, for the bundled model only), `none`, or a file.")
    ] = DEFAULT_ADAPTER,
    query_prompt: Annotated[str | None, typer.Option(help="Text before each question when it is embedded.")] = None,
    document_prompt: Annotated[str | None, typer.Option(help="Text before each passage when it is embedded.")] = None,
    runtime: Annotated[Runtime, typer.Option(help="What runs the encoder.")] = Runtime.AUTO,
    precision: Annotated[
        Precision, typer.Option(help="The encoder's arithmetic; `auto` is bfloat16 where the processor has it.")
    ] = Precision.AUTO,
    passage_tokens: Annotated[
        int, typer.Option(min=16, help="Tokens that a passage is packed up to.")
    ] = _DEFAULTS.passage_tokens,
    overlap_sentences: Annotated[
        int, typer.Option(min=0, max=MAX_OVERLAP_SENTENCES, help="Sentences repeated from the passage before.")
    ] = _DEFAULTS.overlap_sentences,
    heading_context: Annotated[bool, typer.Option(help="Embed title and section headings with each passage.")] = True,
    keep: Annotated[int, typer.Option(min=1, max=100, help="Generations left on disk, the live one among them.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Read, split, encode, write, verify and publish.

    Exit status: 0 all well, 3 published but some files failed, 2 wrong usage, 1 nothing published.
    """
    settings = BuildSettings(
        sources=tuple(sources),
        index=index,
        references=tuple(references or ()),
        encoder=EncoderChoice(model, query_prompt, document_prompt, runtime, adapter, precision),
        splitter=SplitSettings(passage_tokens=passage_tokens, overlap_sentences=overlap_sentences),
        heading_context=heading_context,
        keep=keep,
    )
    with JsonReporter() if as_json else ConsoleReporter() as report:
        outcome = build(settings, report)
    if not as_json:
        sys.stdout.write(_summary(outcome) + "\n")
    if outcome.files.get(FileStatus.FAILED.value, 0):
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command(epilog="Example: python -m indexer status .index/library")
def status(index: IndexFolder, *, as_json: AsJson = False) -> None:
    """Say what an index holds and what became of every source file."""
    opened = open_index(index)
    entries = read_ledger(opened.layout.ledger)
    manifest = opened.manifest
    vectors = manifest.vector_index
    opened.close()
    troubled = [entry for entry in entries if entry.status in {FileStatus.FAILED, FileStatus.SKIPPED}]
    if as_json:
        record = json.loads(manifest.to_bytes())
        record["ledger"] = [
            {"source": entry.source, "status": entry.status.value, "reason": entry.reason, "passages": entry.passages}
            for entry in entries
        ]
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        return
    lines = [
        f"generation  {manifest.generation} (format {manifest.format_version}, {manifest.software})",
        f"documents   {manifest.counts.documents}",
        f"passages    {manifest.counts.passages}",
        f"encoder     {manifest.encoder.name}, {manifest.encoder.dimension} dimensions, by {manifest.encoder_runtime}",
        f"vectors     {vectors.kind}, {vectors.probes} probes, recall@10 {vectors.recall_at_10:.3f}",
        *(f"{entry.status.value:<11} {entry.source}: {entry.reason}" for entry in troubled),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


@app.command(epilog="Example: python -m indexer verify .index/library")
def verify(index: IndexFolder) -> None:
    """Check every byte of an index, and every passage against its document."""
    opened = open_index(index)
    opened.store.check()
    counts = opened.manifest.counts
    sys.stdout.write(
        f"{IndexLayout(index).root}: generation {opened.manifest.generation} is sound: "
        f"{counted(counts.documents, 'document')}, {counted(counts.passages, 'passage')}, "
        f"{counted(len(opened.manifest.files), 'file')}\n"
    )
    opened.close()


def _summary(outcome: BuildOutcome) -> str:
    files = ", ".join(f"{count} {status}" for status, count in sorted(outcome.files.items()))
    return (
        f"{counted(outcome.documents, 'document')}, {counted(outcome.passages, 'passage')}; "
        f"{counted(outcome.passages_embedded, 'passage')} embedded, "
        f"{outcome.passages_reused} reused; files: {files or 'none'}; generation {outcome.generation}"
    )


def main() -> None:
    """Run the command line; an error is one sentence on standard error, with exit status 2 for usage and else 1."""
    try:
        app()
    except UnfitSettingsError as error:
        sys.stderr.write(f"indexer: {error}\n")
        sys.exit(EXIT_USAGE)
    except (CorpusError, EncoderError, BuildError, IndexStateError) as error:
        sys.stderr.write(f"indexer: {error}\n")
        sys.exit(EXIT_NOTHING_PUBLISHED)


if __name__ == "__main__":
    main()
