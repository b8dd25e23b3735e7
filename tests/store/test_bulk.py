from __future__ import annotations

import pytest

from gridflow.store import bulk, inbox, records
from gridflow.store.cases import NewCase
from gridflow.store.errors import KeyTakenError
from gridflow.store.inbox import Pool
from gridflow.store.record_finding import count_records
from gridflow.store.record_writing import NewRecord, Origin, rebuild_record
from gridflow.store.sealing import SealingPlan
from gridflow.store.tasks import NewTask
from tests.store.conftest import TODAY, scope

PLAN = SealingPlan(
    sealed=frozenset({"phone", "id_number"}),
    keyed={"phone": str, "id_number": str},
    unique=frozenset({"id_number"}),
)


def households(town, count: int, **values) -> list[NewRecord]:
    return [
        NewRecord(
            "household",
            None,
            town.east_1,
            town.east_1,
            f"H{number:03}",
            str(number),
            {"phone": "1", "n": number, "id_number": str(number), **values},
        )
        for number in range(count)
    ]


def test_loaded_records_are_like_those_added_one_by_one(store, town):
    origin = Origin(town.by_cat())
    with store.transaction() as tx:
        ids = bulk.load_records(tx, PLAN, households(town, 150), TODAY, origin)
        assert len(set(ids)) == 150
        loaded = records.record(tx, ids[7])
        assert loaded is not None
        assert records.open_record(tx, loaded) == {
            "phone": "1",
            "n": 7,
            "id_number": "7",
        }
        assert (loaded.title, loaded.number, loaded.revision) == ("H007", "7", 1)
        assert not any(rebuild_record(tx, one) for one in ids)
        same_phone = records.records_by_key(tx, PLAN, "household", "phone", "1")
        assert len(same_phone) == 150
        assert bulk.load_records(tx, PLAN, [], TODAY, origin) == []


def test_a_load_with_a_value_that_two_have_is_refused_as_a_whole(store, town):
    rows = households(town, 3, id_number="same")
    with pytest.raises(KeyTakenError), store.transaction() as tx:
        bulk.load_records(tx, PLAN, rows, TODAY, Origin(town.by_cat()))
    with store.reading() as session:
        assert count_records(session, "household", scope(town.town)) == 0


def test_loaded_tasks_wait_in_their_pools(store, town):
    rows = [
        (
            NewCase("screening", None, town.east_1, f"T{number}", "d1"),
            NewTask(
                case=0,
                step="visit",
                form="visit",
                form_label="Visit",
                role="grid_member",
                area=town.east_1,
                area_label="East 1",
                record=None,
                title=f"T{number}",
            ),
        )
        for number in range(5)
    ]
    with store.transaction() as tx:
        ids = bulk.load_cases(tx, rows, town.by_cat())
        found = inbox.todo(tx, scope(town.east), town.bob_post, [Pool("grid_member")])
        assert [one.id for one in found] == ids
        assert [one.title for one in found] == ["T0", "T1", "T2", "T3", "T4"]
