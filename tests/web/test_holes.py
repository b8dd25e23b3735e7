"""Holes that were found in systems of this kind, each tried at the pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from gridflow.engine.library import Library
from gridflow.spec.wording import Wording
from gridflow.web import create_app
from tests.web.conftest import Town
from tests.web.household_visit import (
    answer_warnings,
    errors_of,
    fill,
    form_by_id,
    hand_in,
    open_form,
    photo,
    take,
)
from tests.web.pages import Browser, form_of, text_of

LOGIN = "cun04yuan01"
ATTACK = '"><img src=x onerror=alert(1)>{{7*7}}'


@pytest.fixture
def member(at_browser: Callable[[str], Browser]) -> Browser:
    return at_browser(LOGIN)


@pytest.fixture
def task(town: Town, member: Browser) -> str:
    code = town.tasks(LOGIN)[0]
    take(member, code)
    return code


def test_a_handed_in_form_cannot_be_written_any_more(town: Town, at_browser):
    browser = at_browser("cun10yuan04")
    code = town.tasks("cun10yuan04")[0]
    take(browser, code)
    before = fill(open_form(browser, code))
    answer = browser.send(before)
    if answer.status_code == 422:
        before = form_by_id(answer)
        answer_warnings(before)
        answer = browser.send(before)
    assert answer.status_code == 303, errors_of(answer)
    before.set("f.wage", "1")
    before.set("key", "another-key")
    saved = browser.send(before, f"/tasks/{code}/draft", ("do", "save"))
    assert saved.status_code in (403, 409)
    again = browser.send(before)
    assert again.status_code in (403, 409)
    # nothing typed is lost even then
    assert "工资性收入：1" in again.text
    assert "60,000" in text_of(browser.get(f"/tasks/{code}"))


def test_logic_given_to_the_browser_is_plain_and_holds_nothing_masked(
    town: Town, member: Browser, task: str
):
    page = member.get(f"/tasks/{task}").text
    found = re.search(
        r'<script type="application/json" id="logic">(.*?)</script>', page
    )
    assert found is not None
    logic = json.loads(found[1])
    assert set(logic) == {
        "scope",
        "about",
        "sections",
        "order",
        "hidden",
        "fixed",
        "labels",
        "signatures",
    }
    for field in ("phone", "householder_id_number"):
        assert reveal(town, member, task, field) not in found[1]


def reveal(town: Town, browser: Browser, task: str, field: str) -> str:
    case = town.case_of(LOGIN, task)
    link = re.search(r'href="(/records/\w+/[^"]+)"', browser.get(f"/cases/{case}").text)
    assert link is not None
    sent = {"field": field, "reason": "核对电话"}
    answer = browser.post(f"{link[1]}/reveal", sent)
    shown = re.search(r'<span class="revealed">([^<]+)</span>', answer.text)
    assert shown is not None, text_of(answer)
    return shown[1]


def test_masked_values_stand_in_full_on_no_page(town: Town, member: Browser, task: str):
    phone = reveal(town, member, task, "phone")
    number = reveal(town, member, task, "householder_id_number")
    assert len(number) == 18
    case = town.case_of(LOGIN, task)
    record = re.search(
        r'href="(/records/\w+/[^"]+)"', member.get(f"/cases/{case}").text
    )
    assert record is not None
    form = open_form(member, task)
    headers = {"Accept": "application/json", "X-CSRF-Token": member.token()}
    draft = member.client.post(
        f"/tasks/{task}/draft", data=form.values_as_data(), headers=headers
    )
    assert draft.status_code == 200
    paths = [
        f"/tasks/{task}",
        f"/cases/{case}",
        record[1],
        "/inbox",
        "/records/households",
    ]
    pages = [member.get(path).text for path in paths]
    for text in [*pages, draft.text]:
        assert phone not in text
        assert number not in text


def test_a_new_phone_is_masked_again_once_it_is_saved(member: Browser, task: str):
    form = open_form(member, task)
    assert form.get("f.phone") == ""
    form.set("f.phone", "13912345678")
    member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    page = member.get(f"/tasks/{task}").text
    assert "13912345678" not in page
    assert "139****5678" in page


def test_a_star_typed_over_a_mask_is_refused(member: Browser, task: str):
    form = open_form(member, task)
    form.set("f.phone", "139****5678")
    member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    assert "不要在星号上改" in text_of(member.get(f"/tasks/{task}"))


def test_a_reveal_wants_a_right_a_reason_and_a_masked_field(
    town: Town, member: Browser, at_browser
):
    code = town.household(LOGIN)
    path = f"/records/households/{code}/reveal"
    assert member.post(path, {"field": "phone", "reason": " "}).status_code == 400
    assert member.post(path, {"field": "nothing", "reason": "x"}).status_code == 404
    supervisor = at_browser("cun04jianguan")
    assert supervisor.post(path, {"field": "phone", "reason": "x"}).status_code == 403
    far = at_browser("cun02yuan01")
    assert far.post(path, {"field": "phone", "reason": "x"}).status_code == 404


def test_rows_left_out_of_the_list_are_checked_all_the_same(member: Browser, task: str):
    form = fill(open_form(member, task))
    key = form.all("rows.members")[0]
    form.set("rows.members")
    form.set(f"f.members.{key}.name", "")
    answer = member.send(form)
    assert answer.status_code == 422
    assert "请填写“姓名”" in errors_of(answer)


def test_hidden_and_computed_inputs_count_for_nothing(town: Town, at_browser):
    browser = at_browser("cun07yuan03")
    code = town.tasks("cun07yuan03")[0]
    take(browser, code)
    form = fill(open_form(browser, code), wage="60000")
    form.set("f.clue_number", "X-隐藏")  # asked only of pushed households
    form.set("f.per_head", "999999")
    form.set("f.householder_id_number", "110101199003078515")
    answer = browser.send(form)
    if answer.status_code == 422:
        form = form_by_id(answer)
        answer_warnings(form)
        form.set("f.clue_number", "X-隐藏")
        answer = browser.send(form)
    assert answer.status_code == 303, errors_of(answer)
    page = browser.get(f"/tasks/{code}").text
    assert "X-隐藏" not in page
    assert "999,999" not in page
    assert "8515" not in page


def test_html_in_values_names_and_file_names_is_only_text(
    town: Town, member: Browser, task: str
):
    form = open_form(member, task)
    for name in ("f.householder", "f.verdict_reason", "f.address"):
        form.set(name, ATTACK)
    key = form.all("rows.members")[0]
    form.set(f"f.members.{key}.name", ATTACK)
    member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    sent = {"path": "visit_photo", "file": (photo(), f"{ATTACK}.png")}
    upload = member.post(f"/tasks/{task}/uploads", sent).json
    assert "\n" not in member.get(upload["url"]).headers["Content-Disposition"]
    form.values.append(("f.visit_photo", upload["id"]))
    headers = {"Accept": "application/json"}
    base = open_form(member, task).get("base_version")
    form.set("base_version", base)
    saved = member.client.post(
        f"/tasks/{task}/draft", data=form.values_as_data(), headers=headers
    )
    assert saved.mimetype == "application/json"
    for page in (member.get(f"/tasks/{task}"), member.get("/inbox?tab=drafts")):
        assert "<img src=x" not in page.text
        assert "onerror=alert(1)>49" not in page.text
    assert "&lt;img src=x" in member.get(f"/tasks/{task}").text
    search = member.get("/inbox", query_string={"q": ATTACK})
    assert "<img src=x" not in search.text


STRANGE = ["' OR 1=1 --", "1;DROP TABLE task", "%", "_", "\x00", "9" * 400, "😀", "-1"]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_no_text_of_an_address_reaches_the_database_as_more_than_text(
    member: Browser, text: str
):
    wanted = len(member.get("/inbox").text)
    names = ("q", "state", "area", "form", "after", "tab", "sort", "order", "field")
    for name in names:
        answer = member.get("/inbox", query_string={name: text})
        assert answer.status_code in (200, 400, 404), (name, text)
    for name in ("q", "area", "after", "as_of", "known_at", "sort"):
        answer = member.get("/records/households", query_string={name: text})
        assert answer.status_code in (200, 400, 404), (name, text)
    assert len(member.get("/inbox").text) == pytest.approx(wanted, abs=400)


def test_two_devices_of_one_draft_are_told_and_nothing_is_overwritten(
    town: Town, at_browser
):
    login = "cun06yuan03"
    phone, desk = at_browser(login), at_browser(login)
    code = town.tasks(login)[0]
    take(phone, code)
    on_phone, on_desk = open_form(phone, code), open_form(desk, code)
    on_phone.set("f.wage", "1111")
    on_desk.set("f.wage", "2222")
    action = f"/tasks/{code}/draft"
    assert phone.send(on_phone, action, ("do", "save")).status_code == 303
    conflict = desk.send(on_desk, action, ("do", "save"))
    assert conflict.status_code == 409
    told = text_of(conflict)
    assert "1,111" in told
    assert "2,222" in told
    assert open_form(phone, code).get("f.wage") == "1111"
    chosen = desk.send(form_of(conflict, "/draft"))
    assert chosen.status_code == 303
    assert open_form(phone, code).get("f.wage") == "2222"


def test_who_comes_second_is_told_who_was_first_and_keeps_what_they_typed(
    town: Town, at_browser
):
    login = "cun06yuan04"
    phone, desk = at_browser(login), at_browser(login)
    code = town.tasks(login)[0]
    take(phone, code)
    late = fill(open_form(desk, code), verdict_reason="第二台设备上写的话")
    form = fill(open_form(phone, code))
    answer = phone.send(form)
    if answer.status_code == 422:
        form = form_by_id(answer)
        answer_warnings(form)
        answer = phone.send(form)
    assert answer.status_code == 303, errors_of(answer)
    told = desk.send(late)
    assert told.status_code in (403, 409)
    assert "第二台设备上写的话" in told.text
    assert "结论原因：第二台设备上写的话" in told.text


def test_taking_a_task_somebody_took_names_them(town: Town, at_browser):
    member = at_browser("cun05yuan03")
    code = town.tasks("cun05yuan03")[0]
    page = member.get(f"/tasks/{code}")
    assert "领取这一户" in text_of(page)
    take(member, code)
    again = member.post(f"/tasks/{code}/claim", {"key": "other"})
    assert again.status_code in (303, 409)


def test_a_session_that_ended_loses_nothing_that_was_typed(member: Browser, task: str):
    form = fill(open_form(member, task), verdict_reason="断网前写的话")
    member.client.delete_cookie("gridflow")
    answer = member.send(form)
    assert answer.status_code == 400
    assert "断网前写的话" in answer.text


def test_an_upload_is_given_only_to_whoever_sees_its_task(town: Town, at_browser):
    browser = at_browser("cun08yuan04")
    done = hand_in(town, browser, "cun08yuan04")
    path = f"/uploads/{done.upload}"
    assert browser.get(path).status_code == 200
    assert at_browser("cun08jiance").get(path).status_code == 200
    assert at_browser("cun02yuan01").get(path).status_code == 404
    assert at_browser("xianguanli").get(path).status_code == 404
    assert Browser(town.app).get(path).status_code == 303
    assert browser.get("/uploads/..%2f..%2fgridflow.key").status_code == 404


def test_an_unexpected_error_is_a_calm_page_with_a_number(town: Town, member: Browser):
    def broken() -> str:
        return {}["secret detail"]

    town.app.view_functions["roster.index"], kept = (
        broken,
        town.app.view_functions["roster.index"],
    )
    try:
        answer = member.get("/roster")
    finally:
        town.app.view_functions["roster.index"] = kept
    assert answer.status_code == 500
    assert "系统出错了，不是您的操作问题" in text_of(answer)
    assert "secret detail" not in answer.text


class NoStore:
    """Where a database would be."""

    keys = None

    def reading(self):
        raise OSError

    transaction = reading


def test_a_broken_store_is_a_calm_page_too(town: Town):
    engine = replace(town.site.engine, store=NoStore())
    app = create_app(
        replace(engine, library=Library(NoStore(), engine.plugins.vocabulary)),
        cookie_key=b"k" * 32,
        prints=town.site.prints,
        doorbell=list,
    )
    answer = app.test_client().get("/login")
    assert answer.status_code == 500
    assert "系统暂时不能用" in answer.text
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/readyz").status_code >= 500


def test_a_bundle_of_an_older_release_lacks_no_sentence(town: Town, member: Browser):
    library = town.site.engine.library
    site = library.active()
    older = {
        name: replace(one, wording=Wording({"value_yes": {"zh": "是"}}))
        for name, one in site.procedures.items()
    }
    kept = library.active
    library.active = lambda: replace(site, procedures=older)
    try:
        answer = member.get("/inbox")
    finally:
        library.active = kept
    assert answer.status_code == 200
    assert "做下一户" in text_of(answer)
