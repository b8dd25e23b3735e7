"""A group's ledger of forty households, filled with the keyboard and saved once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gridflow.boot import OpenSite, open_site
from gridflow.cli.acting import actors_of
from gridflow.cli.demo import START
from gridflow.cli.demo_town import sample_people
from gridflow.clock import FixedClock
from gridflow.engine.accounts import actor_under
from gridflow.engine.campaigns import open_campaign
from gridflow.engine.ledgers import ledger_page
from gridflow.engine.tasks import claim
from gridflow.settings import Settings
from gridflow.store import campaigns, people
from tests.browser.demo_server import Demo, running_demo
from tests.browser.visit_form import log_in

# so many that some groups have forty in their ledger
HOUSEHOLDS = 3600
FORTY = 40


@dataclass(frozen=True)
class Ledger:
    """A group's ledger, and the member of the group who fills it."""

    login: str
    address: str
    rows: int


@dataclass(frozen=True)
class Screening:
    """A demo in a campaign, with its ledgers, the longest first."""

    demo: Demo
    site: OpenSite
    campaign: str
    ledgers: list[Ledger]

    def done(self, ledger: Ledger) -> int:
        actor = actors_of(self.site.engine, ledger.login)[0]
        engine = self.site.engine
        return ledger_page(engine, actor, self.campaign, actor.area_code).done


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screening]:
    folder = tmp_path_factory.mktemp("ledger") / "demo"
    words = ["demo", str(folder), "--no-serve", "--households", str(HOUSEHOLDS)]
    subprocess.run([sys.executable, "-m", "gridflow", *words], check=True)
    site = open_site(Settings.read(folder), FixedClock(START))
    with site.engine.store.reading() as session:
        running = campaigns.running_campaigns(session)
    code = (
        running[0].code
        if running
        else open_campaign(site.engine, None, "screening_2023", key="open")
    )
    by_address = {one.address: one for one in ledgers_of(site, code)}
    found = sorted(by_address.values(), key=lambda one: -one.rows)
    with running_demo(folder, HOUSEHOLDS) as demo:
        yield Screening(demo, site, code, found)
    site.engine.store.close()


def ledgers_of(site: OpenSite, code: str) -> Iterator[Ledger]:
    rows = sample_people(site)
    for login in sorted(one["login"] for one in rows if one["role"] == "grid_member"):
        actor = actors_of(site.engine, login)[0]
        page = ledger_page(site.engine, actor, code, actor.area_code)
        address = f"/campaigns/{code}/ledger/{actor.area_code}"
        yield Ledger(login, address, sum(one.editable for one in page.rows))


@pytest.fixture
def demo(screening: Screening) -> Demo:
    """Let `opened` lead to this demo."""
    return screening.demo


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    """Return the name of the input that has the focus, its row's code left out."""
    name: str = page.evaluate("document.activeElement.name || ''")
    return re.sub(r"^r\.\w+\.", "", name)


def said(page: Page) -> str:
    return page.locator("[data-saved]").inner_text()


def choose_second(page: Page) -> None:
    """Choose the first person as second visitor, by the keyboard."""
    assert focused(page) == "second_visitor"
    press(page, "ArrowDown", "Tab", "Tab")


def go_right(page: Page, to: str) -> None:
    for _ in range(30):
        if focused(page) == to:
            return
        press(page, "ArrowRight")
    raise AssertionError(focused(page))


def fill_the_odd_ones(page: Page) -> None:
    """Fill the first three rows: one by phone, one with a mistake, one mended."""
    go_right(page, "f.visit_way")
    press(page, "2")
    expect(page.locator("td.off[data-path=people_at_home]")).to_have_count(1)
    go_right(page, "f.away_place")
    page.keyboard.type("成都市双流区")
    go_right(page, "f.called_at")
    page.keyboard.type("9:30")
    # nobody else was called: there is no such cell below
    press(page, "Enter")
    assert focused(page) == "f.called_at"
    press(page, "Home", "Enter")
    # too many people at home, which is told in its cell
    go_right(page, "f.people_at_home")
    page.keyboard.type("99")
    # a dot says the same of the third row; there it is typed over at once
    press(page, "Enter", ".")
    page.keyboard.type("0")
    go_right(page, "f.leaflet")
    press(page, "n", "y")
    expect(page.locator("[data-chip]", has_text="有错 1 处")).to_have_count(1)


def test_forty_households_are_filled_with_the_keyboard_and_saved_once(
    screening: Screening, opened: Callable[..., object], pictures: Path
):
    ledger = screening.ledgers[0]
    assert ledger.rows >= FORTY
    with opened("desk") as page:
        log_in(page, ledger.login)
        page.goto(ledger.address)
        counter = page.locator("[data-filled]")
        expect(counter).to_have_text(f"0/{ledger.rows} 已填")
        page.screenshot(path=pictures / "desk_ledger.png")
        choose_second(page)
        assert focused(page) == "take"

        fill_the_odd_ones(page)
        expect(counter).to_have_text(f"2/{ledger.rows} 已填")
        # the others as most are: a tick, and down
        press(page, "Home", "Enter")
        for _ in range(FORTY - 3):
            press(page, "1", "Enter")
        # a row with a mistake does not count as filled
        expect(counter).to_have_text(f"{FORTY - 1}/{ledger.rows} 已填")
        page.screenshot(path=pictures / "desk_ledger_ticked.png")

        press(page, "Control+Enter")
        expect(page.locator("[data-saved]")).to_contain_text(f"已提交 {FORTY - 1} 户")
        assert screening.done(ledger) == FORTY - 1
        assert focused(page) == "f.people_at_home"
        cell = page.locator("td.wrong[data-path=people_at_home]")
        expect(cell).to_contain_text("在家人数在0到30之间")
        page.screenshot(path=pictures / "desk_ledger_wrong.png")
        page.keyboard.type("0")
        press(page, "Control+Enter")
        expect(page.locator("[data-saved]")).to_have_text("已提交 1 户")
        assert screening.done(ledger) == FORTY
        expect(counter).to_have_text(f"{FORTY}/{ledger.rows} 已填")
        page.screenshot(path=pictures / "desk_ledger_done.png")


def test_a_row_that_somebody_else_takes_meanwhile_is_shown_with_both(
    screening: Screening, opened: Callable[..., object], pictures: Path
):
    ledger, engine = screening.ledgers[1], screening.site.engine
    mine = actors_of(engine, ledger.login)[0]
    with engine.store.transaction() as tx:
        other = people.person(
            tx, actors_of(engine, screening.ledgers[2].login)[0].person
        )
        assert other is not None
        post = people.add_post(
            tx, other.id, mine.role, mine.area, date(2023, 1, 1), START
        )
    with opened("desk") as page:
        log_in(page, ledger.login)
        page.goto(ledger.address)
        choose_second(page)
        first, second, third = (
            page.locator("tr[data-row]").nth(at).get_attribute("data-row") or ""
            for at in range(3)
        )
        claim(engine, actor_under(engine, post.id), second, key="other")
        press(page, "1", "Enter", "1")
        go_right(page, "f.ledger_note")
        page.keyboard.type("门锁着")
        message = page.locator(f'[data-message="{second}"]')
        expect(message).to_contain_text(f"{other.name}已经先一步处理了")
        expect(message).to_contain_text("门锁着")
        page.screenshot(path=pictures / "desk_ledger_conflict.png")
        page.locator(f"#row-{third} [name=take]").focus()
        press(page, "1", "Control+Enter")
        expect(page.locator("[data-saved]")).to_have_text("已提交 2 户")
        for code in (first, third):
            expect(page.locator(f"#row-{code} [data-chip]")).to_have_text("已提交")
        expect(message).to_contain_text("门锁着")


def test_input_without_signal_waits_and_goes_out_later(
    screening: Screening, opened: Callable[..., object]
):
    ledger = screening.ledgers[3]
    with opened("desk") as page:
        log_in(page, ledger.login)
        page.goto(ledger.address)
        choose_second(page)
        page.context.set_offline(True)
        go_right(page, "f.ledger_note")
        page.keyboard.type("没有信号")
        expect(page.locator("[data-saved]")).to_contain_text("没有发出去")
        assert screening.done(ledger) == 0
        # nobody can tell now what is asked: every cell can be reached
        assert focused(page) == "f.ledger_note"
        press(page, "Home")
        go_right(page, "f.away_place")
        page.context.set_offline(False)
        expect(page.locator("[data-saved]")).to_contain_text("已保存")
        press(page, "Control+Enter")
        expect(page.locator("[data-saved]")).to_have_text("已提交 1 户")
        assert screening.done(ledger) == 1


def test_on_a_phone_rows_are_cards(
    screening: Screening, opened: Callable[..., object], pictures: Path
):
    ledger = screening.ledgers[4]
    with opened("phone") as page:
        log_in(page, ledger.login)
        page.goto(ledger.address)
        page.screenshot(path=pictures / "phone_ledger.png")
        page.select_option("#second_visitor", index=1)
        row = page.locator("tr[data-row]").first
        row.locator(".unfold").click()
        row.locator("[name$='f.visit_way']").select_option("phone")
        expect(row.locator("[name$='f.called_at']")).to_be_visible()
        page.screenshot(path=pictures / "phone_ledger_card.png")
        row.locator("[name$='f.away_place']").fill("成都市")
        row.locator("[name$='f.called_at']").fill("9点")
        page.locator("[data-submit]").click()
        expect(row.locator("td.wrong")).to_contain_text("写成时:分")
        page.screenshot(path=pictures / "phone_ledger_wrong.png")
        row.locator("[name$='f.called_at']").fill("9:00")
        page.locator("[data-submit]").click()
        expect(page.locator("[data-saved]")).to_have_text("已提交 1 户")
        assert screening.done(ledger) == 1
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
