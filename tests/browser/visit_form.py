"""How a person fills the visit's form in a browser, with and without scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_server import PASSWORD

NO = "no"
PROBLEMS = ("housing", "dropout", "uninsured", "water")
HARDSHIPS = (
    "illness",
    "school",
    "job",
    "industry",
    "housing",
    "disaster",
    "accident",
)
ASSETS = ("commercial_house", "vehicle", "company", "public_salary")


def log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(r"/inbox"))


@dataclass(frozen=True)
class VisitForm:
    """The open form; `live` tells whether scripts run."""

    page: Page
    live: bool

    @property
    def code(self) -> str:
        return self.page.url.partition("/tasks/")[2].partition("#")[0]

    def section(self, name: str) -> None:
        """Go to a section; a phone with scripts shows one at a time."""
        if self.live:
            self.page.locator(f'[data-tab="{name}"] a').click()

    def field(self, path: str) -> Locator:
        return self.page.locator(f'[name="f.{path}"]')

    def choose(self, path: str, value: str) -> None:
        """Choose from a list, from buttons or from boxes, whatever the form shows."""
        if self.page.locator(f'select[name="f.{path}"]').count():
            self.field(path).select_option(value)
        else:
            # people press the words, which lie over the button
            one = self.page.locator(f'[name="f.{path}"][value="{value}"]')
            self.page.locator(f'label[for="{one.get_attribute("id")}"]').click()
            expect(one).to_be_checked()

    def figure(self, path: str, *, other_than: str = "") -> str:
        """Return a computed value as the form shows it first.

        The page works a while after a key: a value may be waited for until it is
        `other_than` the one before.
        """
        shown = self.page.locator(f'#a-{path} [data-out="{path}"]')
        if other_than:
            expect(shown).not_to_have_text(other_than)
        return shown.inner_text()

    def fill_all_but_members(self, wage: str) -> None:
        self.section("income")
        self.field("wage").fill(wage)
        self.section("guarantees")
        for name in PROBLEMS:
            self.choose(f"{name}_problem", NO)
        self.section("difficulties")
        for name in HARDSHIPS:
            self.choose(f"{name}_hard", NO)
        self.section("coping")
        self.choose("coping", "alone")
        self.section("assets")
        for name in ASSETS:
            self.choose(name, NO)
        self.section("conclusion")
        self.choose("verdict", "no_risk")
        self.field("verdict_reason").fill("收入稳定，三保障齐全")
        self.section("signatures")
        self.page.select_option("#second_visitor", index=1)

    def add_member(self, name: str) -> None:
        self.section("members")
        cards = self.page.locator('[data-repeat="members"] > details')
        before = cards.count()
        self.page.locator('button[name="add"][value="members"]').click()
        expect(cards).to_have_count(before + 1)
        key = cards.last.get_attribute("data-row")
        if cards.last.get_attribute("open") is None:
            cards.last.locator("summary").click()
        path = f"members.{key}"
        self.field(f"{path}.name").fill(name)
        self.choose(f"{path}.relation", "grandson")
        self.choose(f"{path}.document", "birth_certificate")
        self.choose(f"{path}.sex", "male")
        self.field(f"{path}.birth_date").fill("2019-03-01")
        self.choose(f"{path}.health", "healthy")
        self.choose(f"{path}.school_status", "kindergarten")
        self.choose(f"{path}.labour", "none")
        self.choose(f"{path}.resident_medical_insurance", "yes")
        self.choose(f"{path}.employee_medical_insurance", NO)
        self.choose(f"{path}.rural_dibao", "not_received")

    def submit(self) -> None:
        self.section("signatures")
        self.page.locator("button.submit").click()
        self.page.wait_for_load_state()

    def answer_warnings(self, reason: str) -> int:
        """Give every warning a reason; returns how many there were."""
        asked = self.page.locator('input[name^="why."]')
        for one in asked.all():
            if self.live:
                part = one.evaluate(
                    "one => one.closest('[data-section]')?.dataset.section"
                )
                if part:
                    self.section(part)
                one.evaluate("one => one.closest('details')?.setAttribute('open', '')")
            one.fill(reason)
        return asked.count()
