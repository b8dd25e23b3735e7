"""The shipped imports: every planted fault is found, and nothing else is."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gridflow.boot import OpenSite, open_site
from gridflow.cli import gridflow
from gridflow.cli.area_tables import area_rows
from gridflow.cli.serving import publish_sources
from gridflow.clock import LEGAL_ZONE, FixedClock
from gridflow.engine.first_load import load_areas
from gridflow.engine.importing.running import Done, Order, run_import
from gridflow.settings import Settings
from gridflow.spec.site import read_sources
from plugins.return_to_poverty.roster import catalogue, list_faults

ROOT = Path(__file__).parents[2]
NOW = datetime(2023, 5, 15, 9, tzinfo=LEGAL_ZONE)  # two weeks after the roster's day
SINCE = date(2000, 1, 1)
TOWN = "512022115"
SHEETS = {
    "households": "农户花名册",
    "clues": "风险线索",
    "dibao_applicants": "低保申请",
}


@dataclass(frozen=True)
class Files:
    """What `gridflow roster` wrote: a workbook for each import, and the list."""

    households: Path
    clues: Path
    dibao_applicants: Path
    faults: Path
    groups: Path

    def planted(self, name):
        """The cells of a workbook that the list names, with their kind and rule."""
        with self.faults.open(encoding="utf-8-sig", newline="") as lines:
            return {
                (int(one["row"]), one["column"]): (one["kind"], one["rule"])
                for one in csv.DictReader(lines)
                if one["sheet"] == SHEETS[name]
            }


def roster(folder, share):
    files = Files(
        folder / "roster.xlsx",
        folder / "clues.xlsx",
        folder / "dibao.xlsx",
        folder / "faults.csv",
        folder / "groups.csv",
    )
    answer = CliRunner().invoke(
        gridflow,
        [
            *("roster", "--site", str(ROOT), "--area", TOWN),
            *("--households", "900", "--seed", "11", "--faults", str(share)),
            *("-o", str(files.households), "--clues", str(files.clues)),
            *("--dibao", str(files.dibao_applicants), "--groups", str(files.groups)),
            *("--faults-list", str(files.faults)),
        ],
    )
    assert answer.exit_code == 0, answer.output
    return files


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return roster(tmp_path_factory.mktemp("clean"), 0)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return roster(tmp_path_factory.mktemp("planted"), 0.3)


@pytest.fixture(scope="module")
def riddled(tmp_path_factory):
    """Lists with a fault in every row."""
    return roster(tmp_path_factory.mktemp("riddled"), 1)


@dataclass
class Imports:
    """A site, and the reports of what came into it or would have."""

    site: OpenSite
    folder: Path
    done: Done = field(default_factory=Done)

    def run(self, name: str, files: Files, *, dry_run: bool = False) -> Done:
        report = self.folder / f"{name}.sqlite3"
        report.unlink(missing_ok=True)
        engine = self.site.engine
        wrong = self.folder / f"{name}.wrong.xlsx"
        path = getattr(files, name)
        key = engine.new_id()
        order = Order(name, path, key, report, wrong, dry_run=dry_run)
        return run_import(engine, None, order)

    def told(self, name):
        """The findings of the last run by cell: rule and severity."""
        with sqlite3.connect(self.folder / f"{name}.sqlite3") as report:
            bodies = report.execute("SELECT body FROM told").fetchall()
        report.close()
        found = [json.loads(body) for (body,) in bodies]
        return {(one["row"], one["column"]): one for one in found}


def opened(folder, files):
    """A site with its areas, the groups of the roster among them, and nobody in it."""
    settings = Settings.read(ROOT, {"GRIDFLOW_VAR": str(folder)})
    site = open_site(settings, FixedClock(NOW))
    publish_sources(site, read_sources(ROOT))
    load_areas(site.engine, list(area_rows(site)), SINCE, key="areas")
    with files.groups.open(encoding="utf-8", newline="") as lines:
        load_areas(site.engine, list(csv.DictReader(lines)), SINCE, key="groups")
    return Imports(site, folder)


@pytest.fixture(scope="module")
def judged(tmp_path_factory, planted):
    """The planted roster before a site that is empty."""
    found = opened(tmp_path_factory.mktemp("judged"), planted)
    found.done = found.run("households", planted, dry_run=True)
    yield found
    found.site.engine.store.close()


@pytest.fixture(scope="module")
def imports(tmp_path_factory, clean):
    """A site that the clean roster came into."""
    found = opened(tmp_path_factory.mktemp("imports"), clean)
    found.done = found.run("households", clean)
    yield found
    found.site.engine.store.close()


def difference(listed, told):
    """Cells that are only listed, or only told, with what is said of them."""
    cells = listed.keys() ^ told.keys()
    return {cell: listed.get(cell) or told.get(cell) for cell in cells}


def test_every_kind_of_fault_is_in_the_planted_roster(planted):
    kinds = {kind for kind, _ in planted.planted("households").values()}
    assert kinds == {*(one.name for one in catalogue.KINDS), "person_twice"}


def test_every_planted_fault_of_the_roster_is_found_and_nothing_else(judged, planted):
    listed, told = planted.planted("households"), judged.told("households")
    assert difference(listed, told) == {}
    assert judged.done.counts["wrong"] > 50
    assert judged.done.severities["warning"] > judged.done.severities["error"] > 50


def test_what_is_told_at_a_cell_cites_the_rule_that_was_broken(judged, planted):
    told = judged.told("households")
    otherwise = {
        (kind, rule)
        for cell, (kind, rule) in planted.planted("households").items()
        if rule.startswith("Q") and rule not in told[cell]["rule"].split()
    }
    assert otherwise == set()


def test_a_clean_roster_comes_in_whole_without_a_word(imports):
    assert (imports.done.counts, imports.done.severities) == ({"new": 900}, {})


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        pytest.param("clues", list_faults.CLUES, id="clues"),
        pytest.param("dibao_applicants", list_faults.DIBAO, id="dibao"),
    ],
)
def test_every_planted_fault_of_a_list_is_found_and_nothing_else(
    imports, riddled, name, kinds
):
    imports.run(name, riddled, dry_run=True)
    listed, told = riddled.planted(name), imports.told(name)
    assert difference(listed, told) == {}
    known = {*(one.name for one in kinds), "number_twice"}
    found = {kind for kind, _ in listed.values()}
    assert found <= known
    assert len(found) >= 5


@pytest.mark.parametrize("name", ["clues", "dibao_applicants"])
def test_a_clean_list_comes_in_whole_and_a_second_time_changes_nothing(
    imports, clean, name
):
    rows = load_workbook(getattr(clean, name)).worksheets[0].max_row
    first = imports.run(name, clean)
    assert first.severities == {}
    assert sum(first.counts.values()) == rows - 1
    assert set(first.counts) <= {"changed"}
    again = imports.run(name, clean)
    assert (set(again.counts), again.severities) == ({"unchanged"}, {})


def test_the_same_roster_a_second_time_changes_nothing(imports, clean):
    done = imports.run("households", clean)
    assert (done.counts, done.severities) == ({"unchanged": 900}, {})


def test_a_household_may_have_several_clues_in_one_list(imports, clean, tmp_path):
    book = load_workbook(clean.clues)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    again = [cell.value for cell in sheet[2]]
    again[headings.index("线索编号")] = "XJ20239999991"
    sheet.append(again)
    both = replace(clean, clues=tmp_path / "both.xlsx")
    book.save(both.clues)

    done = imports.run("clues", both, dry_run=True)

    assert done.severities == {}
    assert sum(done.counts.values()) == sheet.max_row - 1
    assert done.counts["changed"] >= 1
