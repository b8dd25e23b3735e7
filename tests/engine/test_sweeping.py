"""What is due once a day: posts that ended give their tasks back, chains are sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gridflow.clock import FixedClock
from gridflow.engine.people_admin import end_post
from gridflow.engine.sweeping import sweep
from gridflow.engine.tasks import claim
from gridflow.store import audit, tasks
from tests.engine.conftest import TODAY


def days_later(engine, days):
    return replace(engine, clock=FixedClock(engine.clock.now() + timedelta(days=days)))


def state(engine, task):
    with engine.store.reading() as session:
        return tasks.task(session, task.id).state


def test_a_post_that_ends_later_keeps_its_tasks_until_its_last_day_is_over(
    engine, cast, task
):
    claim(engine, cast.walker, task.code, key="k")
    last_day = TODAY + timedelta(days=3)
    end_post(engine, cast.administrator, cast.walker.post, last_day, key="e")
    assert sweep(days_later(engine, 3)).returned == 0
    assert state(engine, task) == "claimed"
    assert sweep(days_later(engine, 4)).returned == 1
    assert state(engine, task) == "open"
    with engine.store.reading() as session:
        assert audit.entries(session, task.case)[-1].action == "return_to_pool"


def test_a_second_sweep_of_the_day_does_nothing_again(engine, cast, task):
    first = sweep(engine)
    claim(engine, cast.walker, task.code, key="k")
    assert sweep(engine) == first
    assert first.sealed > 0


def test_what_was_swept_is_sealed_and_sound(engine, cast, task):
    claim(engine, cast.walker, task.code, key="k")
    sweep(engine)
    with engine.store.reading() as session:
        assert audit.verify(session) == ()
