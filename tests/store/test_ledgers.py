"""Ledgers: the tasks in force of a grid, how far they are; rows saved one by one."""

from __future__ import annotations

from contextlib import suppress

import pytest

from gridflow.store import campaigns, people, tasks
from gridflow.store.ids import BATCH
from gridflow.store.ledgers import LedgerCount, ledger_counts, ledger_tasks
from tests.store.conftest import NOW, later
from tests.store.test_campaigns import begin, enter, household


@pytest.fixture
def running(store, town):
    """A campaign with three rows and a visit in one group, a row in another."""
    with store.transaction() as tx:
        campaign = begin(tx, town)
        campaigns.set_state(tx, campaign, campaigns.OPEN)
        given = [
            (town.east_1, "A", "row"),
            (town.east_1, "B", "row"),
            (town.east_1, "C", "row"),
            (town.east_1, "D", "visit"),
            (town.east_2, "E", "row"),
        ]
        subjects = [
            enter(tx, town, campaign, household(tx, town, area, title), "c", form)
            for area, title, form in given
        ]
    return campaign, subjects


class UndoneError(Exception):
    """Leaves a savepoint."""


def titles(session, campaign, area, forms=("row",)):
    return [one.title for one in ledger_tasks(session, campaign.id, area, forms)]


def test_a_ledger_holds_the_tasks_in_force_of_its_grid_and_forms(store, town, running):
    campaign, (first, second, *_) = running
    with store.transaction() as tx:
        tasks.claim(tx, first.task, town.by_ann(1))
        tasks.finish(tx, first.task, "done", town.by_ann(2))
        tasks.supersede(tx, tasks.task(tx, second.task), town.by_ann(3))
        assert titles(tx, campaign, town.east_1) == ["A", "C"]
        assert titles(tx, campaign, town.east_1, ("row", "visit")) == ["A", "C", "D"]
        assert titles(tx, campaign, town.east_2) == ["E"]
        # of the village itself there is none
        assert titles(tx, campaign, town.east) == []
        assert titles(tx, campaign, town.east_1, ()) == []


def test_ledgers_are_counted_for_a_grid_while_the_campaign_runs(store, town, running):
    campaign, (first, *_) = running
    with store.transaction() as tx:
        campaigns.finish_task(tx, first.task, later(1))
        found = ledger_counts(tx, town.east_1, ("row",))
        assert found == (LedgerCount(campaign.code, "row", 1, 3),)
        assert ledger_counts(tx, town.east_1, ()) == ()
        assert ledger_counts(tx, town.west_1, ("row",)) == ()
        read = campaigns.campaign(tx, campaign.id)
        assert read is not None
        campaigns.set_state(tx, read, campaigns.CLOSED, later(2))
        assert ledger_counts(tx, town.east_1, ("row",)) == ()


def test_a_savepoint_undoes_its_own_and_nothing_before(store):
    rang = []
    with store.transaction() as tx:
        kept = people.add_person(tx, "Ann", "", NOW)
        tx.after_commit(lambda: rang.append("kept"))
        with suppress(UndoneError), tx.savepoint():
            people.add_person(tx, "Bob", "", NOW)
            tx.after_commit(lambda: rang.append("undone"))
            raise UndoneError
        with tx.savepoint():
            other = people.add_person(tx, "Cat", "", NOW)
    assert rang == ["kept"]
    with store.reading() as session:
        assert people.person(session, kept.id) == kept
        assert people.person(session, other.id) == other


def test_numbers_of_an_undone_savepoint_never_come_twice(store):
    with store.transaction() as tx:
        with suppress(UndoneError), tx.savepoint():
            # more than one batch, so that the next one was taken inside
            for _ in range(BATCH + 1):
                tx.new_id()
            raise UndoneError
        found = [people.add_person(tx, "Ann", "", NOW).id for _ in range(3)]
    with store.transaction() as tx:
        found += [
            people.add_person(tx, "Bob", "", NOW).id for _ in range(2 * BATCH + 1)
        ]
    assert len(set(found)) == len(found)
