"""An administrator changes the form of the place while everybody works on."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.paper import paper_of
from tests.browser.visit_form import VisitForm, log_in

OVERLAY = """\
form: risk_clue_visit
sections:
  - section: head
    fields:
      - id: door_plate
        label: 门牌号
        type: text
        required: true
        after: address
  - section: coping
    fields:
      - id: coping
        options:
          - {id: with_kin, label: 靠亲友能应对, after: alone}
    checks:
      - id: savings_told
        that: savings > 0
        say: 没有存款的请写明靠什么应对
        severity: warning
        fields: [savings]
"""


def hand_in(page: Page, **more: str) -> str:
    """Fill the next task and hand it in; returns its code."""
    page.goto("/inbox")
    page.locator("[data-primary]").click()
    form = VisitForm(page, live=True)
    code = form.code
    form.fill_all_but_members(wage="30000")
    for path, value in more.items():
        form.section("head" if path == "door_plate" else "coping")
        if path == "coping":
            form.choose(path, value)
        else:
            form.field(path).fill(value)
    form.submit()
    if form.answer_warnings("靠亲友，已核实"):
        form.submit()
    expect(page.locator(".notice.sent")).to_be_visible()
    return code


def test_a_field_a_check_and_a_choice_appear_without_a_restart(
    opened, demo, pictures: Path
):
    with opened("desk") as page:
        log_in(page, "cun05yuan01")
        before = hand_in(page)
        old_page = read_page(page, before)
        old_paper = paper_of(page, before)

        forms = demo.folder / "config" / "sichuan_tonglv" / "forms"
        (forms / "ours.yaml").write_text(OVERLAY)
        moving = ("--move", "screening_visit", "--login", "zhenguanli")
        demo.gridflow("publish", str(demo.folder), *moving, "--at", "2023-05-15")

        page.goto("/inbox")
        page.locator("[data-primary]").click()
        expect(page.get_by_label("门牌号")).to_be_visible()
        expect(page.get_by_text("靠亲友能应对")).to_be_visible()
        page.screenshot(path=pictures / "overlay.png", full_page=True)
        after = hand_in(page, door_plate="七号院", coping="with_kin", savings="0")

        paper = paper_of(page, after)
        for value in ("门牌号", "七号院", "靠亲友能应对", "靠亲友，已核实"):
            assert value in paper, value
        assert read_page(page, before) == old_page
        assert paper_of(page, before) == old_paper
        assert "门牌号" not in old_paper


def read_page(page: Page, code: str) -> str:
    page.goto(f"/tasks/{code}")
    return page.locator(".task-main").inner_text()
