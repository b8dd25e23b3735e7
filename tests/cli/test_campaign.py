"""`gridflow campaign`: list, open, close, on a site with three households."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gridflow.boot import open_site
from gridflow.engine.errors import CampaignOpenError, NotOpenError
from gridflow.engine.first_load import load_records
from gridflow.settings import Settings
from tests.cli.test_commands import call, fine

VILLAGE = "512022115200"
AT = ("--at", "2023-05-15")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campaign") / "site"
    fine("init", folder, "--from", "sichuan_tonglv")
    fine("publish", folder)
    fine("import", "areas", "--site", folder, "--from", "2020-01-01")
    engine = open_site(Settings.read(folder)).engine
    rows = [{"householder": f"户{one}", "area": VILLAGE} for one in range(3)]
    load_records(engine, "household", rows, date(2023, 1, 1), key="load")
    engine.store.close()
    return folder


def listed(site: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        fine("campaign", "list", "--site", site, *AT, "--json")
    )
    return found


def test_a_campaign_is_offered_opened_listed_and_closed(site: Path):
    (offered,) = listed(site)
    assert (offered["campaign"], offered["state"]) == ("screening_2023", "offered")
    told = fine("campaign", "open", "screening_2023", "--site", site, *AT)
    (row,) = listed(site)
    assert str(row["code"]) in told
    assert (row["state"], row["records"], row["done"]) == ("open", 3, 0)
    assert "0 of 3 done" in fine("campaign", "list", "--site", site, *AT)
    again = call("campaign", "open", "screening_2023", "--site", site, *AT)
    assert isinstance(again.exception, CampaignOpenError)
    closed = fine("campaign", "close", str(row["code"]), "--site", site, *AT)
    assert str(row["code"]) in closed
    assert [one["state"] for one in listed(site)] == ["offered", "closed"]
    twice = call("campaign", "close", str(row["code"]), "--site", site, *AT)
    assert isinstance(twice.exception, NotOpenError)


def test_nobody_opens_without_a_log_in_that_may(site: Path):
    done = call(
        "campaign", "open", "screening_2023", "--site", site, "--login", "nobody"
    )
    assert done.exit_code == 1
