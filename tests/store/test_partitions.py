"""PostgreSQL partitioned by county: the same operations without a change of code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridflow.store import Store, audit, bundles, inbox, jobs, open_store, tasks
from gridflow.store.areas import move_area, verify_areas
from gridflow.store.commands import begin, finish_command
from gridflow.store.drafts import Saved, save_draft
from gridflow.store.inbox import Pool
from gridflow.store.record_finding import Wanted, find_records
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    rebuild_record,
    revise_record,
)
from gridflow.store.records import records_by_key
from gridflow.store.sealing import PLAIN, SealingPlan
from gridflow.store.slots import SlotMap, slot_values
from gridflow.store.submissions import (
    NewSubmission,
    add_submission,
    latest_submission,
)
from tests.databases import KEYS, MADE_AT, Cluster, opened
from tests.store.conftest import NOW, TODAY, add_task, later, make_town, scope

OTHER_COUNTY = 640324
PLAN = SealingPlan(frozenset({"phone"}), {"phone": str}, frozenset({"phone"}))


@pytest.fixture
def split(cluster: Cluster) -> Iterator[Store]:
    with cluster.fresh(partitioned=True) as url, opened(url) as store:
        yield store


def a_days_work(store: Store) -> None:
    with store.transaction() as tx:
        town = make_town(tx)
        move_area(tx, town.east_2, town.west, TODAY)
        assert verify_areas(tx) == ()
        origin = Origin(town.by_ann())
        new = NewRecord(
            "household", None, town.east_1, town.east_1, "H", "", {"phone": "1"}
        )
        record = add_record(tx, PLAN, new, TODAY, origin)
        revise_record(tx, PLAN, record.id, 1, Change({"n": 1}), TODAY, origin)
        assert not rebuild_record(tx, record.id)
        assert records_by_key(tx, PLAN, "household", "phone", "1")
        assert find_records(tx, "household", scope(town.town), Wanted("H"))
        bundles.add_bundle(tx, "d1", "text", "l", "n", town.ann, NOW)
        bundles.activate(tx, "d1", town.ann, NOW)
    with store.transaction() as tx:
        assert begin(tx, town.ann, "k", "submit", {}, NOW) is None
        task = add_task(tx, town, town.east_1)
        tasks.claim(tx, task, town.by_ann())
        assert save_draft(tx, task, town.ann, 0, {"a": "1"}, NOW) == Saved(1)
        case = tasks.task(tx, task).case
        filled = NewSubmission(
            case,
            task,
            "visit",
            "d1",
            record.id,
            town.east_1,
            {"n": 1},
            {},
            {},
            NOW,
        )
        slots = SlotMap(numbers={"n": "n1"})
        made = add_submission(tx, PLAIN, filled, slots, town.by_ann())
        assert slot_values(tx, made) == {"n1": 1}
        assert latest_submission(tx, task).id == made
        tasks.finish(tx, task, "submitted", town.by_ann(1))
        audit.append_entry(tx, case, "submit", "grid_member", {}, town.by_ann())
        audit.append_entry(tx, case, "close", "grid_member", {}, town.by_ann())
        finish_command(tx, {"submission": made})
    with store.transaction() as tx:
        assert begin(tx, town.ann, "k", "submit", {}, NOW).answer == {
            "submission": made
        }
        assert inbox.count_done(tx, scope(town.east), town.ann) == 1
        other = add_task(tx, town, town.west_1)
        stand_in = [Pool("grid_member", stands_in=True)]
        found = inbox.todo(tx, scope(town.town), town.cat_post, stand_in)
        assert [one.id for one in found] == [other]
        job = jobs.enqueue(tx, "print", "k", {}, town.by_ann())
        assert jobs.take_job(tx, "w", later(1)).id == job.id
        assert audit.seal_chains(tx, later(2)) == 1
        assert audit.verify(tx) == ()


def test_every_table_of_a_county_is_partitioned(split):
    rows = split.database.execute_sql(
        "SELECT relname FROM pg_class WHERE relkind = 'p' ORDER BY relname"
    ).fetchall()
    names = [name for (name,) in rows]
    assert {"area_closure", "task", "submission", "slot", "audit_entry"} <= set(names)
    keys = split.database.execute_sql(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'task'::regclass"
    ).fetchall()
    assert ("PRIMARY KEY (county, id)",) in keys
    assert ('FOREIGN KEY (county, "case") REFERENCES flow_case(county, id)',) in keys


def test_a_days_work_runs_on_partitions_as_it_is(split):
    a_days_work(split)


def test_two_counties_lie_in_partitions_of_their_own(split):
    a_days_work(split)
    url = f"postgresql://{split.database.database.removeprefix('postgresql://')}"
    other = open_store(url, KEYS, OTHER_COUNTY)
    other.create_schema("another", MADE_AT, partitioned=True)
    a_days_work(other)
    other.close()
    for county in (split.county, OTHER_COUNTY):
        count = split.database.execute_sql(
            f"SELECT count(*), count(DISTINCT county) FROM task_{county}"  # noqa: S608
        ).fetchone()
        assert count == (2, 1)


def test_the_same_days_work_runs_on_plain_tables(store):
    a_days_work(store)
