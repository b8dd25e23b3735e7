from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridflow.store import areas, inbox, people, tasks
from gridflow.store.drafts import save_draft
from gridflow.store.inbox import Filters, Pool
from tests.store.conftest import NOW, TODAY, add_task, scope

GRID = [Pool("grid_member")]


@pytest.fixture(params=[400, 0], ids=["narrow", "wide"])
def _both_plans(request, monkeypatch):
    monkeypatch.setattr(areas, "WIDE", request.param)


pytestmark = pytest.mark.usefixtures("_both_plans")


def titles(found) -> list[str]:
    return [one.title for one in found]


def fill(tx, town) -> dict[str, int]:
    """Put tasks into the pools; the names tell the area and the day."""
    made = {}
    for name, area, days in (
        ("east-1 late", town.east_1, 9),
        ("east-1 early", town.east_1, 1),
        ("east-1 never", town.east_1, None),
        ("east-2", town.east_2, 3),
        ("west-1", town.west_1, 2),
    ):
        due = None if days is None else TODAY + timedelta(days=days)
        made[name] = add_task(tx, town, area, name, due_on=due)
    return made


def test_a_grid_member_sees_the_own_grid_by_due_day(store, town):
    with store.transaction() as tx:
        fill(tx, town)
        found = inbox.todo(tx, scope(town.east_1), town.ann_post, GRID)
        assert titles(found) == ["east-1 early", "east-1 late", "east-1 never"]
        assert found[-1].due_on is None
        assert inbox.count_todo(tx, scope(town.east_1), town.ann_post, GRID) == 3


def test_only_tasks_of_the_own_pools_are_seen(store, town):
    with store.transaction() as tx:
        fill(tx, town)
        add_task(tx, town, town.east_1, "for a monitor", role="monitor")
        here = scope(town.town)
        found = inbox.todo(tx, here, town.cat_post, [Pool("monitor")])
        assert titles(found) == ["for a monitor"]
        assert inbox.todo(tx, here, town.cat_post, []) == ()


def test_what_others_claimed_is_gone_and_what_i_claimed_stays(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        tasks.claim(tx, made["east-1 early"], town.by_bob())
        tasks.claim(tx, made["east-1 late"], town.by_ann())
        ann = inbox.todo(tx, scope(town.east_1), town.ann_post, GRID)
        assert titles(ann) == ["east-1 late", "east-1 never"]
        bob = inbox.todo(tx, scope(town.east), town.bob_post, GRID)
        assert titles(bob) == ["east-1 early", "east-2", "east-1 never"]
        assert inbox.count_todo(tx, scope(town.east), town.bob_post, GRID) == 3


def test_pages_follow_each_other_without_a_gap(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        for number in range(7):
            add_task(tx, town, town.east_2, f"same day {number}", due_on=TODAY)
        tasks.claim(tx, made["east-2"], town.by_bob())
        whole = inbox.todo(tx, scope(town.east), town.bob_post, GRID)
        pieces, after = [], None
        while page := inbox.todo(
            tx, scope(town.east), town.bob_post, GRID, after=after, limit=3
        ):
            pieces += page
            after = page[-1].cursor
        assert pieces == list(whole)
        assert len(whole) == 11


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"search": "late"}, ["east-1 late"], id="title"),
        pytest.param({"search": "%"}, [], id="percent-is-a-character"),
        pytest.param({"search": "' OR 1=1 --"}, [], id="quote-is-a-character"),
        pytest.param(
            {"due_until": TODAY + timedelta(days=3)},
            ["east-1 early", "east-2"],
            id="until",
        ),
        pytest.param(
            {
                "due_from": TODAY + timedelta(days=3),
                "due_until": TODAY + timedelta(days=9),
            },
            ["east-2", "east-1 late"],
            id="from-until",
        ),
        pytest.param({"form": "other"}, [], id="form"),
    ],
)
def test_a_list_is_narrowed(store, town, filters, expected):
    with store.transaction() as tx:
        fill(tx, town)
        here, asked = scope(town.east), Filters(**filters)
        assert titles(inbox.todo(tx, here, town.bob_post, GRID, asked)) == expected
        counted = inbox.count_todo(tx, here, town.bob_post, GRID, asked)
        assert counted == len(expected)


def test_an_area_filter_never_leads_out_of_the_scope(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        here = scope(town.east)
        inside, outside = Filters(area=town.east_2), Filters(area=town.west_1)
        assert titles(inbox.todo(tx, here, town.bob_post, GRID, inside)) == ["east-2"]
        assert inbox.todo(tx, here, town.bob_post, GRID, outside) == ()
        assert inbox.count_todo(tx, here, town.bob_post, GRID, outside) == 0
        tasks.claim(tx, made["east-2"], town.by_bob())
        tasks.finish(tx, made["east-2"], "", town.by_bob())
        assert inbox.done(tx, here, town.bob, outside) == ()
        assert inbox.count_done(tx, here, town.bob, outside) == 0
        assert inbox.drafted(tx, here, town.bob, outside) == ()
        assert inbox.count_drafted(tx, here, town.bob, outside) == 0


def test_a_role_stands_in_only_where_nobody_holds_the_other(store, town):
    stand_in = [Pool("grid_member", stands_in=True)]
    with store.transaction() as tx:
        made = fill(tx, town)
        here = scope(town.town)
        assert titles(inbox.todo(tx, here, town.cat_post, stand_in)) == ["west-1"]
        assert inbox.may_take(tx, here, stand_in, made["west-1"])
        assert not inbox.may_take(tx, here, stand_in, made["east-2"])
        # Bob covers the whole village; without him only Ann's own grid is held
        people.end_post(tx, town.bob_post, date(2023, 5, 14))
        found = inbox.todo(tx, here, town.cat_post, stand_in)
        assert titles(found) == ["west-1", "east-2"]


def test_only_posts_at_the_told_levels_keep_a_stand_in_away(store, town):
    with store.transaction() as tx:
        fill(tx, town)
        only_groups = [Pool("grid_member", stands_in=True, levels=("group",))]
        found = inbox.todo(tx, scope(town.town), town.cat_post, only_groups)
        assert titles(found) == ["west-1", "east-2"]


def test_what_may_be_taken_is_what_is_listed(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        here = scope(town.east_1)
        listed = {one.id for one in inbox.todo(tx, here, town.ann_post, GRID)}
        assert {
            task for task in made.values() if inbox.may_take(tx, here, GRID, task)
        } == listed


def test_a_task_of_a_moved_area_is_seen_from_its_new_place(store, town):
    with store.transaction() as tx:
        fill(tx, town)
        areas.move_area(tx, town.east_2, town.west, TODAY)
        assert "east-2" in titles(inbox.todo(tx, scope(town.west), 0, GRID))
        assert "east-2" not in titles(inbox.todo(tx, scope(town.east), 0, GRID))
        yesterday = scope(town.east, TODAY - timedelta(days=1))
        assert "east-2" in titles(inbox.todo(tx, yesterday, 0, GRID))


def test_what_i_have_done_is_listed_latest_first(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        for minutes, name in enumerate(("east-1 late", "east-2"), start=1):
            tasks.claim(tx, made[name], town.by_bob(minutes))
            tasks.finish(tx, made[name], "", town.by_bob(minutes))
        found = inbox.done(tx, scope(town.east), town.bob)
        assert titles(found) == ["east-2", "east-1 late"]
        last = (found[0].done_at, found[0].id)
        again = inbox.done(tx, scope(town.east), town.bob, after=last)
        assert titles(again) == ["east-1 late"]
        assert inbox.count_done(tx, scope(town.east), town.bob) == 2
        assert inbox.done(tx, scope(town.west), town.bob) == ()


def test_drafts_of_unfinished_tasks_in_scope_are_listed(store, town):
    with store.transaction() as tx:
        made = fill(tx, town)
        for name in ("east-1 late", "east-2", "west-1"):
            save_draft(tx, made[name], town.bob, 0, {"a": "b"}, NOW)
        tasks.claim(tx, made["east-2"], town.by_ann())
        tasks.finish(tx, made["east-2"], "", town.by_ann())
        found = inbox.drafted(tx, scope(town.east), town.bob)
        assert titles(found) == ["east-1 late"]
        assert inbox.count_drafted(tx, scope(town.east), town.bob) == 1
        assert inbox.drafted(tx, scope(town.east), town.ann) == ()
        assert (
            inbox.drafted(tx, scope(town.east), town.bob, after=found[0].cursor) == ()
        )


def test_cases_i_started_are_listed_newest_first(store, town):
    with store.transaction() as tx:
        fill(tx, town)
        found = inbox.started(tx, scope(town.town), town.cat)
        assert len(found) == 5
        assert inbox.count_started(tx, scope(town.east), town.cat) == 4
        assert inbox.count_started(tx, scope(town.town), town.ann) == 0
        rest = inbox.started(tx, scope(town.town), town.cat, after=found[1].cursor)
        assert rest == found[2:]


def test_counts_stop_at_a_limit(store, town, monkeypatch):
    monkeypatch.setattr(inbox, "COUNT_LIMIT", 4)
    with store.transaction() as tx:
        fill(tx, town)
        assert inbox.count_todo(tx, scope(town.town), 0, GRID) == 4
        assert inbox.count_todo(tx, scope(town.east_1), 0, GRID) == 3
