"""Records and the roster: scope in every query, masks, reveals, history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridflow.engine import submissions as commands
from gridflow.engine.access import demand, may
from gridflow.engine.errors import ReasonMissingError
from gridflow.engine.people_admin import end_post
from gridflow.engine.raw_form import RawForm
from gridflow.engine.record_lists import ListFilters, record_list
from gridflow.engine.records import record_page, reveal
from gridflow.engine.roster import grid_roster
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import logs, records
from tests.engine.conftest import NOW, TODAY, add_house

WITH_THE_PLACE = {"walker", "mate", "monitor", "administrator", "clerk"}
PARTS = {(1, "王一"), (1, "王一小")}
WITHOUT_IT = {"neighbour", "stranger", "far_monitor", "boss"}


def titles(engine, actor, **how):
    return [
        one.title
        for one in record_list(engine, actor, "houses", ListFilters(**how)).rows
    ]


def test_a_list_shows_the_own_place_only(engine, cast, house):
    add_house(engine, "10010102", "李四", "H2")
    add_house(engine, "10020101", "赵五", "H3")
    assert titles(engine, cast.walker) == ["王一"]
    assert titles(engine, cast.neighbour) == ["李四"]
    assert titles(engine, cast.monitor) == ["李四", "王一"]
    assert titles(engine, cast.far_monitor) == []
    assert titles(engine, cast.stranger) == ["赵五"]
    assert titles(engine, cast.monitor, area="10010102") == ["李四"]
    with pytest.raises(NotFoundError):
        titles(engine, cast.monitor, area="10020101")
    with pytest.raises(DeniedError):
        titles(engine, cast.boss)
    with pytest.raises(NotFoundError):
        record_list(engine, cast.monitor, "nothing")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("王", ["王一"], id="part-of-the-title"),
        pytest.param("H1", ["王一"], id="number"),
        pytest.param("13812345678", ["王一"], id="sealed-phone"),
        pytest.param("138", [], id="part-of-a-sealed-phone"),
        pytest.param("赵", [], id="elsewhere"),
        pytest.param("13800009999", [], id="unknown"),
    ],
)
def test_search_finds_within_the_scope(engine, cast, house, search, found):
    add_house(engine, "10020101", "赵五", "H3")
    assert titles(engine, cast.monitor, search=search) == found


@pytest.mark.parametrize("name", sorted(WITH_THE_PLACE | WITHOUT_IT))
def test_only_who_covers_the_place_sees_the_record(engine, cast, house, name):
    actor = getattr(cast, name)
    if name in WITH_THE_PLACE:
        assert record_page(engine, actor, "houses", house.code).title == "王一"
        return
    with pytest.raises((NotFoundError, DeniedError)):
        record_page(engine, actor, "houses", house.code)


def test_a_record_is_not_reached_through_the_path_of_another_kind(engine, cast, house):
    with engine.store.reading() as session:
        part = records.parts_of(session, house.id)[0]
    for code in (part.code, "nothing"):
        with pytest.raises(NotFoundError):
            record_page(engine, cast.monitor, "houses", code)


def shown(page):
    return {one.field.id: one.text for one in page.values}


def test_sensitive_values_are_masked_on_the_page(engine, cast, house):
    page = record_page(engine, cast.monitor, "houses", house.code)
    assert shown(page)["phone"] == "138****5678"
    (people,) = page.parts
    assert [row.title for row in people[1]] == ["王一", "王一小"]
    health = people[1][0].values[1]
    assert (health.text, health.may_reveal) == ("****", True)
    assert "13812345678" not in repr(page)
    seen_by_clerk = record_page(engine, cast.clerk, "houses", house.code)
    assert seen_by_clerk.parts == ()


def look(engine, actor, code, field="phone", *, reason="电话核实", key="r"):
    return reveal(engine, actor, "houses", code, field, reason=reason, key=key)


def test_a_reveal_wants_right_and_reason_and_is_logged(engine, cast, house):
    assert look(engine, cast.monitor, house.code) == "13812345678"
    with engine.store.reading() as session:
        (seen,) = logs.looks_at(session, house.id)
        part = records.parts_of(session, house.id)[0]
    assert (seen.person_name, seen.field, seen.reason) == (
        "monitor",
        "phone",
        "电话核实",
    )
    assert look(engine, cast.monitor, part.code, "health", key="r2") == "健康"
    with pytest.raises(ReasonMissingError):
        look(engine, cast.monitor, house.code, reason="  ", key="r3")
    with pytest.raises(DeniedError):
        look(engine, cast.walker, house.code, key="r4")
    for foreign in (cast.stranger, cast.far_monitor):
        with pytest.raises(NotFoundError):
            look(engine, foreign, house.code, key="r5")
    for field in ("head", "nothing"):
        with pytest.raises(NotFoundError):
            look(engine, cast.monitor, house.code, field, key="r6")


@pytest.fixture
def visited(engine, cast, task, house, clock):
    """Hand the visit in a day later, with another wage and without the child."""
    clock.forward(days=1)
    claim(engine, cast.walker, task.code, key="c")
    form = open_task(engine, cast.walker, task.code).form
    with engine.store.reading() as session:
        first = records.parts_of(session, house.id)[0].code
    pairs = [
        ("f.head", "王一"),
        ("f.visited_on", "2023-05-16"),
        (f"f.people.{first}.name", "王一"),
        ("f.wage", "9000"),
        ("f.costs", "0"),
        ("f.verdict", "fine"),
        ("second_visitor", str(cast.monitor.person)),
    ]
    raw = RawForm.from_pairs(form, pairs)
    commands.submit(engine, cast.walker, task.code, raw, key="s")
    return task


def test_a_record_shows_as_it_was_on_a_day_and_as_it_was_known(
    engine, cast, house, visited
):
    def page(**when):
        return record_page(engine, cast.monitor, "houses", house.code, **when)

    now = page()
    assert shown(now)["wage"] == "9,000"
    assert [len(rows) for _, rows in now.parts] == [1]
    told = [(one.number, one.of) for one in now.revisions]
    assert told[0] == (2, "")
    assert set(told) == {(2, ""), (2, "王一"), (2, "王一小"), (1, ""), *PARTS}
    newest = now.revisions[0]
    assert (newest.who, newest.role_label, newest.task) == (
        "walker、monitor",
        "网格员",
        visited.code,
    )
    assert newest.labels == ("工资", "人均")
    sources = {one.field.id: one.source for one in now.values}
    assert (sources["wage"], sources["head"]) == (visited.code, "")
    before = page(as_of=TODAY)
    assert shown(before)["wage"] == ""
    assert [len(rows) for _, rows in before.parts] == [2]
    assert shown(page(known_at=NOW + timedelta(hours=1)))["wage"] == ""
    with pytest.raises(NotFoundError):
        page(as_of=date(2022, 1, 1))


def test_the_roster_tells_vacancies_by_level(engine, cast):
    page = grid_roster(engine, cast.administrator)
    assert [(one.code, one.depth) for one in page.areas] == [
        ("1001", 0),
        ("100101", 1),
        ("10010101", 2),
        ("10010102", 2),
        ("100102", 1),
        ("10010201", 2),
    ]
    sums = {one.level: (one.people, one.vacancies) for one in page.levels}
    assert sums == {"town": (2, 0), "village": (2, 0), "group": (3, 1)}
    phones = [
        one.phone for area in page.areas for post in area.posts for one in post.people
    ]
    assert "138****0001" in phones
    assert not any("13800000001" in one for one in phones)
    end_post(engine, cast.administrator, cast.monitor.post, date(2023, 5, 14), key="e")
    again = {
        one.level: one.vacancies
        for one in grid_roster(engine, cast.administrator).levels
    }
    assert again["village"] == 1


def test_a_roster_is_of_the_own_place(engine, cast):
    assert len(grid_roster(engine, cast.monitor).areas) == 3
    assert len(grid_roster(engine, cast.administrator, "100101").areas) == 3
    with pytest.raises(NotFoundError):
        grid_roster(engine, cast.monitor, "1001")
    with pytest.raises(DeniedError):
        grid_roster(engine, cast.clerk)


def test_one_function_answers_and_says_why(engine, cast, house, clock):
    def why(actor, verb, thing, area=None):
        verdict = may(engine, actor, verb, thing, area)
        return verdict.allowed, verdict.why

    assert why(cast.monitor, "see", "house", house.grid) == (True, "allowed_listed")
    assert why(cast.far_monitor, "see", "house", house.grid) == (False, "denied_area")
    assert why(cast.walker, "reveal", "house") == (False, "denied_not_listed")
    assert why(cast.walker, "nothing", "house") == (False, "denied_not_listed")
    with pytest.raises(NotFoundError):
        demand(engine, cast.stranger, "reveal", "house", house.grid)
    end_post(engine, cast.administrator, cast.walker.post, TODAY, key="e")
    clock.forward(days=1)
    assert why(cast.walker, "see", "house") == (False, "denied_no_post")
