"""`gridflow roster`: the same seed the same rows, nobody real, faults as listed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from openpyxl import load_workbook

from gridflow.api import AreaInfo
from gridflow.cli import gridflow
from gridflow.cli.workbench import CommandWorkbench
from plugins.return_to_poverty.roster import catalogue, list_faults, places
from plugins.return_to_poverty.roster.block import Layout, block_of
from plugins.return_to_poverty.roster.columns import columns_of, words_of
from plugins.return_to_poverty.roster.planting import roster_planter
from plugins.return_to_poverty.sample import households
from tests.docs.test_documents import commands

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "handbook" / "rosters.md"
TOWN = "512022115"
DAY = date(2023, 5, 1)
SHARE = 0.5


@pytest.fixture(scope="module")
def definitions():
    return CommandWorkbench().definitions(ROOT)


def write(folder, *more, households=300, seed=7, area=TOWN):
    """Run the command; the files that it wrote, by name, and what it told."""
    files = {
        "-o": folder / "roster.xlsx",
        "--clues": folder / "clues.xlsx",
        "--dibao": folder / "dibao.xlsx",
        "--faults-list": folder / "faults.csv",
        "--groups": folder / "groups.csv",
    }
    asked = [str(part) for pair in files.items() for part in pair]
    answer = CliRunner().invoke(
        gridflow,
        [
            *("roster", "--site", str(ROOT), "--area", area),
            *("--households", str(households), "--seed", str(seed)),
            *("--json", *asked, *map(str, more)),
        ],
    )
    assert answer.exit_code == 0, answer.output
    return files, json.loads(answer.output)


def rows_of(file):
    book = load_workbook(file, read_only=True)
    found = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return found


def listed(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return write(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return write(tmp_path_factory.mktemp("planted"), "--faults", SHARE)


def column(rows, heading):
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


# ---- laws


def test_the_same_seed_gives_the_same_cells_and_another_seed_others(tmp_path):
    made = []
    for folder, seed in (("first", 7), ("again", 7), ("other", 8)):
        (tmp_path / folder).mkdir()
        files, _ = write(tmp_path / folder, "--faults", "0.3", households=60, seed=seed)
        made.append([rows_of(files[name]) for name in ("-o", "--clues", "--dibao")])
    first, again, other = made
    assert first == again
    assert first[0] != other[0]


def test_the_figures_told_are_those_of_the_file(clean):
    files, told = clean
    rows = rows_of(files["-o"])
    by_household = dict(
        zip(column(rows, "户编号"), column(rows, "监测对象类别"), strict=True)
    )
    assert told["households"] == len(by_household) == 300
    assert told["members"] == len(rows) - 1
    assert told["monitored"] == sum(map(bool, by_household.values()))
    assert told["clues"] == len(rows_of(files["--clues"])) - 1
    assert told["dibao"] == len(rows_of(files["--dibao"])) - 1
    assert told["faults"] == len(listed(files["--faults-list"])) == 0


def test_there_is_a_row_for_each_member_with_the_household_in_each(clean):
    files, _ = clean
    rows = rows_of(files["-o"])
    people = Counter(column(rows, "户编号"))
    told = dict(zip(column(rows, "户编号"), column(rows, "家庭人口数"), strict=True))
    assert told == people


def test_no_heading_stands_twice(definitions):
    for table in ("roster_columns", "clue_columns", "dibao_columns"):
        headings = [one.heading for one in columns_of(definitions, table)]
        assert len(set(headings)) == len(headings)


def test_the_prefix_of_every_id_number_is_in_no_area_table(clean):
    files, _ = clean
    prefixes = {one[:6] for one in column(rows_of(files["-o"]), "证件号码")}
    counties = set()
    for table in (ROOT / "config" / "areas").glob("*.csv"):
        counties |= {row["code"][:6] for row in listed(table)}
    assert prefixes == {"990011"}
    assert not prefixes & counties
    assert not any(one.startswith("99") for one in counties)  # nor of any province


def test_villages_and_groups_are_those_of_the_area_tables(clean, definitions):
    files, _ = clean
    rows = rows_of(files["-o"])
    names = {one.name for one in definitions.areas() if one.parent == TOWN}
    assert set(column(rows, "行政村")) == names
    assert set(column(rows, "乡镇")) == {"通旅镇"}
    below = listed(files["--groups"])
    assert {row["level"] for row in below} == {"group"}
    assert {row["code"][:-2] for row in below} == {row["parent"] for row in below}
    assert len(below) == 93


def test_a_village_without_groups_gets_eight():
    village = AreaInfo("370101001200", "甲村", "village", "370101001")
    areas = [AreaInfo("370101001", "乙镇", "town", ""), village]
    rows = places.rows_below(areas, "370101001", "组")
    assert [row["name"] for row in rows] == [f"{n}组" for n in range(1, 9)]
    (first, *_) = places.groups_of(areas, rows)
    assert first.code == "37010100120001"
    assert first.names == {"town": "乙镇", "village": "甲村", "group": "1组"}


def test_an_area_without_villages_is_refused_with_a_sentence(tmp_path):
    answer = CliRunner().invoke(
        gridflow,
        ["roster", "--site", str(ROOT), "--area", "1", "-o", str(tmp_path / "r.xlsx")],
    )
    assert answer.exit_code == 1
    assert "区划代码1下没有村" in answer.output


# ---- planted faults


def test_every_kind_of_fault_is_planted_in_a_town_of_six_thousand(definitions):
    rows = places.rows_below(definitions.areas(), TOWN, "组")
    groups = {g.code: g.names for g in places.groups_of(definitions.areas(), rows)}
    columns = columns_of(definitions, "roster_columns")
    layout = Layout("a", columns, words_of(definitions))
    planter = roster_planter(0.05, 7)
    kinds = Counter()
    for household in households.make(6000, 7, list(groups), DAY):
        block = block_of(layout, household, groups[household["area"]], DAY)
        kinds.update({one.kind for one in planter.plant(block)})
    assert set(kinds) == {*(one.name for one in catalogue.KINDS), "person_twice"}
    assert 250 < kinds.total() < 310  # 5 in a hundred, all alike
    assert max(kinds.values()) <= 5


def test_at_most_one_fault_is_planted_in_a_household(planted):
    files, _ = planted
    rows = rows_of(files["-o"])
    numbers = column(rows, "户编号")
    faults = [
        (numbers[int(one["row"]) - 2], one["kind"])
        for one in listed(files["--faults-list"])
        if one["sheet"] == "农户花名册"
    ]
    assert len({number for number, _ in faults}) == len(set(faults)) > 60


def test_the_list_shows_each_cell_as_it_stands_in_its_file(planted):
    files, told = planted
    faults = listed(files["--faults-list"])
    assert told["faults"] == len(faults)
    names = {"农户花名册": "-o", "风险线索": "--clues", "低保申请": "--dibao"}
    books = {sheet: load_workbook(files[option]) for sheet, option in names.items()}
    for one in faults:
        sheet = books[one["sheet"]][one["sheet"]]
        value = sheet[f"{one['column']}{one['row']}"].value
        assert str("" if value is None else value) == one["value"]
        assert sheet[f"{one['column']}1"].value == one["heading"]
    assert {one["sheet"] for one in faults} == set(names)


def test_rows_without_a_fault_are_those_of_the_clean_roster(clean, planted):
    """Oddities apart, which are full-width digits and blanks that mean the same."""
    wide = {ord(one): chr(ord(one) + 0xFEE0) for one in "0123456789X"}
    back = {ord(chr_): chr(one) for one, chr_ in wide.items()}

    def plain(row):
        return [
            one.translate(back).strip() if isinstance(one, str) else one for one in row
        ]

    was, now = rows_of(clean[0]["-o"]), rows_of(planted[0]["-o"])
    number = was[0].index("户编号")
    faults = listed(planted[0]["--faults-list"])
    sick = {
        was[int(f["row"]) - 1][number] for f in faults if f["sheet"] == "农户花名册"
    }
    assert len(was) == len(now)
    odd = 0
    for old, new in zip(was, now, strict=True):
        if old[number] not in sick:
            assert plain(old) == plain(new)
            odd += old != new
    assert odd > 20


def test_a_planted_formula_is_a_formula_of_the_workbook(planted):
    files, _ = planted
    faults = listed(files["--faults-list"])
    (one, *_) = [fault for fault in faults if fault["kind"] == "formula"]
    sheet = load_workbook(files["-o"]).worksheets[0]
    assert sheet[f"{one['column']}{one['row']}"].data_type == "f"


# ---- the page of the handbook


def test_the_commands_of_the_handbook_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = list(commands(PAGE))
    assert len(ran) == 2
    for words in ran:
        answer = CliRunner().invoke(gridflow, words[1:])
        assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("name", ["households", "clues", "dibao_applicants"])
def test_the_handbook_names_the_columns_that_a_workbook_must_have(name):
    file = ROOT / "config" / "national" / "imports" / f"{name}.yaml"
    columns = yaml.safe_load(file.read_text("utf-8"))["columns"]
    needed = [one["heading"] for one in columns if not one.get("optional")]
    page = PAGE.read_text("utf-8")
    assert [one for one in needed if f"`{one}`" not in page] == []


def test_every_column_of_a_made_up_workbook_has_a_meaning(definitions):
    for table, name in (
        ("roster", "households"),
        ("clue", "clues"),
        ("dibao", "dibao_applicants"),
    ):
        file = ROOT / "config" / "national" / "imports" / f"{name}.yaml"
        columns = yaml.safe_load(file.read_text("utf-8"))["columns"]
        known = {one["heading"]: one for one in columns}
        for column in columns_of(definitions, f"{table}_columns"):
            meant = known[column.heading].get("to", "")
            assert meant in ("", f"{column.record}.{column.field}"), column


def test_kinds_of_faults_have_names_of_their_own():
    names = [one.name for one in (*catalogue.KINDS, *catalogue.ODDITIES)]
    assert len(set(names)) == len(names)
    for kinds in (list_faults.CLUES, list_faults.DIBAO):
        assert len({one.name for one in kinds}) == len(kinds)
