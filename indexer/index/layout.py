"""Where everything stands in an index folder: every file name is written here, and only here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Raised with every change of format; then tests/data holds a golden index of the former one, and CHANGELOG a line.
FORMAT_VERSION = 2

_STAGING_PREFIX = ".staging-"
_DISCARDED_PREFIX = ".discarded-"


@dataclass(frozen=True, slots=True)
class GenerationLayout:
    """The files of one generation, immutable once published."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """What the generation holds and how it was made."""
        return self.folder / "manifest.json"

    @property
    def store(self) -> Path:
        """Documents and passages."""
        return self.folder / "passages.sqlite"

    @property
    def vectors(self) -> Path:
        """One vector a passage."""
        return self.folder / "vectors.faiss"

    @property
    def sentence_vectors(self) -> Path:
        """One vector a sentence, for highlights."""
        return self.folder / "sentences.npy"

    @property
    def collected_vectors(self) -> Path:
        """The vectors of passages as they come, until the index of them is written; never published."""
        return self.folder / ".vectors.npy"

    @property
    def lexical(self) -> Path:
        """The folder of the lexical index, whose file names tantivy chooses."""
        return self.folder / "lexical"

    @property
    def words(self) -> Path:
        """The words of all passages, for correcting questions."""
        return self.folder / "words.tsv"

    @property
    def abbreviations(self) -> Path:
        """The abbreviations that the passages explain, for expanding questions."""
        return self.folder / "abbreviations.tsv"

    @property
    def ledger(self) -> Path:
        """What became of every source file."""
        return self.folder / "ledger.jsonl"

    @property
    def data_files(self) -> tuple[Path, ...]:
        """Every file that must be there, the lexical index aside."""
        return (self.store, self.vectors, self.sentence_vectors, self.words, self.abbreviations, self.ledger)


@dataclass(frozen=True, slots=True)
class IndexLayout:
    """The files of an index folder."""

    root: Path

    @property
    def current(self) -> Path:
        """The live generation's name and its manifest's SHA-256; replaced atomically, last."""
        return self.root / "CURRENT"

    @property
    def lock(self) -> Path:
        """Held by the one build that may write."""
        return self.root / "LOCK"

    @property
    def generations(self) -> Path:
        """The folder of all generations."""
        return self.root / "generations"

    @property
    def vector_cache(self) -> Path:
        """Vectors of texts embedded before. Not part of any generation: losing it costs time, nothing else."""
        return self.root / "vector-cache.sqlite"

    @property
    def encoders(self) -> Path:
        """Encoders converted for this processor. Not part of any generation: they can be made again."""
        return self.root / "encoders"

    def generation(self, name: str) -> GenerationLayout:
        """Give the files of the generation of that name."""
        return GenerationLayout(self.generations / name)

    def staging(self, name: str) -> GenerationLayout:
        """Give the folder in which a generation is written before it is published."""
        return GenerationLayout(self.generations / f"{_STAGING_PREFIX}{name}")

    def discarded(self, name: str) -> Path:
        """Give the folder that a generation becomes before it is removed, so that no half of one bears its name."""
        return self.generations / f"{_DISCARDED_PREFIX}{name}"

    def leftovers(self) -> list[Path]:
        """List what builds that were cut off left behind."""
        if not self.generations.is_dir():
            return []
        return sorted(
            path for path in self.generations.iterdir() if path.name.startswith((_STAGING_PREFIX, _DISCARDED_PREFIX))
        )

    def published(self) -> list[Path]:
        """List the folders of whole generations, oldest first."""
        if not self.generations.is_dir():
            return []
        folders = [path for path in self.generations.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return sorted(folders, key=lambda path: (path.stat().st_mtime_ns, path.name))
