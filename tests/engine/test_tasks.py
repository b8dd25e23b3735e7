"""Claim, release, transfer, draft: who may, and who was first."""

from __future__ import annotations

import pytest

from gridflow.engine.accounts import actor_under
from gridflow.engine.cases import open_case, open_cases
from gridflow.engine.errors import AlreadyOpenError, ReasonMissingError
from gridflow.engine.inbox import InboxFilters, inbox, next_task
from gridflow.engine.people_admin import add_post, end_post
from gridflow.engine.raw_form import RawForm
from gridflow.engine.task_page import open_task, refill
from gridflow.engine.tasks import (
    DraftConflict,
    DraftSaved,
    claim,
    release,
    save_draft,
    transfer,
)
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import audit, tasks
from gridflow.store.errors import KeyReusedError, SomebodyWasFirstError
from tests.engine.conftest import TODAY, add_house


def raw(form, *pairs):
    return RawForm.from_pairs(form, pairs)


def state(engine, task):
    with engine.store.reading() as session:
        return tasks.task(session, task.id)


def test_a_task_waits_for_the_role_over_its_place(engine, cast, task):
    seen = {
        name: [row.code for row in inbox(engine, getattr(cast, name)).rows]
        for name in ("walker", "mate", "neighbour", "monitor", "stranger", "boss")
    }
    mine = [task.code]
    assert seen == {
        "walker": mine,
        "mate": mine,
        "neighbour": [],
        "monitor": [],
        "stranger": [],
        "boss": [],
    }
    row = inbox(engine, cast.walker).rows[0]
    assert (row.title, row.size_text, row.form_number) == ("王一", "2人", 6)
    assert (row.days_left, row.due_state, row.state) == (14, "ok", "open")


def test_where_nobody_holds_the_role_the_task_shows_one_level_up(engine, cast):
    house = add_house(engine, "10010102", "李四", "H2")
    open_case(engine, cast.monitor, "visiting", house.code, key="k")
    assert inbox(engine, cast.monitor).rows == ()
    end_post(
        engine, cast.administrator, cast.neighbour.post, TODAY.replace(day=14), key="e"
    )
    (row,) = inbox(engine, cast.monitor).rows
    assert row.title == "李四"
    assert inbox(engine, cast.far_monitor).rows == ()
    claim(engine, cast.monitor, row.code, key="c")
    assert inbox(engine, cast.monitor).rows[0].mine


def test_the_second_to_claim_is_told_who_was_first(engine, cast, task):
    claim(engine, cast.mate, task.code, key="k1")
    with pytest.raises(SomebodyWasFirstError) as told:
        claim(engine, cast.walker, task.code, key="k1")
    assert told.value.facts["who"] == "mate"
    assert inbox(engine, cast.walker).rows == ()


def test_the_same_key_gives_the_same_answer_and_does_it_once(engine, cast, task):
    first = claim(engine, cast.walker, task.code, key="k1")
    assert claim(engine, cast.walker, task.code, key="k1") == first
    with engine.store.reading() as session:
        acts = [one.action for one in audit.entries(session, task.case)]
    assert acts == ["open_case", "open_task", "claim"]
    with pytest.raises(KeyReusedError):
        release(engine, cast.walker, task.code, key="k1")


@pytest.mark.parametrize("name", ["neighbour", "stranger", "far_monitor", "boss"])
def test_another_place_cannot_see_or_move_a_task(engine, cast, task, name):
    who = getattr(cast, name)
    for act in (
        lambda: open_task(engine, who, task.code),
        lambda: claim(engine, who, task.code, key="k"),
        lambda: release(engine, who, task.code, key="k"),
        lambda: transfer(engine, who, task.code, who.post, reason="x", key="k"),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert state(engine, task).state == "open"


def test_who_sees_tasks_may_not_take_them_from_who_is_there(engine, cast, task):
    assert open_task(engine, cast.monitor, task.code).may == {"transfer", "print"}
    with pytest.raises(DeniedError):
        claim(engine, cast.monitor, task.code, key="k")
    with pytest.raises(NotFoundError):
        open_task(engine, cast.clerk, task.code)


def test_only_the_holder_releases(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    with pytest.raises(DeniedError):
        release(engine, cast.mate, task.code, key="k")
    release(engine, cast.walker, task.code, key="r")
    assert state(engine, task).state == "open"
    assert next_task(engine, cast.mate) == task.code


def test_a_transfer_goes_to_somebody_who_may_do_it_and_wants_a_reason(
    engine, cast, task
):
    give = {"reason": "生病", "key": "t"}
    with pytest.raises(ReasonMissingError):
        transfer(engine, cast.monitor, task.code, cast.mate.post, reason=" ", key="t")
    for wrong in (cast.stranger, cast.boss, cast.clerk):
        with pytest.raises(NotFoundError):
            transfer(engine, cast.monitor, task.code, wrong.post, **give)
    transfer(engine, cast.monitor, task.code, cast.neighbour.post, **give)
    moved = state(engine, task)
    assert (moved.holder, moved.area_label) == (cast.neighbour.person, "二组")
    assert inbox(engine, cast.neighbour).rows[0].mine
    assert inbox(engine, cast.walker).rows == ()


def test_the_end_of_a_post_returns_its_tasks(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    ended = end_post(engine, cast.administrator, cast.walker.post, TODAY, key="e")
    assert ended == 1
    assert state(engine, task).state == "open"
    with engine.store.reading() as session:
        assert audit.entries(session, task.case)[-1].action == "return_to_pool"


def test_a_post_that_ended_acts_no_more(engine, cast, task, clock):
    end_post(engine, cast.administrator, cast.walker.post, TODAY, key="e")
    clock.forward(days=1)
    with pytest.raises(DeniedError):
        claim(engine, cast.walker, task.code, key="k")


def test_a_case_is_opened_once_and_by_right(engine, cast, house):
    with pytest.raises(DeniedError):
        open_case(engine, cast.clerk, "visiting", house.code, key="k")
    with pytest.raises(NotFoundError):
        open_case(engine, cast.stranger, "visiting", house.code, key="k")
    with pytest.raises(DeniedError):
        open_case(engine, cast.monitor, "nothing", house.code, key="k")
    open_case(engine, cast.monitor, "visiting", house.code, key="k")
    with pytest.raises(AlreadyOpenError):
        open_case(engine, cast.monitor, "visiting", house.code, key="k2")


def test_several_cases_are_opened_together_or_not_at_all(engine, cast, house):
    other = add_house(engine, "10010102", "李四", "H2")
    far = add_house(engine, "10010201", "赵五", "H3")
    with pytest.raises(NotFoundError):
        open_cases(engine, cast.monitor, "visiting", [house.code, far.code], key="k1")
    assert inbox(engine, cast.walker).rows == ()
    made = open_cases(
        engine, cast.monitor, "visiting", [house.code, other.code], key="k2"
    )
    assert len(made) == 2


def test_a_draft_comes_back_as_it_was_and_masked(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    form = open_task(engine, cast.walker, task.code).form
    typed = raw(form, ("f.wage", "12x"), ("f.phone", "13911112222"))
    saved = save_draft(engine, cast.walker, task.code, typed, 0)
    assert isinstance(saved, DraftSaved)
    page = open_task(engine, cast.walker, task.code)
    assert (page.draft_version, page.draft_saved_by) == (1, "walker")
    assert page.filled.answer("wage").text == "12x"
    phone = page.filled.answer("phone")
    assert (phone.text, phone.masked, phone.value) == ("", "139****2222", None)
    assert "phone" not in page.filled.values
    again = save_draft(engine, cast.walker, task.code, raw(form, ("f.wage", "5")), 1)
    assert isinstance(again, DraftSaved)
    assert again.filled.answer("phone").masked == "139****2222"
    assert [row.code for row in inbox(engine, cast.walker, "drafts").rows] == [
        task.code
    ]


def test_of_two_devices_the_second_is_shown_both(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    form = open_task(engine, cast.walker, task.code).form
    save_draft(engine, cast.walker, task.code, raw(form, ("f.wage", "1")), 0)
    found = save_draft(engine, cast.walker, task.code, raw(form, ("f.wage", "2")), 0)
    assert isinstance(found, DraftConflict)
    assert found.mine.answer("wage").text == "2"
    assert found.theirs.answer("wage").text == "1"
    assert (found.version, found.paths) == (1, ("wage",))


def test_a_draft_is_its_holders(engine, cast, task):
    form = open_task(engine, cast.monitor, task.code).form
    with pytest.raises(DeniedError):
        save_draft(engine, cast.monitor, task.code, raw(form), 0)
    claim(engine, cast.walker, task.code, key="k")
    with pytest.raises(DeniedError):
        save_draft(engine, cast.mate, task.code, raw(form), 0)
    with pytest.raises(DeniedError):
        refill(engine, cast.mate, task.code, raw(form))


def test_the_page_begins_with_what_the_record_says(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    page = open_task(engine, cast.walker, task.code)
    assert page.may == {"fill", "submit", "release", "transfer", "print"}
    assert page.filled.faults == ()
    assert page.filled.answer("head").text == "王一"
    assert page.filled.answer("phone").previous == "138****5678"
    people = page.filled.sections[1]
    assert [row.title for row in people.rows] == ["王一", "王一小"]
    assert page.area_path == ("小县", "甲镇", "一村", "一组")
    names = {one.name for one in page.people_choices}
    assert names == {"mate", "monitor", "administrator", "boss", "clerk"}
    assert page.scope["line"] == 7500
    assert "phone" not in page.scope["house"]


def test_filters_narrow_the_list_and_stay_in_the_own_place(engine, cast, task, clock):
    def titles(**how):
        return [
            row.title
            for row in inbox(engine, cast.walker, "todo", InboxFilters(**how)).rows
        ]

    assert titles(search="王") == ["王一"]
    assert titles(search="李") == []
    assert titles(form="visit") == ["王一"]
    assert titles(form="other") == []
    assert titles(state="overdue") == []
    assert titles(state="claimed") == []
    with pytest.raises(NotFoundError):
        titles(area="10010102")
    clock.forward(days=20)
    assert titles(state="overdue") == ["王一"]
    page = inbox(engine, cast.walker)
    assert (page.counts.todo, page.counts.overdue) == (1, 1)
    assert page.rows[0].due_state == "overdue"


def test_pages_go_on_where_the_last_one_ended(engine, cast, house):
    codes = [house.code] + [
        add_house(engine, "10010101", f"户{number:02}", f"N{number}").code
        for number in range(54)
    ]
    open_cases(engine, cast.monitor, "visiting", codes, key="many")
    first = inbox(engine, cast.walker)
    second = inbox(engine, cast.walker, after=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 5, "")
    assert not {one.code for one in first.rows} & {one.code for one in second.rows}
    assert inbox(engine, cast.walker, after="broken_x").rows == first.rows
    assert len(inbox(engine, cast.monitor, "started").rows) == 50


def test_a_person_with_two_posts_acts_under_the_one_chosen(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    post = add_post(
        engine,
        cast.administrator,
        cast.walker.person,
        "monitor",
        "100101",
        TODAY,
        key="p",
    )
    other = actor_under(engine, post)
    page = open_task(engine, other, task.code)
    assert "submit" not in page.may
    with pytest.raises(DeniedError) as told:
        release(engine, other, task.code, key="r")
    assert told.value.facts == {"why": "denied_other_post"}
    assert inbox(engine, other).rows == ()


def test_who_moved_to_another_place_sees_the_old_one_no_more(engine, cast, task, clock):
    claim(engine, cast.walker, task.code, key="k")
    post = add_post(
        engine,
        cast.administrator,
        cast.walker.person,
        "walker",
        "10010201",
        TODAY,
        key="p",
    )
    moved = actor_under(engine, post)
    with pytest.raises(NotFoundError):
        open_task(engine, moved, task.code)
    with pytest.raises(NotFoundError):
        release(engine, moved, task.code, key="r")
