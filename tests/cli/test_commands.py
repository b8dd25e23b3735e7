"""The commands of an operator, on a small demo site."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from gridflow.cli import COMMANDS, gridflow
from gridflow.cli.demo_town import PASSWORD
from gridflow.errors import GridflowError

HOUSEHOLDS = 8
HEAVY = [
    "flask",
    "gridflow.engine",
    "gridflow.store",
    "gridflow.web",
    "openpyxl",
    "peewee",
    "rq",
    "waitress",
    "weasyprint",
]


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(gridflow, [str(word) for word in words])


def fine(*words: str | Path) -> str:
    done = call(*words)
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    return done.output


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "site"
    fine("demo", folder, "--no-serve", "--households", str(HOUSEHOLDS))
    return folder


def rows(site: Path, table: str) -> int:
    with sqlite3.connect(site / "var" / "gridflow.sqlite3") as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    database.close()
    return count


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str):
    assert "Usage:" in fine(name, "--help")


def test_the_list_of_commands_names_them_all():
    told = fine("--help")
    assert [name for name in COMMANDS if f"  {name} " not in told] == []


def test_check_starts_without_store_pages_and_printing():
    program = f"""
import sys
from click.testing import CliRunner
from gridflow.cli import gridflow
CliRunner().invoke(gridflow, ["check", "."])
print([name for name in {HEAVY} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_demo_is_left_as_it_was_the_second_time(site: Path):
    before = {name: rows(site, name) for name in ("record", "task", "person", "post")}
    fine("demo", site, "--no-serve", "--households", "500")
    assert {name: rows(site, name) for name in before} == before
    assert before["task"] == HOUSEHOLDS


def test_the_key_file_of_a_first_start_is_its_owners_alone(site: Path):
    assert (site / "var" / "gridflow.key").stat().st_mode & 0o777 == 0o600


def test_publishing_what_is_published_changes_nothing(site: Path):
    told = json.loads(fine("publish", site, "--json"))
    assert told["published"]
    assert not told["changed"]


def test_a_broken_draft_is_not_published_and_every_problem_is_told(site: Path):
    broken = site / "config" / "sichuan_tonglv" / "forms" / "broken.yaml"
    broken.write_text("form: risk_clue_visit\nsektions: []\nlabel: {}\n")
    try:
        done = call("publish", site)
        assert done.exit_code == 1
        assert "broken.yaml:2" in done.output
        assert "broken.yaml:3" in done.output
    finally:
        broken.unlink()
    assert not json.loads(fine("publish", site, "--json"))["changed"]


def test_publishing_other_filters_says_to_rebuild_lists(site: Path):
    overlay = site / "config" / "sichuan_tonglv" / "records" / "household.yaml"
    overlay.parent.mkdir(exist_ok=True)
    overlay.write_text("record: household\nfilters: [lifted_out]\n")
    try:
        assert "gridflow rebuild" in fine("publish", site)
        assert f"{HOUSEHOLDS} records rebuilt." in fine("rebuild", "--site", site)
    finally:
        overlay.unlink()
    assert "gridflow rebuild" in fine("publish", site)
    fine("rebuild", "--site", site)
    assert "gridflow rebuild" not in fine("publish", site)


def test_moving_cases_needs_somebody_who_may(site: Path):
    assert "--login" in call("publish", site, "--move", "screening_visit").output
    moved = ("--move", "screening_visit", "--at", "2023-05-16")
    refused = call("publish", site, *moved, "--login", "chayue")
    assert isinstance(refused.exception, GridflowError)
    assert "0 cases" in fine("publish", site, *moved, "--login", "zhenguanli")


def test_areas_that_are_there_are_not_loaded_again(site: Path):
    told = fine("import", "areas", "--site", site, "--from", "2023-01-01")
    assert "0 areas" in told


def test_people_come_from_a_workbook_after_a_dry_run(site: Path, tmp_path: Path):
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append(["姓名", "手机号", "登录名", "岗位", "地区", "开始日期"])
    sheet.append(
        ["王小明", "13900000001", "", "网格员", "51202211500101", "2023-01-01"]
    )
    book.save(tmp_path / "people.xlsx")
    words = ("import", "people", tmp_path / "people.xlsx", "--site", site)

    before = rows(site, "person")
    assert "1 people" in fine(*words, "--dry-run")
    assert rows(site, "person") == before
    assert "王小明" in fine(*words)
    assert rows(site, "person") == before + 1
    assert "1 rows are as they were" in fine(*words)


def test_every_wrong_cell_of_a_workbook_is_told(site: Path, tmp_path: Path):
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append(["姓名", "手机号", "登录名", "岗位", "地区", "开始日期"])
    sheet.append(["", "12", "", "皇帝", "512022115", "gestern"])
    sheet.append(["王小明", "", "", "网格员", "999", ""])
    book.save(tmp_path / "people.xlsx")
    done = call("import", "people", tmp_path / "people.xlsx", "--site", site)
    assert done.exit_code == 1
    for cell in ("A2", "B2", "D2", "F2", "E3"):
        assert f"!{cell}:" in done.output, cell


def test_an_administrator_is_made_and_let_in_again(site: Path):
    words = ("--role", "county_administrator", "--area", "512022", "--site", site)
    told = fine("user", "create", "赵管理", *words)
    login = told.split("log-in: ")[1].split()[0]
    first = told.split("first password: ")[1].split()[0]
    again = fine("user", "reset", login, "--site", site).split()[-1]
    assert again != first
    assert PASSWORD not in (first, again)
    assert isinstance(
        call("user", "reset", "nobody", "--site", site).exception, GridflowError
    )


def test_the_audit_is_sound_until_somebody_rewrites_it(site: Path, tmp_path: Path):
    assert "sound" in fine("audit", "verify", "--site", site)
    file = site / "var" / "gridflow.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
        number, was = database.execute(
            "SELECT rowid, action FROM audit_entry LIMIT 1"
        ).fetchone()
        change = "UPDATE audit_entry SET action = ? WHERE rowid = ?"
        database.execute(change, ("nothing", number))
    database.close()
    try:
        done = call("audit", "verify", "--site", site, "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)
    finally:
        with sqlite3.connect(file) as database:
            database.execute(change, (was, number))
        database.close()
    fine("audit", "verify", "--site", site)


def test_the_doctor_looks_at_everything_and_makes_nothing(site: Path, tmp_path: Path):
    told = json.loads(call("doctor", site, "--json").stdout)
    words = " ".join(one["what"] for one in told)
    for part in ("library", "font", "key file", "database", "disk"):
        assert part in words

    fine("init", tmp_path / "new", "--from", "sichuan_tonglv")
    call("doctor", tmp_path / "new")
    assert not (tmp_path / "new" / "var").exists()


def test_the_doctor_says_what_to_do_about_a_key_that_others_read(site: Path):
    key = site / "var" / "gridflow.key"
    key.chmod(0o644)
    try:
        done = call("doctor", site)
        assert done.exit_code == 1
        assert f"chmod 600 {key}" in done.output
    finally:
        key.chmod(0o600)


def test_init_refuses_an_unknown_procedure_and_a_full_folder(tmp_path: Path):
    unknown = call("init", tmp_path / "site", "--from", "nowhere").exception
    assert isinstance(unknown, GridflowError)
    assert "sichuan_tonglv" in str(unknown.facts["known"])
    (tmp_path / "file").touch()
    full = call("init", tmp_path, "--from", "national").exception
    assert isinstance(full, GridflowError)


def test_init_makes_a_procedure_of_its_own_for_another_area(tmp_path: Path):
    own = ("--area", "512022001", "--id", "tianchi", "--label", "天池街道")
    fine("init", tmp_path / "site", "--from", "national", *own)
    assert "0 errors" in fine("check", tmp_path / "site")


def test_a_folder_that_is_no_site_is_told_in_one_sentence(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "gridflow", "publish", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is no site" in done.stderr
    assert "Traceback" not in done.stderr
