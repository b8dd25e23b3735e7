"""Logging in, the token of forms, where a log-in leads."""

from __future__ import annotations

import pytest

from tests.web.pages import PASSWORD, Browser, form_of, text_of


def test_a_stranger_is_led_to_the_log_in_and_back(stranger: Browser):
    asked = stranger.get("/records/households?q=王")
    assert asked.status_code == 303
    page = stranger.get(asked.location)
    form = form_of(page, "/login")
    form.set("login", "cun01yuan01")
    form.set("password", PASSWORD)
    answer = stranger.send(form)
    assert answer.status_code == 303
    assert answer.location == "/records/households?q=%E7%8E%8B"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "inbox",
    ],
    ids=["absolute", "scheme-relative", "backslash", "script", "tab", "relative"],
)
def test_the_log_in_leads_nowhere_else(stranger: Browser, back: str):
    answer = stranger.log_in("cun01yuan01", back=back)
    assert answer.location == "/inbox"


def test_a_wrong_password_and_an_unknown_name_read_the_same(stranger: Browser):
    wrong = stranger.log_in("cun01yuan02", "nonsense")
    unknown = stranger.log_in("nobody", "nonsense")
    assert wrong.status_code == unknown.status_code == 422
    assert "登录名或密码不对" in text_of(wrong)
    assert text_of(wrong) == text_of(unknown)


def test_what_was_typed_as_name_stands_there_escaped(stranger: Browser):
    answer = stranger.log_in('"><script>alert(1)</script>', "x")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: Browser):
    cookie = stranger.log_in("cun01yuan01").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_logging_out_ends_the_session_itself(stranger: Browser):
    stranger.log_in("cun01yuan01")
    kept = stranger.client.get_cookie("gridflow")
    assert kept is not None
    assert stranger.post("/logout").location == "/login"
    stranger.client.set_cookie("gridflow", kept.value)
    assert stranger.get("/inbox").location.startswith("/login")


def test_a_person_with_two_posts_switches_between_them(at_browser):
    browser = at_browser("cun01yuan02")
    page = browser.get("/inbox")
    form = form_of(page, "/post")
    assert "2组" in text_of(page)
    other = form.buttons[1]["value"]
    assert browser.send(form, button=("post", other)).location == "/inbox"
    assert "3组" in text_of(browser.get("/inbox"))


def test_the_post_of_somebody_else_cannot_be_chosen(town, grid_member: Browser):
    theirs = town.actor("cun02yuan01").post
    assert grid_member.post("/post", {"post": str(theirs)}).status_code == 404
    assert "1组" in text_of(grid_member.get("/inbox"))


def test_a_password_typed_differently_twice_is_told_at_its_input(grid_member):
    sent = {"old": PASSWORD, "new": "abcdefgh12", "again": "abcdefgh13"}
    answer = grid_member.post("/password", sent)
    assert answer.status_code == 422
    assert "两次输入的新密码不一样" in text_of(answer)


def test_a_reset_password_must_be_changed_before_anything_else(
    town, administrator: Browser, stranger: Browser
):
    person = town.actor("cun10jianguan").person
    slip = administrator.post(f"/admin/people/{person}/password")
    assert slip.status_code == 200
    password = slip.text.split("<code>")[2].partition("</code>")[0]
    assert stranger.log_in("cun10jianguan", password).location == "/password"
    assert stranger.get("/inbox").location == "/password"
    assert stranger.get("/records/households").location == "/password"
    new = {"old": password, "new": "Lucheng-4471", "again": "Lucheng-4471"}
    assert stranger.post("/password", new).location == "/inbox"
    assert stranger.get("/inbox").status_code == 200


def test_another_device_can_be_logged_out(at_browser):
    phone, desk = at_browser("cun10jiance"), at_browser("cun10jiance")
    page = desk.get("/sessions")
    other = form_of(page, "/end")
    assert desk.send(other).status_code == 303
    assert phone.get("/inbox").location.startswith("/login")
    assert desk.get("/inbox").status_code == 200
