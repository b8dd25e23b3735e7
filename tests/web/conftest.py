"""The demo's town behind the pages, and a cast of people at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from gridflow.boot import OpenSite, app_for, open_site
from gridflow.cli.demo_town import Town as DemoTown
from gridflow.cli.demo_town import make_town
from gridflow.clock import LEGAL_ZONE, FixedClock
from gridflow.engine import Actor
from gridflow.engine.accounts import actor_under
from gridflow.engine.inbox import inbox
from gridflow.engine.passwords import Passwords
from gridflow.engine.record_lists import record_list
from gridflow.engine.task_page import open_task
from gridflow.settings import Settings
from gridflow.store import accounts, people
from tests.web.pages import Browser

ROOT = Path(__file__).parents[2]
NOW = datetime(2023, 5, 15, 9, 30, tzinfo=LEGAL_ZONE)
HOUSEHOLDS = 1400
BANNER = "演示：业务时钟"


@dataclass(frozen=True)
class Town:
    """A site with made-up people and households, and its pages."""

    site: OpenSite
    app: Flask
    rung: list[str]

    def actor(self, login: str) -> Actor:
        engine = self.site.engine
        with engine.store.reading() as session:
            account = accounts.account_by_login(session, login)
            assert account is not None, login
            post = people.posts_of(session, account.person, engine.today())[0]
        return actor_under(engine, post.id)

    def tasks(self, login: str) -> list[str]:
        """Return the codes of the tasks that somebody could take now."""
        page = inbox(self.site.engine, self.actor(login), "todo")
        return [one.code for one in page.rows if one.state == "open"]

    def case_of(self, login: str, task: str) -> str:
        actor = self.actor(login)
        return open_task(self.site.engine, actor, task).task.case_code

    def household(self, login: str) -> str:
        found = record_list(self.site.engine, self.actor(login), "households")
        return found.rows[0].code


@contextmanager
def made_town(var: Path, households: int) -> Iterator[Town]:
    """Make a town of so many households whose files lie in a folder."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    settings = Settings.read(ROOT, {"GRIDFLOW_VAR": str(var)})
    opened = open_site(settings, FixedClock(NOW))
    site = replace(opened, engine=replace(opened.engine, passwords=quick))
    make_town(DemoTown(site, loaded=False), households)
    rung: list[str] = []
    app = app_for(site, lambda: rung.append("ring"), banner=BANNER)
    yield Town(site, app, rung)
    site.engine.store.close()


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with made_town(tmp_path_factory.mktemp("town"), HOUSEHOLDS) as made:
        yield made


@pytest.fixture
def stranger(town: Town) -> Browser:
    return Browser(town.app)


@pytest.fixture
def at_browser(town: Town) -> Callable[[str], Browser]:
    """Log somebody in at a browser of their own."""

    def log_in(login: str) -> Browser:
        browser = Browser(town.app)
        answer = browser.log_in(login)
        assert answer.status_code == 303, answer.text
        return browser

    return log_in


@pytest.fixture
def grid_member(at_browser) -> Browser:
    """Of group 1 of village 1."""
    return at_browser("cun01yuan01")


@pytest.fixture
def neighbour(at_browser) -> Browser:
    """Of another village."""
    return at_browser("cun02yuan01")


@pytest.fixture
def administrator(at_browser) -> Browser:
    """Of the town."""
    return at_browser("zhenguanli")
