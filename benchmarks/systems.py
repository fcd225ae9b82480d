"""The systems that are compared, by name: the module that asks each, and the releases that it needs."""

from __future__ import annotations

from dataclasses import dataclass

TORCH = "torch==2.13.0"
"""Said with every installation: without it a rival's requirements would bring another torch, and gigabytes of CUDA."""

_PLAIN = ("bm25s==0.3.16", "PyStemmer==3.1.0")


@dataclass(frozen=True, slots=True)
class ComparedSystem:
    """A system under the name that it is chosen by; ``title`` stands in the table.

    ``requirements`` are what it needs beside this project's own environment; none where that is enough.
    """

    name: str
    title: str
    module: str
    requirements: tuple[str, ...] = ()


SYSTEMS = {
    each.name: each
    for each in (
        ComparedSystem("this-project", "this project", "this_project"),
        ComparedSystem(
            "this-project-plain-encoder",
            "this project, published weights in float32",
            "this_project_plain_encoder",
        ),
        ComparedSystem("txtai", "txtai 9.14, hybrid", "txtai", ("txtai==9.14.0",)),
        ComparedSystem("lancedb", "LanceDB 0.40, hybrid RRF", "lancedb", ("lancedb==0.40.0",)),
        ComparedSystem("chroma", "Chroma 1.5, dense", "chroma", ("chromadb==1.5.9",)),
        ComparedSystem(
            "haystack",
            "Haystack 3.4, hybrid RRF, in memory",
            "haystack",
            ("haystack-ai==3.4.1", "sentence-transformers-haystack==2.0.0"),
        ),
        ComparedSystem("plain-bm25", "plain BM25 (bm25s, stemmed)", "plain_bm25", _PLAIN),
        ComparedSystem("plain-dense", "plain exact dense", "plain_dense", _PLAIN),
        ComparedSystem("plain-fusion", "plain RRF of those two", "plain_fusion", _PLAIN),
    )
}
