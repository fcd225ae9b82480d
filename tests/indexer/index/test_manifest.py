"""The manifest has one form, and any other is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.errors import IndexDamagedError, IndexFormatError
from indexer.index.layout import FORMAT_VERSION, GenerationLayout
from indexer.index.manifest import (
    Counts,
    FileRecord,
    IndexManifest,
    VectorIndexRecord,
    file_records,
    read_manifest,
    write_manifest,
)

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = IndexManifest(
    format_version=FORMAT_VERSION,
    generation="0123456789abcdef",
    software="pain-evidence-search 1.2.3",
    sources_sha256="0" * 64,
    settings={"splitter": {"passage_tokens": 160}, "heading_context": True},
    encoder=FakeEncoder().identity,
    encoder_location="models/mäuse 😀",
    encoder_adapter="adapters/Ω.safetensors",
    encoder_runtime="fake",
    vector_index=VectorIndexRecord("Flat", 0, 0, 1.0),
    counts=Counts(2, 5, 9),
    files=(FileRecord("passages.sqlite", 10, "a" * 64), FileRecord("lexical/meta.json", 2, "b" * 64)),
)


def test_a_manifest_round_trips(tmp_path: Path) -> None:
    """What is written is read back, field for field."""
    write_manifest(MANIFEST, tmp_path / "manifest.json")
    assert read_manifest(tmp_path / "manifest.json") == MANIFEST


def test_the_form_is_fixed() -> None:
    """Keys are sorted, the indent is two, the text is UTF-8 and ends with one line end."""
    text = MANIFEST.to_bytes().decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert "mäuse 😀" in text


def edited(tmp_path: Path, **changes: object) -> Path:
    """Write a manifest with other fields; None takes one away."""
    record = {**json.loads(MANIFEST.to_bytes()), **changes}
    path = tmp_path / "manifest.json"
    kept = {key: value for key, value in record.items() if value is not None}
    path.write_text(json.dumps(kept, sort_keys=True, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": None},
        {"counts": [1, 2, 3]},
        {"counts": {"documents": 1}},
        {"surplus": 1},
        {"files": 5},
        {"files": [{"name": "x"}]},
        {"encoder": None},
        {"encoder": "fake"},
        {"vector_index": {"kind": "Flat", "probes": 0, "candidates": 0, "recall_at_10": 1.0, "more": 1}},
        {"software": None},
    ],
)
def test_a_field_missing_or_too_many_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    """A manifest must have exactly its fields."""
    path = edited(tmp_path, **changes)
    with pytest.raises(IndexDamagedError, match="lacks a field or has one too many") as caught:
        read_manifest(path)
    assert caught.value.file == path


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"5", b'"format_version"', b"null", b"\xff\xfe", b"{}", b"[" * 100_000, b'{"format_version"}'],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes, the answer is a damaged file with its name."""
    path = tmp_path / "manifest.json"
    path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"^{path} is not a manifest"):
        read_manifest(path)


def test_lone_surrogates_do_not_crash_the_reading(tmp_path: Path) -> None:
    """An escape that UTF-8 cannot carry is an altered manifest."""
    path = tmp_path / "manifest.json"
    path.write_bytes(MANIFEST.to_bytes().replace(b'"Flat"', b'"\\ud800"'))
    with pytest.raises(IndexDamagedError, match=str(path)):
        read_manifest(path)


@given(st.data())
def test_white_space_order_and_numbers_in_another_form_are_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """The same JSON value in another form is refused: no byte can change unnoticed."""
    content = MANIFEST.to_bytes()
    place = data.draw(st.integers(0, len(content)))
    put_in = data.draw(st.sampled_from([b" ", b"\n", b"\t", b"0"]))
    changed = content[:place] + put_in + content[place:]
    path = tmp_path_factory.getbasetemp() / "manifest-form.json"
    path.write_bytes(changed)
    try:
        found = read_manifest(path)
    except (IndexDamagedError, IndexFormatError):
        return
    assert found != MANIFEST, "the byte was put inside a string, which the SHA-256 in CURRENT finds"


def test_the_digest_of_current_is_asked_first(tmp_path: Path) -> None:
    """An altered version number is damage, not another version, where CURRENT vouches for the file."""
    path = edited(tmp_path, format_version=FORMAT_VERSION + 1)
    with pytest.raises(IndexFormatError):
        read_manifest(path)
    with pytest.raises(IndexDamagedError, match="is not the manifest that was published"):
        read_manifest(path, "0" * 64)


def test_a_missing_manifest_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    """The message says what the system says."""
    with pytest.raises(IndexDamagedError, match=r"manifest.json cannot be read \(No such file or directory\)"):
        read_manifest(tmp_path / "manifest.json")


def test_every_file_of_a_generation_is_measured(tmp_path: Path) -> None:
    """Name, size and digest of each data file and each lexical file, named by its path inside; locks are left out."""
    layout = GenerationLayout(tmp_path)
    layout.lexical.mkdir()
    for path in layout.data_files:
        path.write_bytes(path.name.encode())
    (layout.lexical / "meta.json").write_bytes(b"abc")
    (layout.lexical / ".tantivy-writer.lock").write_bytes(b"")
    records = {record.name: record for record in file_records(layout)}
    assert set(records) == {path.name for path in layout.data_files} | {"lexical/meta.json"}
    assert records["lexical/meta.json"] == FileRecord(
        "lexical/meta.json", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_encoders_are_compared_by_what_decides_a_vector() -> None:
    """The name of a model's folder does not decide; weights and prompts do."""
    identity = MANIFEST.encoder
    assert identity.differences(replace(identity, name="moved")) == ""
    assert identity.digest == replace(identity, name="moved").digest
    other = replace(identity, query_prompt="query: ", dimension=384)
    assert identity.differences(other) == "dimension 32 and not 384, query_prompt '' and not 'query: '"
    assert identity.digest != other.digest
    assert "…" in identity.differences(FakeEncoder(weights="other").identity)
