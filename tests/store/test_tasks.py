from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from gridflow.errors import NotFoundError
from gridflow.store import cases, open_store, tasks
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.tasks import Receiver
from tests.databases import COUNTY, KEYS
from tests.store.conftest import TODAY, add_task, later, scope


@pytest.fixture
def task_id(store, town) -> int:
    with store.transaction() as tx:
        return add_task(tx, town, town.east_1, due_on=TODAY + timedelta(days=5))


def state(session, task_id: int) -> tuple[str, str | None]:
    found = tasks.task(session, task_id)
    assert found is not None
    return found.state, found.holder_name


def test_an_open_task_tells_what_lists_show(store, town, task_id):
    with store.reading() as session:
        task = tasks.task(session, task_id)
        assert task is not None
        assert (task.state, task.holder, task.title) == ("open", None, "Huang")
        assert task.due_on == TODAY + timedelta(days=5)
        assert tasks.task_by_code(session, task.code) == task
        case = cases.case_by_code(session, task.case_code)
        assert case is not None
        assert (case.id, case.state, case.bundle) == (task.case, "open", task.bundle)
        assert tasks.tasks_of_case(session, case.id) == (task,)


def test_a_task_outside_the_scope_is_not_there(store, town, task_id):
    with store.reading() as session:
        code = tasks.task(session, task_id).code
        assert tasks.task(session, task_id, scope(town.east)) is not None
        assert tasks.task(session, task_id, scope(town.west)) is None
        assert tasks.task_by_code(session, code, scope(town.west)) is None
        assert tasks.task_by_code(session, "no code") is None


def test_a_task_is_claimed_released_claimed_and_done(store, town, task_id):
    with store.transaction() as tx:
        tasks.claim(tx, task_id, town.by_ann(1))
        assert state(tx, task_id) == ("claimed", "Ann")
        tasks.release(tx, task_id, town.by_ann(2))
        assert state(tx, task_id) == ("open", None)
        tasks.claim(tx, task_id, town.by_bob(3))
        tasks.finish(tx, task_id, "submitted", town.by_bob(4))
        task = tasks.task(tx, task_id)
        assert task is not None
        assert (task.state, task.outcome, task.holder_name, task.done_at) == (
            "done",
            "submitted",
            "Bob",
            later(4),
        )


def supersede(tx, task_id, by):
    read = tasks.task(tx, task_id)
    assert read is not None
    tasks.supersede(tx, read, by)


MOVES = {
    "claim": tasks.claim,
    "release": tasks.release,
    "finish": lambda tx, task, by: tasks.finish(tx, task, "", by),
    "withdraw": tasks.withdraw,
    "supersede": supersede,
}


@pytest.mark.parametrize(
    ("before", "move"),
    [
        ("claimed", "claim"),
        ("claimed", "release"),
        ("claimed", "finish"),
        ("done", "claim"),
        ("done", "release"),
        ("done", "finish"),
        ("done", "withdraw"),
        ("withdrawn", "claim"),
        ("withdrawn", "supersede"),
        ("superseded", "claim"),
        ("superseded", "withdraw"),
        ("open", "release"),
        ("open", "finish"),
    ],
    ids=lambda word: word,
)
def test_the_second_is_told_who_was_first_and_when(store, town, task_id, before, move):
    with store.transaction() as tx:
        if before in {"claimed", "done"}:
            tasks.claim(tx, task_id, town.by_ann(1))
        if before == "done":
            tasks.finish(tx, task_id, "submitted", town.by_ann(1))
        if before == "withdrawn":
            tasks.withdraw(tx, task_id, town.by_ann(1))
        if before == "superseded":
            supersede(tx, task_id, town.by_ann(1))
    with pytest.raises(SomebodyWasFirstError) as caught, store.transaction() as tx:
        MOVES[move](tx, task_id, town.by_bob(2))
    if before != "open":
        assert caught.value.facts == {"state": before, "who": "Ann", "when": later(1)}
    with store.reading() as session:
        assert state(session, task_id)[0] == before


def test_what_took_the_place_of_a_task_leaves_it_to_read_to_who_had_it(
    store, town, task_id
):
    with store.transaction() as tx:
        tasks.claim(tx, task_id, town.by_ann(1))
        read = tasks.task(tx, task_id)
        assert read is not None
        tasks.supersede(tx, read, town.by_cat(2))
        assert state(tx, task_id) == ("superseded", "Ann")
        with pytest.raises(SomebodyWasFirstError):
            tasks.supersede(tx, read, town.by_cat(3))


def test_a_task_that_is_not_there_is_not_somebody_elses(store, town):
    with pytest.raises(NotFoundError), store.transaction() as tx:
        tasks.claim(tx, 1, town.by_ann())


def test_a_transfer_takes_the_task_to_the_other_area(store, town, task_id):
    to = Receiver(town.bob, town.bob_post, town.east, "East")
    with store.transaction() as tx:
        tasks.claim(tx, task_id, town.by_ann(1))
        read = tasks.task(tx, task_id)
        assert read is not None
        tasks.transfer(tx, read, to, town.by_cat(2))
        moved = tasks.task(tx, task_id)
        assert moved is not None
        assert (moved.holder_name, moved.area, moved.area_label) == (
            "Bob",
            town.east,
            "East",
        )
        with pytest.raises(SomebodyWasFirstError):
            tasks.transfer(tx, read, to, town.by_cat(3))


def test_the_end_of_a_post_returns_its_tasks_to_the_pool(store, town):
    with store.transaction() as tx:
        mine, done, other = (add_task(tx, town, town.east_1) for _ in range(3))
        tasks.claim(tx, mine, town.by_ann(1))
        tasks.claim(tx, done, town.by_ann(1))
        tasks.finish(tx, done, "", town.by_ann(2))
        tasks.claim(tx, other, town.by_bob(1))
        assert tasks.return_to_pool(tx, town.ann_post, later(3)) == (mine,)
        assert [state(tx, one)[0] for one in (mine, done, other)] == [
            "open",
            "done",
            "claimed",
        ]


def test_of_many_at_once_exactly_one_claims(store, url, town, task_id):
    barrier, outcomes = Barrier(4), []

    def work(minutes: int):
        other = open_store(url, KEYS, COUNTY)
        barrier.wait()
        try:
            with other.transaction() as tx:
                tasks.claim(tx, task_id, town.by_ann(minutes))
            outcomes.append("claimed")
        except SomebodyWasFirstError:
            outcomes.append("second")
        other.close()

    threads = [Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["claimed", "second", "second", "second"]


def test_a_case_closes_once(store, town, task_id):
    with store.transaction() as tx:
        case = tasks.task(tx, task_id).case
        cases.close_case(tx, case, "no_risk", town.by_ann(1))
        found = cases.case(tx, case)
        assert found is not None
        assert (found.state, found.outcome, found.closed_at) == (
            "closed",
            "no_risk",
            later(1),
        )
        with pytest.raises(SomebodyWasFirstError):
            cases.close_case(tx, case, "refused", town.by_bob(2))
        with pytest.raises(NotFoundError):
            cases.close_case(tx, 1, "", town.by_bob(2))


def test_only_cases_nobody_has_begun_are_unstarted(store, town):
    with store.transaction() as tx:
        begun, waiting = (add_task(tx, town, town.east_1) for _ in range(2))
        tasks.claim(tx, begun, town.by_ann())
        case = tasks.task(tx, waiting).case
        assert [one.id for one in cases.unstarted_cases(tx, "d1")] == [case]
        cases.move_case(tx, case, "d1", "d2")
        assert cases.unstarted_cases(tx, "d1") == ()
        with pytest.raises(SomebodyWasFirstError):
            cases.move_case(tx, case, "d1", "d3")
