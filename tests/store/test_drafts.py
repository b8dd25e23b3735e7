from __future__ import annotations

import pytest

from gridflow.store.drafts import (
    Conflict,
    Saved,
    draft,
    drafts_of_task,
    drop_draft,
    save_draft,
)
from tests.store.conftest import NOW, add_task, later


@pytest.fixture
def task_id(store, town) -> int:
    with store.transaction() as tx:
        return add_task(tx, town, town.east_1)


def test_each_save_is_a_version(store, town, task_id):
    with store.transaction() as tx:
        assert draft(tx, task_id, town.ann) is None
        assert save_draft(tx, task_id, town.ann, 0, {"wage": "1"}, NOW) == Saved(1)
        second = save_draft(tx, task_id, town.ann, 1, {"wage": "2"}, later(1))
        assert second == Saved(2)
        found = draft(tx, task_id, town.ann)
        assert found is not None
        assert (found.version, found.content, found.saved_at) == (
            2,
            {"wage": "2"},
            later(1),
        )


def test_the_second_device_is_shown_what_the_first_has_saved(store, town, task_id):
    with store.transaction() as tx:
        save_draft(tx, task_id, town.ann, 0, {"wage": "1"}, NOW)
        save_draft(tx, task_id, town.ann, 1, {"wage": "2"}, later(1))
        for stale in (0, 1, 7):
            told = save_draft(tx, task_id, town.ann, stale, {"wage": "3"}, later(2))
            assert told == Conflict(draft(tx, task_id, town.ann))
        assert draft(tx, task_id, town.ann).content == {"wage": "2"}


def test_a_save_on_a_draft_that_is_gone_says_so(store, town, task_id):
    with store.transaction() as tx:
        save_draft(tx, task_id, town.ann, 0, {}, NOW)
        assert drop_draft(tx, task_id, town.ann)
        assert not drop_draft(tx, task_id, town.ann)
        told = save_draft(tx, task_id, town.ann, 1, {}, NOW)
        assert told == Conflict(None)


def test_two_people_have_each_their_own_draft(store, town, task_id):
    with store.transaction() as tx:
        save_draft(tx, task_id, town.ann, 0, {"by": "ann"}, NOW)
        save_draft(tx, task_id, town.bob, 0, {"by": "bob"}, later(1))
        found = drafts_of_task(tx, task_id)
        assert [one.content["by"] for one in found] == ["ann", "bob"]


def test_nothing_typed_is_readable_in_the_database(store, town, task_id):
    with store.transaction() as tx:
        save_draft(tx, task_id, town.ann, 0, {"phone": "13877778888"}, NOW)
        rows = store.database.execute_sql("SELECT * FROM draft").fetchall()
        assert "1387777" not in str(rows)
