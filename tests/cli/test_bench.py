"""`gridflow bench` runs and prints every figure; what they are is not tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FIGURES = {
    "check": ["check, everything shipped"],
    "feel": ["FEEL"],
    "paper": ["PDF, one sheet", "against WeasyPrint alone"],
    "traffic": ["over HTTP", "lost", "refused", "of the server", "of the worker"],
    "ledger": ["rows of ledgers over HTTP", "refused or lost"],
    "inbox": [
        "who works it",
        "against 500 tasks",
        "slowest role",
        "campaign, county",
        "behind its number, county",
        "list of records, county",
        "campaign, town",
        "behind its number, town",
        "list of records, town",
    ],
}


@pytest.mark.parametrize("part", FIGURES, ids=str)
def test_a_quick_bench_prints_every_figure_beside_its_budget(part: str, tmp_path: Path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "gridflow",
            "bench",
            "--quick",
            "--json",
            "--only",
            part,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(FIGURES[part])
    for line, name in zip(lines, FIGURES[part], strict=True):
        assert name in line["name"]
        assert set(line) == {"name", "value", "unit", "budget", "at_least", "kept"}
    by_name = {line["name"]: line for line in lines}
    if part == "traffic":
        assert by_name["accepted submissions that were lost"]["value"] == 0
        assert by_name["submissions that were refused"]["value"] == 0
