"""What every answer carries, how heavy pages are, what stands in no page."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.web.pages import Browser, Reader, form_of

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def form_page(town, at_browser) -> tuple[Browser, str]:
    browser = at_browser("cun05yuan01")
    browser.post("/inbox/next")
    page = browser.post("/inbox/next")
    return browser, page.location


PATHS = ["/login", "/inbox", "/roster", "/records/households", "/sessions", "/nothing"]


@pytest.mark.parametrize("path", PATHS, ids=[one.strip("/") for one in PATHS])
def test_scripts_run_by_nonce_only_and_the_page_is_not_framed(
    grid_member: Browser, path: str
):
    answer = grid_member.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert re.search(r"script-src 'nonce-[\w-]{20,}'(;|$)", policy)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_page_has_a_nonce_of_its_own(grid_member: Browser):
    nonces = {
        re.findall(r"nonce-([\w-]+)", grid_member.get("/inbox").headers.get(name))[0]
        for name in ["Content-Security-Policy"] * 3
    }
    first = grid_member.get("/inbox").headers["Content-Security-Policy"]
    assert first not in nonces
    assert grid_member.get("/inbox").text.count("nonce=") >= 1


def test_no_page_has_handlers_or_styles_in_its_tags(form_page):
    browser, task = form_page
    for path in [task, "/inbox", "/roster", "/records/households", "/sessions"]:
        for tag, known in Reader(browser.get(path).text).tags:
            assert not [one for one in known if one.startswith("on")], (path, tag)
            assert "style" not in known, (path, tag, known)
            assert not known.get("href", "").startswith("javascript:"), (path, tag)
            if tag == "script" and "src" not in known:
                assert known.get("type") == "application/json", (path, known)


def test_a_first_visit_to_a_form_weighs_at_most_150_kb(form_page):
    browser, task = form_page
    page = browser.get(task, headers=GZIP)
    assert page.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.data).decode()
    tags = Reader(html).tags
    linked = [
        known.get("src") or known.get("href", "")
        for tag, known in tags
        if tag in ("script", "link", "img")
    ]
    statics = {one for one in linked if one.startswith("/static/")}
    assert any("feelin" in one for one in statics)
    weights = {one: len(browser.get(one, headers=GZIP).data) for one in statics}
    total = len(page.data) + sum(weights.values())
    assert total <= 150_000, (len(page.data), weights)


def test_a_static_file_is_kept_for_a_year_under_its_hash(grid_member: Browser):
    html = grid_member.get("/inbox").text
    url = re.search(r'href="(/static/[^"]+app\.css)"', html)
    assert url is not None
    answer = grid_member.get(url[1], headers=GZIP)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Set-Cookie" not in answer.headers
    plain = grid_member.get(url[1], headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(answer.data) == plain.data
    older = grid_member.get("/static/000000000000/app.css")
    assert older.headers["Cache-Control"] == "public, max-age=60"
    assert grid_member.get("/static/000000000000/../page.py").status_code == 404


def test_the_token_is_masked_anew_in_every_page(grid_member: Browser):
    tokens = {
        form_of(grid_member.get("/inbox"), "/logout").get("csrf_token")
        for _ in range(3)
    }
    assert len(tokens) == 3


def test_the_banner_of_the_demo_stands_over_every_page(stranger: Browser):
    assert "演示：业务时钟" in stranger.get("/login").text


def test_machines_learn_that_the_site_lives_and_is_ready(stranger: Browser):
    assert stranger.get("/healthz").text == "ok\n"
    assert stranger.get("/readyz").json == {"ready": True}
