"""`gridflow import DEFINITION FILE` as it is typed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from gridflow.cli import gridflow

ROOT = Path(__file__).parents[2]
AT = ("--at", "2023-05-15")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(gridflow, [str(word) for word in words])


def fine(*words: str | Path) -> str:
    done = call(*words)
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a town's groups, a sound roster, and one with faults in it."""
    made = tmp_path_factory.mktemp("import")
    site = made / "site"
    fine("init", site, "--from", "sichuan_tonglv")
    town = ("roster", "--site", site, "--area", "512022115", "--households", "12")
    groups = site / "config/areas/groups.csv"
    groups.parent.mkdir(parents=True, exist_ok=True)
    fine(*town, "-o", made / "good.xlsx", "--groups", groups)
    planted = ("--faults", "0.5", "--seed", "8")
    fine(*town, "-o", made / "bad.xlsx", *planted)
    table = "areas: [config/areas/sichuan_lezhi.csv, config/areas/groups.csv]"
    lines = (ROOT / "config/site.yaml").read_text("utf-8").splitlines()
    kept = [one for one in lines if not one.startswith("areas:")]
    text = "\n".join([*kept, table, ""])
    (site / "config/site.yaml").write_text(text, "utf-8")
    fine("publish", site, "--note", "first")
    fine("import", "areas", "--site", site, "--from", "2020-01-01")
    return made


def records(folder: Path) -> int:
    with sqlite3.connect(folder / "site/var/gridflow.sqlite3") as database:
        query = "SELECT count(*) FROM record WHERE kind = 'household'"
        (count,) = database.execute(query).fetchone()
    database.close()
    return int(count)


def test_a_roster_is_tried_written_and_found_done(folder: Path):
    told = ("import", "households", folder / "good.xlsx", "--site", folder / "site")
    assert "records would be: 12 new." in fine(*told, "--dry-run", *AT)
    assert records(folder) == 0
    assert "records are: 12 new." in fine(*told, *AT)
    assert "records are: 12 unchanged." in fine(*told, *AT)
    assert records(folder) == 12


def test_faults_are_told_and_wrong_rows_written(folder: Path, tmp_path: Path):
    told = ("import", "households", folder / "bad.xlsx", "--site", folder / "site")
    report = tmp_path / "wrong.xlsx"
    done = call(*told, "--dry-run", "--report", report, *AT)
    assert done.exit_code == 1
    assert " wrong" in done.output
    page = load_workbook(report).active
    assert page["A1"].value == "户编号"
    read = json.loads(call(*told, "--dry-run", "--json", *AT).stdout)
    assert (
        read["records"]["wrong"] == len({row[0].value for row in page["A2:A999"]}) - 1
    )
    errors = [one for one in read["findings"] if one["severity"] == "error"]
    assert {"sheet", "row", "column", "heading", "rule", "value", "says"} <= set(
        errors[0]
    )


def test_what_is_no_workbook_is_told(folder: Path, tmp_path: Path):
    file = tmp_path / "list.xlsx"
    file.write_text("a,b\n1,2\n")
    done = call("import", "households", file, "--site", folder / "site")
    assert done.exit_code == 1
    assert "CSV" in done.output


def test_an_import_that_nobody_defined_is_told(folder: Path):
    done = call("import", "horses", folder / "good.xlsx", "--site", folder / "site")
    assert done.exit_code != 0
