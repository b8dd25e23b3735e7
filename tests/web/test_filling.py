"""The form without a script: rows, drafts, files, refusals, warnings, receipts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

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
from tests.web.pages import Browser, Reader, form_of, text_of

LOGIN = "cun03yuan01"


@pytest.fixture
def member(at_browser: Callable[[str], Browser]) -> Browser:
    return at_browser(LOGIN)


@pytest.fixture
def task(town: Town, member: Browser) -> str:
    code = town.tasks(LOGIN)[0]
    take(member, code)
    return code


def test_the_next_task_is_taken_and_opened_by_one_button(town: Town, at_browser):
    browser = at_browser("cun06yuan01")
    page = browser.get("/inbox")
    opened = browser.send(form_of(page, "/inbox/next"))
    assert opened.location.startswith("/tasks/")
    assert "提交风险线索入户核查表" in text_of(browser.get(opened.location))


def test_a_task_nobody_took_is_shown_with_one_button_to_take_it(
    town: Town, member: Browser
):
    code = town.tasks(LOGIN)[-1]
    page = member.get(f"/tasks/{code}")
    assert "领取这一户，开始填写" in text_of(page)
    assert not [one for one in Reader(page.text).forms if one.id == "form"]


def test_a_row_is_added_and_removed_by_buttons(member: Browser, task: str):
    form = open_form(member, task)
    before = form.all("rows.members")
    button = form.button("add")
    answer = member.send(form, button["formaction"], ("add", button["value"]))
    assert answer.status_code == 303
    assert "#a-members." in answer.location
    form = open_form(member, task)
    added = [one for one in form.all("rows.members") if one not in before]
    assert len(added) == 1

    form.set(f"f.members.{added[0]}.name", "小毛")
    member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    form = open_form(member, task)
    assert form.get(f"f.members.{added[0]}.name") == "小毛"
    button = form.button("drop")
    gone = f"members.{added[0]}"
    member.send(form, button["formaction"], ("drop", gone))
    assert open_form(member, task).all("rows.members") == before


def test_a_draft_keeps_what_was_typed_even_what_is_wrong(member: Browser, task: str):
    form = open_form(member, task)
    form.set("f.wage", "一万二")
    form.set("f.verdict_reason", "再看看")
    saved = member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    assert saved.status_code == 303
    page = member.get(f"/tasks/{task}")
    form = form_by_id(page)
    assert form.get("f.wage") == "一万二"
    assert form.get("f.verdict_reason") == "再看看"
    assert "请填数字" in text_of(page)
    # what is merely not there yet is no mistake of a draft
    assert "请填写" not in text_of(page)


def test_a_refusal_tells_every_mistake_at_the_top_and_at_its_field(
    member: Browser, task: str
):
    form = fill(open_form(member, task), wage="-5", verdict_reason="")
    answer = member.send(form)
    assert answer.status_code == 422
    told = errors_of(answer)
    assert "不能小于0" in told
    assert "请填写“结论原因”" in told
    html = answer.text
    for path in ("wage", "verdict_reason"):
        assert f'href="#a-{path}"' in html
        start = html.index(f'id="a-{path}"')
        assert 'class="told error"' in html[start : start + 3000]
    assert form_by_id(answer).get("f.wage") == "-5"


def test_a_warning_is_answered_with_a_reason_and_handed_in(
    town: Town, member: Browser, task: str
):
    form = fill(open_form(member, task), wage="900000")
    answer = member.send(form)
    assert answer.status_code == 422
    assert "收入明显偏高，请核实" in errors_of(answer)
    form = form_by_id(answer)
    asked = [name for name, _ in form.values if name.startswith("why.")]
    assert "why.income.income_high" in asked
    assert answer_warnings(form, "外出经商，已看账本") == len(asked)
    done = member.send(form)
    assert done.status_code == 303, errors_of(done)
    receipt = member.get(done.location)
    assert "已送达 09:30" in text_of(receipt)
    assert task in receipt.text
    page = text_of(member.get(f"/tasks/{task}"))
    assert "外出经商，已看账本" in page
    assert "900,000" in page


def test_handing_in_twice_by_the_same_key_is_one_submission(member: Browser, task: str):
    form = fill(open_form(member, task))
    answer = member.send(form)
    if answer.status_code == 422:
        form = form_by_id(answer)
        answer_warnings(form)
        answer = member.send(form)
    assert answer.status_code == 303, errors_of(answer)
    again = member.send(form)
    assert again.status_code == 303
    case = text_of(member.get(f"/tasks/{task}"))
    assert case.count("（网格员）提交") == 1


def test_files_come_with_the_form_where_no_script_sends_them(
    member: Browser, task: str
):
    form = fill(open_form(member, task))
    data = dict(form.values)
    data["file.visit_photo"] = (photo("blue"), "门口.png")
    data["file.signatures.householder"] = (photo(), "sign.png")
    data["rows.members"] = form.all("rows.members")
    saved = member.client.post(f"/tasks/{task}/draft", data=data)
    assert saved.status_code == 303
    form = open_form(member, task)
    upload = form.get("f.visit_photo")
    signed = form.get("s.householder")
    assert upload
    assert signed
    picture = member.get(f"/uploads/{upload}")
    assert picture.mimetype.startswith("image/")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    # a box without its tick removes the file
    form.set("f.visit_photo")
    member.send(form, f"/tasks/{task}/draft", ("do", "save"))
    assert not open_form(member, task).get("f.visit_photo")
    assert open_form(member, task).get("s.householder") == signed


BAD_FILES = {
    "html": (b"<html><script>alert(1)</script></html>", "a.png"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
    "program": (b"MZ\x90\x00" * 30, "photo.jpg"),
    "empty": (b"", "a.png"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_photo_and_no_pdf_is_refused_with_a_sentence(
    member: Browser, task: str, kind: str
):
    data, name = BAD_FILES[kind]
    sent = {"path": "visit_photo", "file": (BytesIO(data), name)}
    headers = {"Accept": "application/json"}
    answer = member.post(f"/tasks/{task}/uploads", sent, headers=headers)
    assert answer.status_code == 422
    assert answer.json["error"]


def test_a_file_of_another_task_is_no_answer(
    town: Town, member: Browser, task: str, at_browser
):
    far = at_browser("cun07yuan01")
    other = town.tasks("cun07yuan01")[0]
    take(far, other)
    sent = {"path": "visit_photo", "file": (photo(), "a.png")}
    theirs = far.post(f"/tasks/{other}/uploads", sent).json["id"]
    form = fill(open_form(member, task))
    form.values.append(("f.visit_photo", theirs))
    answer = member.send(form)
    assert answer.status_code == 422
    assert "这个文件没有上传成功，请重新上传" in errors_of(answer)


def test_printing_orders_paper_rings_and_waits(town: Town, at_browser):
    browser = at_browser("cun08yuan01")
    done = hand_in(town, browser, "cun08yuan01")
    town.rung.clear()
    page = browser.get(f"/tasks/{done.code}")
    ordered = browser.send(form_of(page, f"/tasks/{done.code}/print"))
    assert ordered.status_code == 303
    assert town.rung == ["ring"]
    waiting = browser.get(ordered.location)
    assert "正在生成打印件" in text_of(waiting)
    assert waiting.headers["Refresh"]


def test_a_correction_wants_a_reason_and_keeps_the_first_filling(
    town: Town, at_browser
):
    browser = at_browser("cun08yuan03")
    done = hand_in(town, browser, "cun08yuan03")
    form = form_by_id(browser.get(f"/tasks/{done.code}?do=correct"))
    assert form.action.endswith("/correct")
    sent = {"path": "visit_photo", "file": (photo("green"), "later.png")}
    kept = browser.post(f"/tasks/{done.code}/uploads", sent)
    assert kept.status_code == 200, text_of(kept)
    form.values.append(("f.visit_photo", kept.json["id"]))
    form.set("f.verdict_reason", "再次核实后仍无风险")
    refused = browser.send(form)
    assert refused.status_code == 400
    assert "请写明理由" in text_of(refused)
    assert "再次核实后仍无风险" in refused.text
    form.set("key", "a-second-try")
    form.set("reason", "原因写得不清楚")
    answer_warnings(form)
    answer = browser.send(form)
    assert answer.status_code == 303, errors_of(answer)
    page = text_of(browser.get(f"/tasks/{done.code}"))
    assert "再次核实后仍无风险" in page
    assert "原因写得不清楚" in page


def test_the_second_visitor_confirms(town: Town, at_browser):
    browser = at_browser("cun09yuan01")
    code = town.tasks("cun09yuan01")[0]
    take(browser, code)
    form = fill(open_form(browser, code))
    monitor = town.actor("cun09jiance")
    assert str(monitor.person) in form.choices["second_visitor"]
    form.set("second_visitor", str(monitor.person))
    answer = browser.send(form)
    if answer.status_code == 422:
        form = form_by_id(answer)
        answer_warnings(form)
        answer = browser.send(form)
    assert answer.status_code == 303, errors_of(answer)
    second = at_browser("cun09jiance")
    page = second.get(f"/tasks/{code}")
    assert "属实，我确认" in text_of(page)
    assert second.send(form_of(page, "/confirm")).status_code == 303
    assert "已确认" in text_of(second.get(f"/tasks/{code}"))


def test_a_person_who_is_in_no_list_cannot_be_named(
    town: Town, member: Browser, task: str
):
    form = fill(open_form(member, task))
    stranger = str(town.actor("cun10yuan04").person)
    assert stranger not in form.choices["second_visitor"]
    form.set("second_visitor", stranger)
    answer = member.send(form)
    assert answer.status_code == 422
    told = errors_of(answer)
    assert "这个人当天在这里没有岗位，不能作为第二人" in told


def test_enter_in_an_input_saves_and_moves_no_row(town: Town, at_browser):
    login = "cun02yuan03"
    browser = at_browser(login)
    task = town.tasks(login)[-1]
    take(browser, task)
    first = open_form(browser, task).buttons[0]
    assert first["name"] == "do"
    assert first["formaction"] == f"/tasks/{task}/draft"
    done = hand_in(town, browser, login)
    form = form_by_id(browser.get(f"/tasks/{done.code}?do=correct"))
    assert not [one for one in form.buttons if one.get("name") in ("add", "drop")]
