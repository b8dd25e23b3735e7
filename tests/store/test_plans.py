"""How SQLite finds what hot lists show: by a covering index, never by a scan."""

from __future__ import annotations

import pytest

from gridflow.store import (
    areas,
    campaign_lists,
    campaigns,
    inbox,
    open_store,
    records,
    tasks,
)
from gridflow.store.campaign_lists import Wanted as Narrowed
from gridflow.store.inbox import Pool
from gridflow.store.record_finding import Wanted, count_records, find_records
from gridflow.store.sealing import SealingPlan
from tests.databases import COUNTY, KEYS, fresh_sqlite
from tests.store.conftest import add_task, make_town, scope


@pytest.fixture
def planned(template, tmp_path):
    """Give a store with a town, its ids, and the plans of what is run on it."""
    store = open_store(fresh_sqlite(template, tmp_path), KEYS, COUNTY)
    with store.transaction() as tx:
        town = make_town(tx)
        add_task(tx, town, town.east_1)
    plans: list[str] = []
    run = store.database.execute_sql

    def explained(sql, params=None):
        if sql.startswith("SELECT"):
            rows = run(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
            plans.append("\n".join(row[3] for row in rows))
        return run(sql, params)

    store.database.execute_sql = explained
    yield store, town, plans
    store.close()


@pytest.mark.parametrize(
    ("wide", "index"),
    [
        pytest.param(400, "COVERING INDEX task_0", id="narrow-by-area"),
        pytest.param(0, "COVERING INDEX task_1", id="wide-by-due-day"),
    ],
)
def test_the_queue_reads_only_what_its_index_holds(planned, monkeypatch, wide, index):
    store, town, plans = planned
    monkeypatch.setattr(areas, "WIDE", wide)
    with store.reading() as session:
        pools = [Pool("grid_member"), Pool("monitor", stands_in=True)]
        inbox.todo(session, scope(town.east), town.bob_post, pools)
        inbox.count_todo(session, scope(town.east), town.bob_post, pools)
    assert any(index in plan for plan in plans)
    assert not [plan for plan in plans if "(county=?)" in plan]
    assert not [plan for plan in plans if "SCAN task" in plan or "SCAN t1" in plan]


def test_no_hot_read_walks_a_whole_table(planned):
    store, town, plans = planned
    with store.reading() as session:
        here = scope(town.east)
        tasks.task(session, 1, here)
        tasks.tasks_of_case(session, 1)
        records.record(session, 1, here)
        records.parts_of(session, 1)
        find_records(session, "household", here)
        inbox.done(session, here, town.bob)
        inbox.started(session, here, town.cat)
        inbox.drafted(session, here, town.bob)
        inbox.count_drafted(session, here, town.bob)
        count_records(session, "household", here, Wanted("1"))
        keyed = SealingPlan(keyed={"phone": str})
        records.records_by_key(session, keyed, "household", "phone", "1", here)
    assert not [plan for plan in plans if "(county=?)" in plan]
    # a bounded count reads its own inner query
    assert not [plan for plan in plans if "SCAN" in plan and "bounded" not in plan]
    assert len(plans) >= 8


@pytest.mark.parametrize("wide", [400, 0], ids=["narrow", "wide"])
def test_a_campaigns_lists_and_counts_read_only_their_index(planned, monkeypatch, wide):
    store, town, plans = planned
    monkeypatch.setattr(areas, "WIDE", wide)
    with store.reading() as session:
        here = scope(town.east)
        campaign_lists.tallies(session, 1, here)
        campaign_lists.count_waiting(session, 1, here)
        campaign_lists.find_subjects(session, 1, here)
        campaign_lists.find_subjects(session, 1, here, Narrowed(state="waiting"))
        campaign_lists.waiting_subjects(session, 1, here)
        campaigns.subjects_of_record(session, 1)
        campaigns.subject_of_case(session, 1)
        campaign_lists.records_without_subject(session, 1, "household", town.east)
    counted = [plan for plan in plans if "COVERING INDEX campaign_subject_" in plan]
    assert len(counted) >= 3
    waiting = [plan for plan in plans if "campaign_subject_4" in plan]
    assert len(waiting) >= 2
    assert not [plan for plan in plans if "SCAN" in plan]
    assert not [plan for plan in plans if "(county=?)" in plan]
