"""The pages of a campaign: who sees how much, what the numbers lead to, deciding."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gridflow.cli.benching.answers import accepted_filling
from gridflow.engine.campaigns import campaign_page, campaign_subjects
from gridflow.engine.inbox import inbox
from gridflow.engine.submissions import submit
from gridflow.engine.tasks import claim
from tests.web.clues import push_clue
from tests.web.conftest import Town, made_town
from tests.web.pages import Browser, text_of

HOUSEHOLDS = 480
NUMBER = re.compile(r'href="(/campaigns/\w+/subjects\?[^"]*)">(?:<b>)?([\d,]+)<')


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose screening was opened at the page, with some forms handed in."""
    with made_town(tmp_path_factory.mktemp("screened"), HOUSEHOLDS) as town:
        admin = at(town, "zhenguanli")
        assert "在通旅镇开展" in text_of(admin.get("/campaigns"))
        sent = {"campaign": "screening_2023", "key": "open-it"}
        answer = admin.post("/campaigns", sent)
        assert answer.status_code == 303
        assert admin.post("/campaigns", sent).location == answer.location
        hand_in_some(town, "cun01yuan01", 3)
        hand_in_some(town, "cun02yuan01", 3)
        yield town


def at(town: Town, login: str) -> Browser:
    browser = Browser(town.app)
    assert browser.log_in(login).status_code == 303
    return browser


def hand_in_some(town: Town, login: str, count: int) -> list[str]:
    """Hand some forms in, and leave one in hand."""
    engine, actor = town.site.engine, town.actor(login)
    rows = inbox(engine, actor).rows[: count + 1]
    for row in rows:
        claim(engine, actor, row.code, key=engine.new_id())
    for row in rows[:count]:
        raw = accepted_filling(engine, actor, row.code)
        assert raw is not None
        submit(engine, actor, row.code, raw, key=engine.new_id())
    return [row.code for row in rows]


def code_of(town: Town) -> str:
    page = at(town, "zhenguanli").get("/campaigns")
    found = re.search(r'href="/campaigns/(\w+)"', page.text)
    assert found, page.text
    return found[1]


def listed(browser: Browser, address: str) -> int:
    """Count the rows of a list on all its pages."""
    count = 0
    base = address.partition("?")[0]
    while address:
        page = browser.get(address)
        assert page.status_code == 200, address
        count += page.text.count('class="row subject"')
        onward = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = base + onward[1].replace("&amp;", "&") if onward else ""
    return count


@pytest.mark.parametrize(
    "login",
    ["zhenguanli", "cun01jiance", "cun01yuan01"],
    ids=["town", "village", "group"],
)
def test_every_number_opens_the_list_that_it_counts(screened: Town, login: str):
    browser = at(screened, login)
    page = browser.get(f"/campaigns/{code_of(screened)}").text.replace("&amp;", "&")
    numbers = NUMBER.findall(page)
    assert len(numbers) > 4
    for address, told in dict(numbers).items():
        assert listed(browser, address) == int(told.replace(",", "")), address


def test_the_parts_of_a_page_add_up(screened: Town):
    engine, actor = screened.site.engine, screened.actor("zhenguanli")
    page = campaign_page(engine, actor, code_of(screened))
    whole = page.all
    assert whole.total == HOUSEHOLDS
    assert (whole.done, whole.hand) == (6, 2)
    assert whole.todo + whole.hand + whole.done == whole.total
    assert whole.parts > whole.total
    assert 0 < whole.parts_done < whole.parts
    assert sum(page.days.values()) == whole.done
    for name in ("total", "done", "hand", "todo", "parts", "parts_done"):
        assert sum(getattr(row.all, name) for row in page.rows) == getattr(whole, name)
    for name in ("total", "done", "hand"):
        by_class = sum(getattr(one, name) for one in page.by_class.values())
        assert by_class == getattr(whole, name)


def test_who_is_slowest_stands_first(screened: Town):
    page = at(screened, "zhenguanli").get(f"/campaigns/{code_of(screened)}")
    shares = [int(one) for one in re.findall(r'percent">(\d+)%', page.text)[2:]]
    assert shares == sorted(shares)
    assert shares[-1] > 0


def test_a_grid_member_sees_the_own_group_and_nobody_elses(screened: Town):
    code = code_of(screened)
    mine, next_ = screened.actor("cun01yuan01"), screened.actor("cun01yuan02")
    browser = at(screened, "cun01yuan01")
    page = campaign_page(screened.site.engine, mine, code)
    assert page.all.total < HOUSEHOLDS
    told = text_of(browser.get(f"/campaigns/{code}"))
    assert "填台账" in told
    assert "结束这次排查" not in told
    for path in ("?area={}", "/subjects?area={}"):
        other = path.format(next_.area_code)
        assert browser.get(f"/campaigns/{code}{other}").status_code == 404
        own = path.format(mine.area_code)
        assert browser.get(f"/campaigns/{code}{own}").status_code == 200


def test_who_may_not_see_campaigns_finds_none(screened: Town):
    county = at(screened, "xianguanli")
    assert county.get(f"/campaigns/{code_of(screened)}").status_code == 404
    assert "现在没有集中排查" in text_of(county.get("/campaigns"))
    places = county.get("/inbox").text.partition('class="places"')[2]
    assert "集中排查" not in places.partition("</nav>")[0]


@pytest.mark.parametrize("login", ["cun01yuan01", "cun01jiance", "chayue", "dangan"])
def test_only_who_may_open_opens_and_closes(screened: Town, login: str):
    browser = at(screened, login)
    assert browser.post("/campaigns", {"campaign": "screening_2023"}).status_code == 403
    assert browser.post(f"/campaigns/{code_of(screened)}/close").status_code == 403


def test_made_up_filters_break_nothing(screened: Town):
    browser, code = at(screened, "zhenguanli"), code_of(screened)
    for query in (
        "?class=no-such",
        "?state=no-such",
        "?after=x",
        "?after=99.%E7%8E%8B",
        "?after=123456789012345678.a",
        "?class=-",
    ):
        answer = browser.get(f"/campaigns/{code}/subjects{query}")
        assert answer.status_code == 200, query
    for query in ("?area=nowhere", "?area=%00"):
        answer = browser.get(f"/campaigns/{code}/subjects{query}")
        assert answer.status_code == 404, query


def proposed(town: Town, login: str) -> tuple[str, str]:
    """Hand a household's row in, then find that a visit is needed: a proposal."""
    engine, actor, code = town.site.engine, town.actor(login), code_of(town)
    done = campaign_subjects(engine, actor, code, class_="ordinary", state="done")
    row = done.rows[0]
    push_clue(engine, row.record_code)
    return row.record_code, row.title


def test_a_proposal_waits_for_who_may_decide_and_wants_a_reason(screened: Town):
    code = code_of(screened)
    record, title = proposed(screened, "cun01yuan01")
    member, monitor = at(screened, "cun01yuan01"), at(screened, "cun01jiance")
    told = text_of(member.get(f"/campaigns/{code}"))
    assert title in told
    assert "这一户由村级监测员、网格长或镇上决定" in told
    path = f"/campaigns/{code}/decide"
    sent = {"record": record, "do": "keep", "reason": "已经入户看过"}
    assert member.post(path, sent).status_code == 403
    assert at(screened, "cun02jiance").post(path, sent).status_code == 404
    assert "改用新表" in text_of(monitor.get(f"/campaigns/{code}"))
    assert monitor.post(path, {**sent, "reason": " "}).status_code == 400
    assert monitor.post(path, {**sent, "key": "decide"}).status_code == 303
    assert monitor.post(path, {**sent, "key": "decide"}).status_code == 303
    assert title not in text_of(monitor.get(f"/campaigns/{code}"))
    assert monitor.post(path, sent).status_code == 409


def test_a_changed_form_is_to_be_done_again(screened: Town):
    code = code_of(screened)
    engine, admin = screened.site.engine, screened.actor("zhenguanli")
    record, _ = proposed(screened, "cun02yuan01")
    before = campaign_page(engine, admin, code).all.done
    sent = {"record": record, "do": "change", "reason": "卫健部门推送"}
    answer = at(screened, "zhenguanli").post(f"/campaigns/{code}/decide", sent)
    assert answer.status_code == 303
    assert campaign_page(engine, admin, code).all.done == before - 1
