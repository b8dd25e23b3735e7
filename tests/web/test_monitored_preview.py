"""The browser follows attachment 5 as the server does, by what is only shown too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridflow.engine.campaigns import campaign_list, campaign_subjects, open_campaign
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from plugins.return_to_poverty.sample.people import everybody
from tests.web.conftest import Town, made_town
from tests.web.pages import Browser
from tests.web.preview.tree import TypedPage
from tests.web.test_preview import FEELIN, STATIC, differences, facts, node


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with made_town(tmp_path_factory.mktemp("monitored"), 500) as town:
        yield town


def monitored_tasks(town: Town) -> dict[bool, tuple[str, str]]:
    """Return a task and who may do it, of a household eliminated or not."""
    engine, admin = town.site.engine, town.actor("zhenguanli")
    running = [one.code for one in campaign_list(engine, admin) if one.code]
    code = (
        running[0]
        if running
        else open_campaign(engine, admin, "screening_2023", key="o")
    )
    found: dict[bool, tuple[str, str]] = {}
    for row in campaign_subjects(engine, admin, code, class_="monitored").rows:
        filled = open_task(engine, admin, row.task).filled
        eliminated = filled.values["risk_eliminated"] is True
        found.setdefault(eliminated, (row.task, row.area_label))
    return found


def member_of(town: Town, task: str) -> str:
    """Return the log-in of the grid member who may take a task."""
    for row in everybody():
        if row["role"] == "grid_member" and task in town.tasks(row["login"]):
            return row["login"]
    raise AssertionError(task)


@pytest.mark.parametrize(
    "eliminated",
    [pytest.param(True, id="eliminated"), pytest.param(False, id="not-eliminated")],
)
def test_the_sections_follow_what_the_record_says(screened, eliminated):
    task, _ = monitored_tasks(screened)[eliminated]
    login = member_of(screened, task)
    actor = screened.actor(login)
    claim(screened.site.engine, actor, task, key=task)
    browser = Browser(screened.app)
    assert browser.log_in(login).status_code == 303
    page = TypedPage(browser.get(f"/tasks/{task}").text)
    asked = {"preview": str(STATIC / "preview.js"), "pages": [page.root.as_json()]}
    (seen,) = node("page.js", {"feelin": str(FEELIN), **asked})
    here, there = facts(seen["after"]), facts(seen["before"])
    assert differences(here, there) == []
    assert here["sections look_back"] is eliminated
    assert here["sections help"] is not eliminated
