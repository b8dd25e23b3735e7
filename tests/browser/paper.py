"""The sheet of a task, ordered on its page, as text."""

from __future__ import annotations

from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader


def paper_of(page: Page, code: str) -> str:
    """Return the text of a task's sheet."""
    return text_of(pdf_of(page, code))


def pdf_of(page: Page, code: str) -> bytes:
    """Order a task's sheet as the page does, and return the file."""
    page.goto(f"/tasks/{code}")
    page.locator(f'form[action="/tasks/{code}/print"] button').first.click()
    page.wait_for_url("**/prints/**")
    for _ in range(60):
        answer = page.request.get(page.url)
        if answer.headers["content-type"] == "application/pdf":
            return answer.body()
        page.wait_for_timeout(500)
    raise AssertionError(page.inner_text("main"))


def text_of(pdf: bytes) -> str:
    """Return all text without breaks, spaces and separators of thousands."""
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)
    return "".join(text.split()).replace(",", "")
