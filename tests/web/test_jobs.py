"""The page of work that somebody waits for: how far it is, and its result."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gridflow.store import By, jobs
from tests.web.conftest import Town
from tests.web.pages import Browser, text_of


@pytest.fixture
def ask(town: Town) -> Callable[[str], jobs.Job]:
    """Ask for something as the town's administrator."""

    def asked(key: str) -> jobs.Job:
        actor = town.actor("zhenguanli")
        by = By(actor.person, actor.post, town.site.engine.wall.now())
        with town.site.engine.store.transaction() as tx:
            return jobs.enqueue(tx, "print", key, {"blank": "x"}, by)

    return asked


def test_a_job_shows_how_far_it_is_until_it_ended(
    town: Town, ask: Callable[[str], jobs.Job], administrator: Browser
):
    store, now = town.site.engine.store, town.site.engine.wall.now()
    job = ask("page-1")
    waiting = administrator.get(f"/jobs/{job.code}")
    assert "排队等候" in text_of(waiting)
    assert waiting.headers["Refresh"] == "2"

    with store.transaction() as tx:
        taken = None
        while taken is None or taken.id != job.id:
            taken = jobs.take_job(tx, "w", now)
        told = {"done": 30, "total": 120, "said": "job_progress"}
        jobs.heartbeat(tx, job.id, "w", now, told)
    running = administrator.get(f"/jobs/{job.code}")
    assert "已完成 30 / 120" in text_of(running)
    assert '<progress max="120" value="30"' in running.text
    assert running.headers["Refresh"] == "2"

    with store.transaction() as tx:
        jobs.finish_job(tx, job.id, "w", {"sha256": "f"}, now)
    done = administrator.get(f"/jobs/{job.code}")
    assert "已经做好" in text_of(done)
    assert f'href="/prints/{job.code}"' in done.text
    assert "Refresh" not in done.headers


def test_a_job_that_failed_says_why(
    town: Town, ask: Callable[[str], jobs.Job], administrator: Browser
):
    store, now = town.site.engine.store, town.site.engine.wall.now()
    job = ask("page-2")
    with store.transaction() as tx:
        taken = None
        while taken is None or taken.id != job.id:
            taken = jobs.take_job(tx, "w", now)
        why = {"why": "job_failed", "facts": {"kind": "print", "what": "盘满了"}}
        jobs.fail_job(tx, job.id, "w", why, now)
    page = administrator.get(f"/jobs/{job.code}")
    assert "没有做成" in text_of(page)
    assert "盘满了" in text_of(page)


def test_nobody_but_who_asked_sees_a_job(
    ask: Callable[[str], jobs.Job], grid_member: Browser
):
    assert grid_member.get(f"/jobs/{ask('page-3').code}").status_code == 404
