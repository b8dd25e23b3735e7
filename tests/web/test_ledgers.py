"""The ledger's page: who reaches it, a day without scripts, what its script is told."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from gridflow.engine.campaigns import open_campaign
from gridflow.engine.ledgers import LedgerPage, ledger_page
from gridflow.engine.tasks import claim
from gridflow.store import cases, records
from tests.web.clues import push_clue
from tests.web.conftest import Town, made_town
from tests.web.pages import Browser, PageForm, form_of, text_of

HOUSEHOLDS = 480
MINE = "cun01yuan01"
SUBMIT = ("do", "submit")
JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Ledgers:
    """A town in a campaign, and where the ledgers of its groups are."""

    town: Town
    campaign: str

    def page(self, login: str) -> LedgerPage:
        actor = self.town.actor(login)
        engine = self.town.site.engine
        return ledger_page(engine, actor, self.campaign, actor.area_code)

    def address(self, login: str) -> str:
        area = self.town.actor(login).area_code
        return f"/campaigns/{self.campaign}/ledger/{area}"

    def browser(self, login: str) -> Browser:
        browser = Browser(self.town.app)
        assert browser.log_in(login).status_code == 303
        return browser

    def form(self, browser: Browser, login: str) -> PageForm:
        return form_of(browser.get(self.address(login)), self.address(login))

    def states(self, login: str) -> dict[str, str]:
        return {one.code: one.state for one in self.page(login).rows}


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledgers]:
    with made_town(tmp_path_factory.mktemp("ledgers"), HOUSEHOLDS) as town:
        code = open_campaign(town.site.engine, None, "screening_2023", key="open")
        yield Ledgers(town, code)


@pytest.mark.parametrize(
    ("login", "status"),
    {
        MINE: 200,
        "cun01jiance": 200,
        "zhenguanli": 200,
        "chayue": 200,
        "cun01yuan03": 404,
        "cun02yuan01": 404,
        "cun02jiance": 404,
        "xianguanli": 404,
    }.items(),
    ids=str,
)
def test_who_reaches_the_group_sees_its_ledger_and_only_its_members_fill_it(
    ledgers: Ledgers, login: str, status: int
):
    browser = ledgers.browser(login)
    answer = browser.get(ledgers.address(MINE))
    assert answer.status_code == status
    if status == 200:
        assert (b'id="ledger"' in answer.data) == (login == MINE)
    else:
        posted = browser.post(ledgers.address(MINE), {"take": "X"})
        assert posted.status_code == 404


def test_a_first_visit_is_small(ledgers: Ledgers):
    browser = ledgers.browser(MINE)
    page = browser.get(ledgers.address(MINE))
    paths = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    files = [page.data, *(browser.get(path).data for path in paths)]
    assert sum(len(gzip.compress(one)) for one in files) < 150_000


def test_without_scripts_ticked_rows_go_in_and_the_others_are_kept(ledgers: Ledgers):
    login = "cun03yuan01"
    browser = ledgers.browser(login)
    form = ledgers.form(browser, login)
    first, second, third, fourth, *_ = ledgers.states(login)
    named = str(ledgers.page(login).people_choices[0].person)
    form.set("second_visitor", named)
    form.set(f"r.{second}.f.people_at_home", "many")
    form.set(f"r.{third}.f.ledger_note", "下次再去")
    form.set("take", first, second)
    answer = browser.send(form, button=SUBMIT)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "已提交 1 户；1 户有错，没有提交，已暂存；1 户已暂存" in text
    assert "many" in answer.text
    states = ledgers.states(login)
    # what nobody touched stays in the pool
    assert [states[one] for one in (first, second, third, fourth)] == [
        "done",
        "begun",
        "begun",
        "open",
    ]

    again = ledgers.form(browser, login)
    assert again.get(f"r.{third}.f.ledger_note") == "下次再去"
    assert again.get("second_visitor") == named
    again.set(f"r.{second}.f.people_at_home", "0")
    again.set("take", second, third)
    assert browser.send(again, button=SUBMIT).status_code == 303
    assert "已提交 2 户" in text_of(browser.get(ledgers.address(login)))
    states = ledgers.states(login)
    assert [states[one] for one in (second, third)] == ["done", "done"]


def test_a_row_that_somebody_else_took_is_shown_with_both(ledgers: Ledgers):
    login = "cun04yuan01"
    browser = ledgers.browser(login)
    form = ledgers.form(browser, login)
    first, second, *_ = ledgers.states(login)
    form.set("second_visitor", str(ledgers.page(login).people_choices[0].person))
    # the same member hands it in at another device meanwhile
    other = ledgers.form(browser, login)
    other.set("second_visitor", form.get("second_visitor"))
    other.set(f"r.{first}.f.ledger_note", "另一台手机")
    other.set("take", first)
    assert browser.send(other, button=SUBMIT).status_code == 303
    form.set(f"r.{first}.f.ledger_note", "这一台")
    form.set("take", first, second)
    answer = browser.send(form, button=SUBMIT)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "这一台" in text
    assert "另一台手机" in text
    assert "1 户别人先动了" in text
    assert ledgers.states(login)[second] == "done"


def test_the_script_is_told_what_became_of_each_row(ledgers: Ledgers):
    login = "cun05yuan01"
    browser = ledgers.browser(login)
    form = ledgers.form(browser, login)
    first, second, *_ = ledgers.states(login)
    named = ledgers.page(login).people_choices[0].person
    sent = {
        "key": "one",
        "second_visitor": str(named),
        f"r.{first}.version": "0",
        f"r.{first}.f.visit_way": "phone",
        f"r.{first}.f.called_at": "25:99",
    }
    kept = browser.post(ledgers.address(login), {**sent, "do": "keep"}, headers=JSON)
    row = kept.json["rows"][first]
    assert (row["state"], row["version"], row["chip"]) == ("kept", 1, "有错 1 处")
    assert list(row["faults"]) == ["called_at"]
    assert "people_at_home" in row["off"]
    assert "called_at" not in row["off"]
    # the same key, the same answer
    again = browser.post(ledgers.address(login), {**sent, "do": "keep"}, headers=JSON)
    assert again.json["rows"] == kept.json["rows"]
    assert form.get(f"r.{second}.f.visit_way") == "home"
    taken = {
        name: value for name, value in form.values if name.startswith(f"r.{second}.")
    }
    given = {**taken, "take": second, "second_visitor": str(named), "key": "two"}
    done = browser.post(ledgers.address(login), given, headers=JSON)
    assert done.json["rows"][second]["state"] == "done"
    assert done.json["said"] == "已提交 1 户"
    assert done.json["rows"][second]["shown"]["visit_way"] == "入户"
    assert done.json["rows"][second]["shown"]["called_person"] == ""


def test_a_row_can_be_done_on_its_own_page_as_well(ledgers: Ledgers):
    login = "cun06yuan01"
    browser = ledgers.browser(login)
    task = next(iter(ledgers.states(login)))
    claim(ledgers.town.site.engine, ledgers.town.actor(login), task, key="own")
    form = form_of(browser.get(f"/tasks/{task}"), "/submit")
    form.set("second_visitor", str(ledgers.page(login).people_choices[0].person))
    answer = browser.send(form)
    assert answer.status_code == 303
    assert ledgers.states(login)[task] == "done"


def test_a_second_visitor_is_asked_for_once(ledgers: Ledgers):
    login = "cun07yuan01"
    browser = ledgers.browser(login)
    form = ledgers.form(browser, login)
    form.set("take", *ledgers.states(login))
    answer = browser.send(form, button=SUBMIT)
    assert answer.status_code == 422
    assert text_of(answer).count("请选择一同入户的第二人") == 1


def test_a_row_that_left_the_ledger_is_shown_with_what_was_typed(ledgers: Ledgers):
    login = "cun08yuan01"
    engine, browser = ledgers.town.site.engine, ledgers.browser(login)
    form = ledgers.form(browser, login)
    first = next(iter(ledgers.states(login)))
    case = ledgers.town.case_of(login, first)
    form.set(f"r.{first}.f.ledger_note", "刚打完字")
    form.set("take", first)
    with engine.store.reading() as session:
        found = cases.case_by_code(session, case)
        record = records.record(session, found.record)
    push_clue(engine, record.code)
    answer = browser.send(form, button=SUBMIT)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "这户的类别变了" in text
    assert "备注: 刚打完字" in text
    onward = re.search(r'href="(/tasks/\w+)">打开这一户', answer.text)
    assert onward
    assert browser.get(onward[1]).status_code == 200
    assert first not in ledgers.states(login)


def test_the_queue_of_a_group_leads_to_its_ledger(ledgers: Ledgers):
    login = "cun09yuan01"
    page = ledgers.browser(login).get("/inbox")
    assert f'href="{ledgers.address(login)}"' in page.text
    assert f"0/{len(ledgers.page(login).rows)} 已填" in text_of(page)
