"""`gridflow demo`: a town in its screening, a little of it done."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_commands import fine

HOUSEHOLDS = 120


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "site"
    fine("demo", folder, "--no-serve", "--households", str(HOUSEHOLDS))
    return folder


def asked(site: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(site / "var" / "gridflow.sqlite3") as database:
        found = database.execute(query).fetchall()
    database.close()
    return found


def test_the_campaign_is_open_since_its_first_day_and_reaches_everybody(site: Path):
    told = json.loads(
        fine("campaign", "list", "--site", site, "--at", "2023-05-15", "--json")
    )
    assert [(one["state"], one["records"]) for one in told] == [("open", HOUSEHOLDS)]
    assert told[0]["done"] > 0
    opened = asked(site, "SELECT date(opened_at) FROM campaign")
    assert opened == [("2023-05-13",)]


def test_classes_of_clues_are_among_the_households(site: Path):
    found = asked(site, "SELECT DISTINCT form FROM task")
    assert {form for (form,) in found} >= {"household_ledger", "risk_clue_visit"}


def test_a_second_start_goes_on_with_what_is_there(site: Path):
    count = "SELECT count(*), sum(state = 'done') FROM task"
    before = asked(site, count)
    fine("demo", site, "--no-serve")
    assert asked(site, count) == before


def test_cases_opened_by_hand_all_have_the_form_of_the_flow(tmp_path: Path):
    folder = tmp_path / "site"
    fine("demo", folder, "--no-serve", "--households", "4", "--cases")
    assert asked(folder, "SELECT DISTINCT form FROM task") == [("risk_clue_visit",)]
    assert asked(folder, "SELECT count(*) FROM campaign") == [(0,)]
