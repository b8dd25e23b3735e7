"""A grid member's morning: from the log-in to the sheet of paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.paper import paper_of, pdf_of, text_of
from tests.browser.side_by_side import side_by_side
from tests.browser.visit_form import VisitForm, log_in

REASON = "外出经商，已看账本"


@pytest.mark.parametrize(
    ("width", "login"),
    [("phone", "cun01yuan01"), ("desk", "cun03yuan01")],
    ids=["phone", "desk"],
)
def test_a_grid_member_visits_a_household_and_the_sheet_is_printed(
    width: str, login: str, opened, pictures: Path
):
    with opened(width) as page:
        log_in(page, login)
        page.screenshot(path=pictures / f"{width}_inbox.png")
        page.locator("[data-primary]").click()
        form = VisitForm(page, live=True)
        done = form.code
        name = page.locator("h1").inner_text().split()[0]
        page.screenshot(path=pictures / f"{width}_form.png")

        form.section("income")
        alone = form.figure("per_head")
        form.add_member("小毛")
        form.section("members")
        page.screenshot(path=pictures / f"{width}_member.png")
        form.section("income")
        shared = form.figure("per_head", other_than=alone)

        form.fill_all_but_members(wage="400000")
        form.section("income")
        high = form.figure("per_head", other_than=shared)
        assert high != alone
        page.screenshot(path=pictures / f"{width}_income.png")

        form.submit()
        expect(page.locator(".summary")).to_be_visible()
        assert form.answer_warnings(REASON) >= 1
        page.screenshot(path=pictures / f"{width}_warning.png")
        form.submit()
        expect(page.locator(".notice.sent")).to_contain_text(name)
        assert form.code not in ("", done)
        page.screenshot(path=pictures / f"{width}_next.png")

        pdf = pdf_of(page, done)
        screen, picture = f"{width}_income.png", f"{width}_page_and_paper.png"
        side_by_side(pictures / screen, pdf, pictures / picture)
        text = text_of(pdf)
        for value in (name, "小毛", "400000.00", high.replace(",", ""), REASON):
            assert value in text, value


def test_the_same_works_without_scripts(opened, pictures: Path):
    with opened("phone", scripts=False) as page:
        log_in(page, "cun04yuan01")
        page.locator("[data-primary]").click()
        form = VisitForm(page, live=False)
        done = form.code
        alone = form.figure("per_head")

        form.add_member("小毛")
        form.fill_all_but_members(wage="400000")
        page.screenshot(path=pictures / "plain_form.png", full_page=True)
        form.submit()
        assert form.figure("per_head") != alone
        assert form.answer_warnings(REASON) >= 1
        form.submit()

        expect(page.locator(".notice.sent")).to_be_visible()
        assert form.code not in ("", done)
        assert "小毛" in paper_of(page, done)
