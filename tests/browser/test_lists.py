"""A monitor's list: filtered, kept as a view, taken away as a file; on a phone too."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.visit_form import log_in

LIST = "/records/households"


def test_a_list_is_filtered_kept_and_exported(opened, pictures: Path, tmp_path: Path):
    with opened("desk") as page:
        log_in(page, "zhenjiance")
        page.goto(LIST)
        page.screenshot(path=pictures / "desk_list.png")
        page.locator(".list-filters summary").click()
        page.get_by_label("是否脱贫户").select_option("true")
        page.wait_for_url("**f.lifted_out=true**")
        names = page.locator(".cards .row-link b").all_inner_texts()
        assert names

        page.get_by_text("把这些条件存成视图").click()
        page.get_by_label("视图名称").fill("脱贫户")
        page.get_by_role("button", name="保存").click()
        tab = page.get_by_role("link", name="脱贫户", exact=True)
        expect(tab).to_have_attribute("aria-current", "page")
        page.screenshot(path=pictures / "desk_list_view.png")

        page.get_by_text("导出这").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="导出", exact=True).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        sheet = load_workbook(file).worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        column = sheet[sheet.cell(1, headings.index("户主姓名") + 1).column_letter]
        assert [cell.value for cell in column[1:51]] == names

        page.locator(".cards .row-link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(names[0])
        page.locator(".fold > summary").nth(1).click()
        page.screenshot(path=pictures / "desk_record.png", full_page=True)


def goes_sideways(page: Page) -> bool:
    found: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return found


@pytest.mark.parametrize("path", [LIST, "/roster", "/admin/people"])
def test_tables_are_cards_on_a_phone(path: str, opened, pictures: Path):
    with opened("phone") as page:
        log_in(page, "zhenguanli")
        page.goto(path)
        expect(page.locator("table.cards tbody tr").first).to_be_visible()
        assert not goes_sideways(page)
        inner = page.locator(".table:has(.cards)").first
        assert inner.evaluate("one => one.scrollWidth <= one.clientWidth")
        name = path.strip("/").replace("/", "_")
        page.screenshot(path=pictures / f"phone_{name}.png")
