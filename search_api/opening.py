"""Opening a searcher: the live generation of an index folder, with the encoder that made it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from indexer.encoding.loading import EncoderChoice, load_encoder
from indexer.encoding.precision import Precision
from indexer.index.generations import read_current
from indexer.index.layout import IndexLayout
from indexer.index.manifest import read_manifest
from indexer.index.opening import open_index
from search_api.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.encoding.seam import Encoder
    from indexer.index.manifest import IndexManifest
    from search_api.ranking.settings import SearchSettings


def open_searcher(root: Path, encoder_location: str | None = None, settings: SearchSettings | None = None) -> Searcher:
    """Open the live generation of an index folder, with the encoder that its manifest names or another location.

    Raises:
        IndexStateError: there is no sound index, or it was built with another encoder.
        EncoderError: the encoder cannot be loaded.
    """
    return open_beside(
        root,
        lambda manifest: load_encoder(encoder_choice(manifest, encoder_location), IndexLayout(root).encoders),
        settings,
    )


def open_beside(
    root: Path, encoder_of: Callable[[IndexManifest], Encoder], settings: SearchSettings | None
) -> Searcher:
    """Open the live generation of an index folder while its encoder is loaded and makes itself ready.

    Raises:
        IndexStateError: there is no sound index, or it was built with another encoder.
        EncoderError: the encoder cannot be loaded.
    """
    layout = IndexLayout(root)
    current = read_current(layout)

    def encoder() -> Encoder:
        return encoder_of(read_manifest(layout.generation(current.generation).manifest, current.manifest_sha256))

    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(encoder)
        index = open_index(root)
        try:
            loaded = loading.result()
            warming = pool.submit(loaded.encode_queries, ["warm-up"])
            searcher = Searcher(index, loaded, settings)
            warming.result()
        except Exception:
            index.close()
            raise
    return searcher


def encoder_choice(manifest: IndexManifest, location: str | None) -> EncoderChoice:
    """Name the encoder that made an index, at the location its manifest gives or at another."""
    return EncoderChoice(
        location=manifest.encoder_location if location is None else location,
        query_prompt=manifest.encoder.query_prompt,
        document_prompt=manifest.encoder.document_prompt,
        adapter=manifest.encoder_adapter,
        precision=Precision(manifest.encoder.precision),
    )
