"""A village's forms and ledger as one file: ordered at a page, made by a worker."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from gridflow.cli.benching.answers import accepted_filling
from gridflow.engine.campaigns import campaign_list, open_campaign
from gridflow.engine.inbox import inbox
from gridflow.engine.submissions import submit
from gridflow.engine.tasks import claim
from gridflow.jobs.worker import run_once
from gridflow.jobs.workshop import Workshop
from gridflow.store import logs, submissions, tasks
from gridflow.store.rows import Scope
from tests.web.conftest import Town, made_town
from tests.web.pages import Browser, text_of

VILLAGE = "512022115200"
ELSEWHERE = "512022115202"
MONITOR = "cun03jiance"


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str]]:
    """A town with its campaign open, two forms of a village handed in."""
    with made_town(tmp_path_factory.mktemp("volumes"), 130) as town:
        engine = town.site.engine
        running = [one.code for one in campaign_list(engine, town.actor("zhenguanli"))
                   if one.code]  # fmt: skip
        code = (
            running[0]
            if running
            else open_campaign(
                engine, town.actor("zhenguanli"), "screening_2023", key="o"
            )
        )
        hand_in_two(town, "cun03yuan01")
        yield town, code


def hand_in_two(town: Town, login: str) -> None:
    engine, actor = town.site.engine, town.actor(login)
    for row in inbox(engine, actor).rows[:2]:
        claim(engine, actor, row.code, key=engine.new_id())
        raw = accepted_filling(engine, actor, row.code)
        assert raw is not None
        submit(engine, actor, row.code, raw, key=engine.new_id())


def at(town: Town, login: str) -> Browser:
    browser = Browser(town.app)
    assert browser.log_in(login).status_code == 303
    return browser


def ordered(screened, login: str, **sent: str) -> tuple[Browser, str]:
    """Order a volume and let a worker do it; the browser and the job's address."""
    town, campaign = screened
    browser = at(town, login)
    asked = {"village": VILLAGE, "campaign": campaign, **sent}
    answer = browser.post("/prints", asked)
    assert answer.status_code == 303
    site = town.site
    while run_once(Workshop(site.engine, site.prints), "w"):
        pass
    return browser, answer.location


def pdf_of(browser: Browser, job: str) -> list[str]:
    page = browser.get(job)
    assert "已经做好" in text_of(page), text_of(page)
    (result,) = re.findall(r'href="(/prints/\w+)"', page.text)
    answer = browser.get(result)
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    return [re.sub(r"\s", "", one.extract_text()) for one in reader.pages]


def phones_in_full(pages: list[str]) -> list[str]:
    return re.findall(r"199\d{8}", "".join(pages))


def looks(town: Town, reason: str) -> int:
    """Count the looks with a reason at what the village handed in."""
    engine = town.site.engine
    scope = Scope(town.actor(MONITOR).area, engine.today())
    found = 0
    with engine.store.reading() as session:
        for row in inbox(engine, town.actor("cun03yuan01"), "done").rows:
            task = tasks.task_by_code(session, row.code, scope)
            assert task is not None
            last = submissions.latest_submission(session, task.id)
            assert last is not None
            found += sum(
                one.reason == reason for one in logs.looks_at(session, last.id)
            )
    return found


def test_a_village_is_one_file_numbered_through_and_masked(screened):
    pages = pdf_of(*ordered(screened, MONITOR))
    assert re.findall(r"第(\d+)页", "".join(pages)) == [
        str(number) for number in range(1, len(pages) + 1)
    ]
    kinds = [re.match(r"附件(\d)", page) for page in pages]
    heads = [int(found[1]) for found in kinds if found]
    assert heads == sorted(heads)
    assert heads[-1] == 7
    assert phones_in_full(pages) == []
    assert "199****" in "".join(pages)


def test_with_a_reason_it_is_in_full_and_every_look_is_logged(screened):
    reason = "入户核对电话"
    pages = pdf_of(*ordered(screened, MONITOR, reason=reason))
    assert phones_in_full(pages)
    assert "199****" not in "".join(pages)
    assert looks(screened[0], reason) == 2


def test_the_ledger_may_be_had_alone(screened):
    pages = pdf_of(*ordered(screened, MONITOR, form="household_ledger"))
    assert all(page.startswith("附件7农户入户台账") for page in pages)


def test_the_page_of_a_campaign_offers_a_village_and_a_group(screened):
    town, campaign = screened
    for login, full in ((MONITOR, True), ("cun03yuan01", True), ("cun03wangge", False)):
        page = at(town, login).get(f"/campaigns/{campaign}")
        assert 'name="village"' in page.text
        assert ("要完整的证件号码和电话" in page.text) is full
    whole = at(town, "zhenguanli").get(f"/campaigns/{campaign}")
    assert 'name="village"' not in whole.text


@pytest.mark.parametrize(
    ("login", "sent", "why"),
    [
        pytest.param(MONITOR, {"village": ELSEWHERE}, "没有找到", id="elsewhere"),
        pytest.param(MONITOR, {"village": "1"}, "没有找到", id="no-area"),
        pytest.param(MONITOR, {"campaign": "X"}, "没有找到", id="no-campaign"),
        pytest.param(MONITOR, {"form": "x"}, "没有可以打印的表", id="no-such-form"),
        pytest.param(
            "cun03jianguan", {"reason": "看看"}, "不能做", id="may-not-reveal"
        ),
        pytest.param("zhenwangge", {}, "不能做", id="may-not-print"),
    ],
)
def test_what_somebody_may_not_print_is_told_and_not_made(screened, login, sent, why):
    browser, job = ordered(screened, login, **sent)
    page = browser.get(job)
    assert "没有做成" in text_of(page)
    assert why in text_of(page).partition("没有做成")[2]
    assert "/prints/" not in page.text
