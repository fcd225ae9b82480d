"""The places that a command writes to: refused in one sentence, before anything is read, built or learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from evaluation.outputs import require_writable_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fakes import FakeEncoder

    Evaluate = Callable[..., Any]


@pytest.mark.parametrize("command", ["tune", "calibrate"])
def test_a_folder_in_the_place_of_a_file_is_refused_first(
    evaluate: Evaluate, beir: Path, tmp_path: Path, fake_encoder: FakeEncoder, command: str
) -> None:
    """Learning and asking take long: neither is begun for a file that could not be written."""
    told = evaluate(command, beir, "--out", tmp_path, "--cache", tmp_path / "cache")
    assert (told.status, told.out) == (2, "")
    assert f"{tmp_path} cannot be written (Is a directory): name another place with --out" in told.err
    assert fake_encoder.embedded == []


def test_a_file_that_stands_there_is_left_as_it_is(write: Callable[[str, str], Path]) -> None:
    """Only its place is tried; and none is made where there is none."""
    file = write("kept", "content")
    require_writable_file(file)
    require_writable_file(file.with_name("new"))
    assert file.read_text() == "content"
    assert not file.with_name("new").exists()


def test_own_indexes_beside_the_records_are_refused_by_the_option_of_both(
    evaluate: Evaluate, beir: Path, write: Callable[[str, str], Path]
) -> None:
    """``run`` has no ``--cache``: a file where its indexes should be is told of with ``--out``."""
    in_the_way = write("runs/indexes", "a file")
    told = evaluate("run", beir, "--out", in_the_way.parent)
    assert (told.status, "--cache" in told.err) == (2, False)
    assert f"{in_the_way} cannot be written (File exists): name another place with --out" in told.err
