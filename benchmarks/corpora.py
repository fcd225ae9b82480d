"""The corpora that are measured: synthetic passages of the library's own sentences, with vectors made beforehand.

What an encoder takes is measured apart from what everything else takes: the vectors of synthetic passages are put
into the index's cache, where a build finds them as if it had embedded them before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.synthetic import synthetic_texts, synthetic_vectors
from corpus.bibliography import Bibliography
from corpus.reading import reader_for
from corpus.records import Document
from corpus.sources import discover
from indexer.embedding import digests
from indexer.encoding.pooling import cut_out
from indexer.index.layout import IndexLayout
from indexer.passages import DocumentSplitter
from indexer.settings import BuildSettings
from indexer.vector_cache import VectorCache

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from indexer.encoding.seam import Encoder

SEED = 7
# A sentence is drawn between these, so that three of them stay within one passage.
_SENTENCE_CHARACTERS = (40, 200)
_WRITTEN_AT_ONCE = 5_000
_ADDED = "This sentence was added."


def library_sentences(documents: Path, encoder: Encoder) -> list[str]:
    """List the distinct sentences of a folder of documents, as the encoder sees them, in their order."""
    settings = BuildSettings(sources=(documents,), index=documents)
    bibliography = Bibliography.load(())
    found: list[Document] = []
    for file in discover((documents,)):
        reader = reader_for(file)
        if reader is not None:
            found.extend(item for item in reader(file, bibliography) if isinstance(item, Document))
    least, most = _SENTENCE_CHARACTERS
    splitter = DocumentSplitter.for_encoder(encoder, settings)
    splits = map(splitter.split, found)
    texts = (text for split in splits for text in cut_out(split.passage_texts, split.sentence_ranges))
    return list(dict.fromkeys(text for text in texts if least <= len(text) <= most and text[-1] in ".?!"))


def write_corpus(sentences: Sequence[str], count: int, path: Path) -> None:
    """Write ``count`` documents of one passage each as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(synthetic_texts(sentences, count, SEED)):
            file.write(json.dumps({"_id": f"d{number}", "title": "", "text": text}, ensure_ascii=False) + "\n")


def change_one(corpus: Path) -> None:
    """Add a sentence to the first document of a JSONL file, or of a folder of Markdown."""
    if corpus.is_dir():
        document = min(corpus.rglob("*.md"))
        document.write_text(document.read_text(encoding="utf-8") + f"\n{_ADDED}\n", encoding="utf-8")
        return
    with corpus.open(encoding="utf-8") as file:
        record = json.loads(file.readline())
        rest = file.read()
    record["text"] += f" {_ADDED}"
    corpus.write_text(json.dumps(record, ensure_ascii=False) + "\n" + rest, encoding="utf-8")


def fill_cache(path: Path, root: Path, real: npt.NDArray[np.float32], count: int, encoder: Encoder) -> None:
    """Put a synthetic vector into an index's cache for each passage and each sentence that it lacks."""
    settings = BuildSettings(sources=(path,), index=root)
    root.mkdir(parents=True, exist_ok=True)
    (file,) = discover((path,))
    reader = reader_for(file)
    assert reader is not None  # noqa: S101 - JSONL has one
    documents = (item for item in reader(file, Bibliography.load(())) if isinstance(item, Document))
    vectors = (vector for chunk in synthetic_vectors(real, 4 * count, SEED) for vector in chunk)
    known: set[bytes] = set()
    rows: list[tuple[bytes, npt.NDArray[np.float32]]] = []
    with VectorCache(IndexLayout(root).vector_cache, encoder.identity.digest) as cache:
        for split in map(DocumentSplitter.for_encoder(encoder, settings).split, documents):
            for text, ranges in zip(split.passage_texts, split.sentence_ranges, strict=True):
                new = [digest for digest in digests(text, ranges) if digest not in known]
                known.update(new)
                rows.extend((digest, next(vectors)) for digest in new)
            if len(rows) >= _WRITTEN_AT_ONCE:
                cache.put(rows)
                rows.clear()
        cache.put(rows)
