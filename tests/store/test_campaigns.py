"""Campaigns: a record once, one task in force, moved only as it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridflow.store import audit, bulk, campaign_lists, campaigns, cases, tasks
from gridflow.store.campaign_lists import Tally, Wanted
from gridflow.store.campaigns import NewCampaign, Subject
from gridflow.store.cases import NewCase
from gridflow.store.errors import SomebodyWasFirstError
from gridflow.store.record_writing import NewRecord, Origin, add_record
from gridflow.store.sealing import PLAIN
from gridflow.store.slots import SlotMap, rebuild_slots, slot_values
from gridflow.store.submissions import NewSubmission, add_submission
from gridflow.store.tasks import NewTask
from tests.databases import fresh_sqlite
from tests.store.conftest import NOW, TODAY, later, scope


@pytest.fixture(params=["sqlite", "postgresql", "partitioned"])
def url(request, template, tmp_path):
    """Every test runs on a schema that is partitioned by county, too."""
    if request.param == "sqlite":
        yield fresh_sqlite(template, tmp_path)
        return
    cluster = request.getfixturevalue("cluster")
    with cluster.fresh(partitioned=request.param == "partitioned") as url:
        yield url


def household(tx, town, area, title):
    new = NewRecord("household", None, area, area, title)
    return add_record(tx, PLAIN, new, TODAY, Origin(town.by_cat()))


def begin(tx, town, area=None):
    over = town.town if area is None else area
    new = NewCampaign("round", "d1", "base", over, "household", "visiting")
    return campaigns.add_campaign(tx, new, town.by_cat())


def enter(tx, town, campaign, record, class_="ordinary", form="row"):
    rows = [
        (
            NewCase("visiting", record.id, record.grid, record.title, "d1"),
            NewTask(
                case=0,
                step="visit",
                form=form,
                form_label=form,
                role="grid_member",
                area=record.grid,
                area_label="",
                record=record.id,
                title=record.title,
            ),
        )
    ]
    ((case, task),) = bulk.load_cases_and_tasks(tx, rows, town.by_cat())
    subject = Subject(
        campaign=campaign.id,
        record=record.id,
        area=record.grid,
        case=case,
        task=task,
        title=record.title,
        class_=class_,
        form=form,
        rule="rest",
        state="open",
        moved_at=NOW,
    )
    campaigns.add_subjects(tx, [subject])
    return subject


@pytest.fixture
def running(store, town):
    """A campaign with two households in the east and one in the west."""
    with store.transaction() as tx:
        campaign = begin(tx, town)
        campaigns.set_state(tx, campaign, campaigns.OPEN)
        places = [(town.east_1, "A"), (town.east_2, "B"), (town.west_1, "C")]
        found = [household(tx, town, area, title) for area, title in places]
        classes = [("focus", "visit"), ("ordinary", "row"), ("ordinary", "row")]
        subjects = [
            enter(tx, town, campaign, record, *given)
            for record, given in zip(found, classes, strict=True)
        ]
    return campaign, subjects


def test_a_campaign_runs_once_at_a_time_over_an_area(store, town):
    with store.transaction() as tx:
        first = begin(tx, town)
        campaigns.set_state(tx, first, campaigns.OPEN)
    with pytest.raises(SomebodyWasFirstError), store.transaction() as tx:
        begin(tx, town)
    with store.transaction() as tx:
        read = campaigns.campaign(tx, first.id)
        assert read is not None
        campaigns.set_state(tx, read, campaigns.CLOSED, later(1))
        again = begin(tx, town)
        assert campaigns.running_campaigns(tx) == (again,)
        assert [one.id for one in campaigns.all_campaigns(tx)] == sorted(
            [first.id, again.id], reverse=True
        )


def test_a_record_is_in_a_campaign_once(store, town, running):
    campaign, (subject, *_) = running
    with pytest.raises(SomebodyWasFirstError), store.transaction() as tx:
        campaigns.add_subjects(tx, [replace(subject, task=subject.task)])
    with store.reading() as session:
        assert campaigns.subject(session, campaign.id, subject.record) == subject


def test_a_task_is_in_force_for_one_record_only(store, town, running):
    _, (subject, *_) = running
    with store.transaction() as tx:
        other = household(tx, town, town.east_1, "D")
    with pytest.raises(SomebodyWasFirstError), store.transaction() as tx:
        campaigns.add_subjects(tx, [replace(subject, record=other.id)])


def test_who_moves_a_subject_second_is_told(store, town, running):
    _, (subject, *_) = running
    with store.transaction() as tx:
        assert campaigns.finish_task(tx, subject.task, later(1))
        assert not campaigns.finish_task(tx, subject.task, later(2))
    with pytest.raises(SomebodyWasFirstError), store.transaction() as tx:
        campaigns.move_subject(tx, subject, replace(subject, class_="focus"))
    with store.transaction() as tx:
        read = campaigns.subject_of_case(tx, subject.case)
        assert read is not None
        assert (read.state, read.moved_at) == ("done", later(1))
        after = replace(read, proposal="waiting", proposed_at=later(2))
        campaigns.move_subject(tx, read, after)
        assert campaigns.subjects_among(tx, read.campaign, [read.record]) == {
            read.record: after
        }


def test_counts_and_lists_keep_to_the_scope(store, town, running):
    campaign, (first, second, third) = running
    with store.transaction() as tx:
        campaigns.finish_task(tx, second.task, later(1))
        after = replace(third, proposal="waiting", proposed_at=later(2))
        campaigns.move_subject(tx, third, after)

        def titles(area, **wanted):
            found = campaign_lists.find_subjects(
                tx, campaign.id, scope(area), Wanted(**wanted)
            )
            return [one.title for one in found]

        east = campaign_lists.tallies(tx, campaign.id, scope(town.east))
        assert set(east) == {
            Tally(town.east_1, "focus", "open", 1),
            Tally(town.east_2, "ordinary", "done", 1),
        }
        assert titles(town.town) == ["A", "B", "C"]
        assert titles(town.east) == ["A", "B"]
        assert titles(town.town, class_="ordinary") == ["B", "C"]
        assert titles(town.town, state="done") == ["B"]
        assert titles(town.town, state="waiting") == ["C"]
        assert campaign_lists.count_waiting(tx, campaign.id, scope(town.west)) == 1
        assert campaign_lists.count_waiting(tx, campaign.id, scope(town.east)) == 0
        (waits,) = campaign_lists.waiting_subjects(tx, campaign.id, scope(town.town))
        assert waits.record == third.record
        rest = campaign_lists.find_subjects(
            tx, campaign.id, scope(town.town), after=(first.title, first.record)
        )
        assert [one.title for one in rest] == ["B", "C"]


def test_records_that_are_not_reached_yet_are_found_by_their_grid(store, town, running):
    campaign, _ = running
    with store.transaction() as tx:
        new = [household(tx, town, town.east_1, title).id for title in "XYZ"]

        def unreached(grid):
            found = campaign_lists.records_without_subject(
                tx, campaign.id, "household", grid
            )
            return [one.id for one in found]

        assert unreached(town.east_1) == sorted(new)
        assert unreached(town.west_1) == []
        assert campaign_lists.count_records(tx, "household", scope(town.town)) == 6


def test_parts_are_read_by_their_records_one_or_many(store, town, running):
    _, subjects = running
    with store.transaction() as tx:
        ids = [one.record for one in subjects]
        for number, parent in enumerate((ids[0], ids[0], ids[1])):
            kind = "clue" if number == 1 else "member"
            new = NewRecord(kind, parent, town.east_1, town.east_1, f"P{number}")
            add_record(tx, PLAIN, new, TODAY, Origin(town.by_cat()))

        def titles(records, kinds):
            found = campaign_lists.parts_by_parent(tx, records, kinds)
            return {id_: [one.title for one in rows] for id_, rows in found.items()}

        assert titles(ids, ["member"]) == {ids[0]: ["P0"], ids[1]: ["P2"]}
        assert titles(ids[:1], ["clue", "member"]) == {ids[0]: ["P0", "P1"]}
        assert titles(ids, []) == {}
        counts = campaign_lists.part_counts(tx, ids, ["clue", "member"])
        assert counts == {ids[0]: 2, ids[1]: 1}
        one, *_ = campaign_lists.records_by_id(tx, ids[:1])
        assert one == campaign_lists.records_by_id(tx, ids)[0]


def test_many_chains_begin_at_once_as_one_by_one(store, town):
    with store.transaction() as tx:
        opened = [
            cases.open_case(tx, NewCase("v", None, town.east_1, "t", "d1"), by).id
            for by in (town.by_cat(), town.by_cat(1))
        ]
        entries = [(case, {"record": case}) for case in opened]
        audit.begin_chains(tx, entries, "open_case", "monitor", town.by_cat())
        audit.append_entry(tx, opened[0], "claim", "", {"task": 1}, town.by_ann(1))
    with store.reading() as session:
        first, second = audit.entries(session, opened[0])
        assert (first.number, first.action, first.entry) == (
            1,
            "open_case",
            {"record": opened[0]},
        )
        assert (second.number, second.previous) == (2, first.hash)
        assert audit.verify(session) == ()


def test_what_was_superseded_stays_out_of_the_counters_when_they_are_rebuilt(
    store, town, running
):
    _, (subject, *_) = running
    slots = SlotMap(numbers={"wage": "n1"})
    with store.transaction() as tx:
        tasks.claim(tx, subject.task, town.by_ann(1))
        new = NewSubmission(
            case=subject.case,
            task=subject.task,
            form="visit",
            bundle="d1",
            record=subject.record,
            area=subject.area,
            values={"wage": 1},
            reasons={},
            signatures={},
            filled_at=NOW,
        )
        handed = add_submission(tx, PLAIN, new, slots, town.by_ann(1))
        tasks.finish(tx, subject.task, "done", town.by_ann(1))
        assert rebuild_slots(tx, "visit", lambda _: slots) == 1
        read = tasks.task(tx, subject.task)
        assert read is not None
        tasks.supersede(tx, read, town.by_cat(2))
        assert rebuild_slots(tx, "visit", lambda _: slots) == 0
        assert slot_values(tx, handed) == {}


def test_a_closed_case_is_opened_again_once(store, town, running):
    _, (subject, *_) = running
    with store.transaction() as tx:
        cases.close_case(tx, subject.case, "done", town.by_cat(1))
        cases.reopen_case(tx, subject.case)
        found = cases.case(tx, subject.case)
        assert found is not None
        assert (found.state, found.outcome, found.closed_at) == ("open", "", None)
        with pytest.raises(SomebodyWasFirstError):
            cases.reopen_case(tx, subject.case)
