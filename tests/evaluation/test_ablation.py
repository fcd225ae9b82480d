"""``evaluation ablate``: a row for each part left out, each measured as ``run`` would measure it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from evaluation.ablation import VARIANTS
from evaluation.settings import RunSettings, parse_assignments, with_values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Evaluate = Callable[..., Any]


def test_every_variant_changes_what_it_names() -> None:
    """A variant whose settings are the defaults would measure nothing."""
    default = RunSettings()
    varied = [with_values(default, parse_assignments(variant.assignments)) for variant in VARIANTS]
    assert varied[0] == default
    assert default not in varied[1:]
    assert len(set(map(repr, varied))) == len(VARIANTS)


def test_a_row_is_what_a_run_of_the_same_settings_gives(evaluate: Evaluate, beir: Path, tmp_path: Path) -> None:
    """The first row stands for itself, the others for their difference from it; records lie beside."""
    out = tmp_path / "runs"
    told = evaluate("ablate", beir, "--out", out)
    assert told.status == 0, told.err
    rows = {cells[0]: cells for cells in map(_cells, told.out.splitlines()) if len(cells) == 8}
    assert list(rows)[2:] == [variant.name for variant in VARIANTS]
    assert rows["everything on"][4:6] == ["", ""]
    run = json.loads(evaluate("run", beir, "--out", out, "--json", "--set", "lexical_weight=0").out)
    dense = rows["dense leg alone"]
    assert dense[1] == f"{run['metrics']['nDCG@10']['value']:.3f}"
    difference = float(dense[4].split()[0])
    assert abs(difference - (float(dense[1]) - float(rows["everything on"][1]))) < 0.0015
    assert len(list(out.glob("*.json"))) == len(VARIANTS) + 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
