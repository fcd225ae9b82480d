"""The command line of the service: serve an index, or ask it one question."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from indexer.encoding.errors import EncoderError
from indexer.index.errors import IndexStateError
from indexer.index.generations import read_current
from indexer.index.layout import IndexLayout
from search_api.errors import RequestError
from search_api.opening import open_searcher
from search_api.ranking.settings import SearchSettings
from search_api.searcher import SearchRequest

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Serve an index over HTTP, or ask it one question.",
)

IndexOption = Annotated[Path, typer.Option(help="The index folder.", metavar="DIR")]
ModelOption = Annotated[
    str | None, typer.Option(help="Where the encoder stands, if not where the index was built.", metavar="FOLDER|NAME")
]

RerankerOption = Annotated[
    str,
    typer.Option(help="A cross-encoder that orders the first passages anew; none if not given.", metavar="FOLDER|NAME"),
]

_MB = 1_000_000


@app.command(epilog="Example: python -m search_api serve --index .index/library --port 8000")
def serve(  # noqa: PLR0913 - one parameter an option
    *,
    index: IndexOption,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer, each with an encoder of its own.")] = 1,
    cache: Annotated[
        int, typer.Option(min=0, help="MB of answers a process keeps for when they are asked for again; 0 for none.")
    ] = 16,
    in_progress: Annotated[
        int, typer.Option(min=1, help="Requests that a process lets in at once; what comes beyond is refused with 503.")
    ] = 48,
    model: ModelOption = None,
    reranker: RerankerOption = "",
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Serve page and API. A generation published later is picked up without a restart."""
    from search_api.live import LiveSearcher  # noqa: PLC0415 - `ask` does without the server
    from search_api.logs import configure_logging  # noqa: PLC0415

    if log_level not in {"debug", "info", "warning", "error"}:
        msg = "--log-level is debug, info, warning or error"
        raise typer.BadParameter(msg)
    read_current(IndexLayout(index))
    configure_logging(log_level)
    settings = SearchSettings(reranker=reranker)
    live = LiveSearcher(index, model, settings)
    if workers == 1:
        # The index is opened while the framework is imported, which takes as long.
        live.start()
    from search_api.http.app import Limits  # noqa: PLC0415
    from search_api.http.workers import Address, Service, serve_from_workers, serve_here  # noqa: PLC0415

    service = Service(index, model, settings, Limits(cache * _MB, in_progress), log_level)
    if workers == 1:
        serve_here(service, live, Address(host, port))
    else:
        serve_from_workers(service, Address(host, port), workers)


@app.command(
    epilog='Example: python -m search_api ask "does acupuncture help nerve pain?" --index .index/library --k 3'
)
def ask(  # noqa: PLR0913 - one parameter an option
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    *,
    index: IndexOption,
    k: Annotated[int, typer.Option(help="How many passages at most.")] = 5,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="field:value; may be repeated.", metavar="FIELD:VALUE")
    ] = None,
    correct: Annotated[bool, typer.Option(help="Correct misspelt words towards those of the index.")] = True,
    expand: Annotated[bool, typer.Option(help="Search for what abbreviations and brand names stand for, too.")] = True,
    model: ModelOption = None,
    reranker: RerankerOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write exactly what HTTP answers.")] = False,
) -> None:
    """Ask one question and print the passages that answer it best."""
    from search_api.http.views import search_answer  # noqa: PLC0415 - `serve` reads its own
    from search_api.terminal import readable  # noqa: PLC0415

    fields: dict[str, list[str]] = {}
    for item in filters or ():
        name, separator, value = item.partition(":")
        if not separator or not value:
            msg = f"--filter {item}: write field:value, for example --filter audience:patient"
            raise typer.BadParameter(msg)
        fields.setdefault(name, []).append(value)
    searcher = open_searcher(index, model, SearchSettings(reranker=reranker))
    answer = search_answer(searcher.search(SearchRequest(question, k, fields, correct=correct, expand=expand)))
    searcher.close()
    sys.stdout.write((answer.model_dump_json() if as_json else readable(answer)) + "\n")


def main() -> None:
    """Run the command line; an error is one sentence on standard error and exit status 1."""
    try:
        app()
    except (IndexStateError, EncoderError, RequestError) as error:
        sys.stderr.write(f"search-api: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
