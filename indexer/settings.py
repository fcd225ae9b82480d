"""The settings of a build. Those that change its result are written into the manifest."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from indexer.embedding import EMBEDDING_VERSION
from indexer.encoding.loading import EncoderChoice
from indexer.index.lexical import ANALYZER_VERSION
from indexer.splitting import SPLITTER_VERSION, SplitSettings

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import JsonValue


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """Everything a build needs to know.

    ``heading_context`` puts title and section path before what is embedded; what is shown stays the bare passage.
    ``keep`` counts the generations left on disk, the live one among them.
    """

    sources: tuple[Path, ...]
    index: Path
    references: tuple[Path, ...] = ()
    encoder: EncoderChoice = field(default_factory=EncoderChoice)
    splitter: SplitSettings = field(default_factory=SplitSettings)
    heading_context: bool = True
    keep: int = 2

    def __post_init__(self) -> None:
        """Refuse to leave no generation.

        Raises:
            ValueError: ``keep`` is below 1.
        """
        if self.keep < 1:
            msg = f"keep is {self.keep}; set it to 1 or more"
            raise ValueError(msg)

    def decisive(self) -> dict[str, JsonValue]:
        """Give the settings that change what is built, sources and encoder aside."""
        return {
            "splitter": {"version": SPLITTER_VERSION, **asdict(self.splitter)},
            "embedding": EMBEDDING_VERSION,
            "heading_context": self.heading_context,
            "analyzer": ANALYZER_VERSION,
        }
