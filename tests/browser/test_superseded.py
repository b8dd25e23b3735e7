"""A clue gives a household another form while somebody fills the first one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gridflow.boot import OpenSite, open_site
from gridflow.cli.acting import actors_of
from gridflow.clock import LEGAL_ZONE, FixedClock
from gridflow.engine.campaigns import campaign_list, campaign_subjects, open_campaign
from gridflow.settings import Settings
from tests.browser.demo_server import Demo
from tests.browser.visit_form import log_in
from tests.web.clues import push_clue

NOW = datetime(2023, 5, 15, 10, 0, tzinfo=LEGAL_ZONE)
AWAY, NOTE = "福建省晋江市", "邻居说上月住过院，要再问问"


@pytest.fixture(scope="module")
def screened(demo: Demo) -> Iterator[OpenSite]:
    """The demo's site beside its server, with the screening open."""
    site = open_site(Settings.read(demo.folder), FixedClock(NOW))
    leader = actors_of(site.engine, "zhenguanli")[0]
    offered = [one for one in campaign_list(site.engine, leader) if not one.code]
    for one in offered:
        open_campaign(site.engine, leader, one.definition, key="open-it")
    yield site
    site.engine.store.close()


def ordinary(site: OpenSite, login: str) -> tuple[str, str]:
    """Return a household and its task that a grid member's ledger has."""
    engine, actor = site.engine, actors_of(site.engine, login)[0]
    running = next(one for one in campaign_list(engine, actor) if one.code)
    found = campaign_subjects(
        engine, actor, running.code, class_="ordinary", state="todo"
    )
    return found.rows[0].record_code, found.rows[0].task


def type_in(page: Page, path: str, text: str) -> None:
    page.locator(f'[name="f.{path}"]').fill(text)


def choose(page: Page, path: str, value: str) -> None:
    one = page.locator(f'[name="f.{path}"][value="{value}"]')
    page.locator(f'label[for="{one.get_attribute("id")}"]').click()


def opened_task(page: Page, login: str, task: str) -> None:
    log_in(page, login)
    page.goto(f"/tasks/{task}")
    page.locator("[data-primary]").click()
    page.wait_for_url(re.compile(rf"/tasks/{task}"))


def told_why(page: Page) -> None:
    """The page says what came, from whom and when, and shows what stayed behind."""
    told = page.locator(".replaced")
    expect(told).to_contain_text("风险线索入户核查表")
    expect(told).to_contain_text("省级推送因病风险")
    expect(told).to_contain_text("卫生健康局")
    expect(told).to_contain_text("2023-05-15 10:00")
    expect(page.locator("#left")).to_contain_text(NOTE)


def went_on(page: Page) -> None:
    """The other form holds what was typed where it asks the same."""
    page.locator("[data-primary]").click()
    expect(page.locator(".form-name")).to_contain_text("风险线索入户核查表")
    expect(page.locator('[name="f.visit_way"][value="phone"]')).to_be_checked()
    expect(page.locator('[name="f.away_place"]')).to_have_value(AWAY)


def test_a_clue_comes_while_a_form_is_filled_and_nothing_typed_is_lost(
    opened, screened: OpenSite, pictures: Path
):
    household, task = ordinary(screened, "cun01yuan01")
    with opened("phone") as page:
        opened_task(page, "cun01yuan01", task)
        section(page, "visit")
        choose(page, "visit_way", "phone")
        type_in(page, "away_place", AWAY)
        push_clue(screened.engine, household)
        section(page, "findings")
        type_in(page, "ledger_note", NOTE)
        told = page.locator("[data-replaced]")
        expect(told).to_be_visible()
        expect(page.locator("[data-saved]")).to_contain_text("已保存")
        page.screenshot(path=pictures / "replaced_while_typing.png")
        told.locator("a").click()
        told_why(page)
        page.screenshot(path=pictures / "replaced_phone.png", full_page=True)
        went_on(page)
        page.goto(f"/tasks/{task}")
        told_why(page)


def test_the_same_without_scripts(opened, screened: OpenSite, pictures: Path):
    household, task = ordinary(screened, "cun01yuan02")
    with opened("phone", scripts=False) as page:
        opened_task(page, "cun01yuan02", task)
        choose(page, "visit_way", "phone")
        # what is asked by phone shows when the choice was saved
        page.locator("button.save").click()
        type_in(page, "away_place", AWAY)
        type_in(page, "ledger_note", NOTE)
        push_clue(screened.engine, household)
        page.locator("button.submit").click()
        told_why(page)
        page.screenshot(path=pictures / "replaced_plain.png", full_page=True)
        went_on(page)


def test_at_a_desk_the_reason_and_the_rest_stand_on_one_page(
    opened, screened: OpenSite, pictures: Path
):
    household, task = ordinary(screened, "cun02yuan01")
    with opened("desk") as page:
        opened_task(page, "cun02yuan01", task)
        choose(page, "visit_way", "phone")
        type_in(page, "away_place", AWAY)
        type_in(page, "ledger_note", NOTE)
        push_clue(screened.engine, household)
        page.locator("button.submit").click()
        told_why(page)
        page.screenshot(path=pictures / "replaced_desk.png", full_page=True)
        went_on(page)


def section(page: Page, name: str) -> None:
    page.locator(f'[data-tab="{name}"] a').click()
