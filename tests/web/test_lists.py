"""Lists in the browser: filters in the address, views as tabs, files that open."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from threading import Lock

import pytest
from openpyxl import load_workbook

from gridflow.jobs.worker import run_once
from gridflow.jobs.workshop import Workshop
from tests.web.conftest import HOUSEHOLDS, Town
from tests.web.pages import Browser, Reader, form_of, text_of

LIST = "/records/households"


@pytest.fixture(scope="module")
def monitor(town: Town) -> Browser:
    browser = Browser(town.app)
    assert browser.log_in("cun01jiance").status_code == 303
    return browser


def rows(page) -> list[str]:
    return re.findall(r'class="row-link" href="/records/households/(\w+)"', page.text)


def test_filters_stand_in_the_address_and_can_be_dropped_one_by_one(monitor: Browser):
    whole = monitor.get(LIST)
    assert len(rows(whole)) == 50
    some = monitor.get(f"{LIST}?f.lifted_out=true")
    assert 0 < len(rows(some)) <= len(rows(whole))
    none = monitor.get(f"{LIST}?f.lifted_out=true&q=absent")
    assert rows(none) == []
    assert "没有符合条件的" in text_of(none)
    links = [known.get("href") for tag, known in Reader(none.text).tags if tag == "a"]
    assert f"{LIST}?q=absent" in links
    assert f"{LIST}?f.lifted_out=true" in links
    assert LIST in links
    form = next(one for one in Reader(some.text).forms if one.action == LIST)
    assert form.get("f.lifted_out") == "true"
    assert monitor.get(f"{LIST}?f.nothing=1&f.phone=1&class=x").status_code == 200


def test_pages_follow_each_other_with_their_filters(monitor: Browser):
    first = monitor.get(f"{LIST}?f.military_family=-&f.risk_1=-")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    address = following[1].replace("&amp;", "&")
    assert "f.risk_1=-" in address
    second = monitor.get(address)
    assert rows(second)
    assert not set(rows(first)) & set(rows(second))


def test_areas_are_chosen_step_by_step(at_browser):
    browser = at_browser("zhenguanli")
    page = browser.get(LIST)
    form = next(one for one in Reader(page.text).forms if one.action == LIST)
    village = next(one for one in form.choices["area"] if one)
    below = browser.get(f"{LIST}?area={village}")
    form = next(one for one in Reader(below.text).forms if one.action == LIST)
    assert form.get("area") == village
    assert len(form.choices["area"]) > 2


def test_a_view_is_saved_shown_as_a_tab_and_taken_away(monitor: Browser):
    address = f"{LIST}?f.lifted_out=true"
    form = form_of(monitor.get(address), "/views")
    form.set("label", "脱贫户")
    saved = monitor.send(form)
    assert saved.status_code == 303
    assert saved.location == address
    page = monitor.get(LIST)
    tab = re.search(r'<a href="([^"]+)">脱贫户', page.text)
    assert tab is not None
    assert tab[1] == address
    here = monitor.get(address)
    assert re.search(r'aria-current="page">脱贫户', here.text)
    taken = monitor.send(form_of(here, "/delete"))
    assert taken.status_code == 303
    assert "脱贫户</a>" not in monitor.get(LIST).text


def test_a_view_without_a_name_says_so_and_keeps_the_filters(monitor: Browser):
    form = form_of(monitor.get(f"{LIST}?f.lifted_out=true"), "/views")
    form.set("label", "  ")
    answer = monitor.send(form)
    assert answer.status_code == 422
    assert "视图名称要有1到20个字" in text_of(answer)
    assert form_of(answer, "/views").get("f.lifted_out") == "true"


def exported(browser: Browser, page: str, **chosen: str):
    form = form_of(browser.get(page), "/export")
    for name, value in chosen.items():
        form.set(name, value)
    return browser.send(form)


def test_what_is_listed_comes_as_a_workbook(monitor: Browser):
    address = f"{LIST}?f.lifted_out=true"
    codes = rows(monitor.get(address))
    answer = exported(monitor, address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    first = [cell.value for cell in sheet["A"]][1:]
    assert first[:50] == codes[:50]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:5] == ["档案码", "县", "乡镇", "村", "组"]
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_full_values_want_a_reason(monitor: Browser):
    found = monitor.get(LIST)
    number = re.search(r'<span class="meta">(\d+)</span>', found.text)
    assert number is not None
    page = f"{LIST}?q={number[1]}"
    masked = exported(monitor, page, format="csv")
    (row,) = csv.DictReader(StringIO(masked.data.decode("utf-8-sig")))
    assert "****" in row["户联系电话"]
    refused = exported(monitor, page, format="csv", full="yes")
    assert refused.status_code == 400
    full = exported(monitor, page, format="csv", full="yes", reason="电话核查")
    (row,) = csv.DictReader(StringIO(full.data.decode("utf-8-sig")))
    assert re.fullmatch(r"\d{11}", row["户联系电话"])


def test_who_may_not_export_is_offered_nothing(town: Town, at_browser):
    page = at_browser("cun01yuan01").get(LIST)
    assert "/export" not in page.text
    assert "/views" not in page.text


def test_a_whole_town_is_written_by_a_worker(town: Town, at_browser):
    clerk = at_browser("dangan")
    rung = len(town.rung)
    answer = exported(clerk, LIST, columns="whole")
    assert answer.status_code == 303
    assert len(town.rung) == rung + 1
    code = answer.location.rpartition("/")[2]
    assert clerk.get(f"/exports/{code}").status_code == 404
    shop = Workshop(town.site.engine, town.site.prints, Lock())
    while run_once(shop, "test"):
        pass
    page = clerk.get(f"/jobs/{code}")
    assert f"/exports/{code}" in page.text
    with clerk.get(f"/exports/{code}") as given:
        book = load_workbook(BytesIO(given.data), read_only=True)
    sheet = book.worksheets[0]
    assert sum(1 for _ in sheet.iter_rows()) == HOUSEHOLDS + 1
    assert "家庭成员" in book.sheetnames
    # only who ordered it gets it
    assert at_browser("zhenguanli").get(f"/exports/{code}").status_code == 404


def test_a_record_shows_a_parts_value_on_the_page_of_its_whole(monitor: Browser):
    code = rows(monitor.get(LIST))[0]
    page = monitor.get(f"{LIST}/{code}")
    forms = [one for one in Reader(page.text).forms if one.action.endswith("/reveal")]
    part = next(one for one in forms if code not in one.action)
    assert part.get("page") == code
    part.set("reason", "核对")
    answer = monitor.send(part)
    assert answer.status_code == 200
    assert 'class="revealed"' in answer.text
    assert f"{LIST}/{code}/reveal" in answer.text


def test_the_history_can_be_narrowed_to_one_field(monitor: Browser):
    code = rows(monitor.get(LIST))[0]
    page = monitor.get(f"{LIST}/{code}?field=household.householder")
    assert page.text.count('class="reads changes"') == 1
    none = monitor.get(f"{LIST}/{code}?field=household.nothing")
    assert "这一项没有变动过" in text_of(none)
