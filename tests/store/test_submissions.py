from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import peewee
import pytest

from gridflow.errors import NotFoundError
from gridflow.store import By, submissions, tasks
from gridflow.store.errors import SomebodyWasFirstError, SubmissionReplacedError
from gridflow.store.models import Slot
from gridflow.store.sealing import Sealed, SealingPlan
from gridflow.store.slots import NO_SLOTS, SlotMap, rebuild_slots, slot_values
from gridflow.store.submissions import NewSubmission, add_submission
from tests.store.conftest import add_task, later, scope

PLAN = SealingPlan(sealed=frozenset({"phone", "members.id_number"}))
SLOTS = SlotMap(
    texts={"verdict": "t1", "agreed": "t2", "causes": "t12"},
    numbers={"income": "n1", "people": "n12"},
    days={"visited_on": "d4"},
)
VALUES = {
    "phone": "13877778888",
    "verdict": "no_risk",
    "agreed": True,
    "causes": ["illness", "school"],
    "income": Decimal("1234.56"),
    "people": 3,
    "visited_on": "2023-05-14",
    "members": [{"name": "A", "id_number": "51X"}],
}


@pytest.fixture
def new(store, town) -> NewSubmission:
    with store.transaction() as tx:
        task = add_task(tx, town, town.east_1)
        case = tasks.task(tx, task).case
    return NewSubmission(
        case=case,
        task=task,
        form="visit",
        bundle="d1",
        record=None,
        area=town.east_1,
        values=VALUES,
        reasons={"checks.high": "sold an ox"},
        signatures={"visitor": [12]},
        filled_at=later(-60),
    )


def test_a_submission_is_kept_as_it_was_received(store, town, new):
    with store.transaction() as tx:
        made = add_submission(tx, PLAN, new, SLOTS, town.by_ann())
        found = submissions.submission(tx, made)
        assert found is not None
        assert isinstance(found.values["phone"], Sealed)
        assert isinstance(found.values["members"][0]["id_number"], Sealed)
        assert submissions.open_submission(tx, found) == VALUES
        assert (found.filled_at, found.received_at) == (later(-60), later(0))
        assert (found.person_name, found.post) == ("Ann", town.ann_post)
        assert found.reasons == {"checks.high": "sold an ox"}
        assert found.signatures == {"visitor": [12]}
        assert submissions.submission(tx, made, scope(town.west)) is None
        assert submissions.submission(tx, made, scope(town.east)) == found
        rows = store.database.execute_sql("SELECT * FROM submission").fetchall()
        assert "13877778888" not in str(rows)


def test_a_correction_names_what_it_replaces_and_takes_its_slots(store, town, new):
    with store.transaction() as tx:
        first = add_submission(tx, PLAN, new, SLOTS, town.by_ann())
        values = {**VALUES, "income": Decimal("9.99")}
        again = replace(new, values=values, replaces=first)
        second = add_submission(tx, PLAN, again, SLOTS, town.by_ann(1))
        found = submissions.submissions_of_task(tx, new.task)
        assert [(one.id, one.replaces, one.replaced_by) for one in found] == [
            (first, None, second),
            (second, first, None),
        ]
        assert submissions.latest_submission(tx, new.task) == found[1]
        assert slot_values(tx, first) == {}
        assert slot_values(tx, second)["n1"] == Decimal("9.99")


def test_a_submission_is_corrected_once(store, town, new):
    with store.transaction() as tx:
        first = add_submission(tx, PLAN, new, SLOTS, town.by_ann())
        again = replace(new, replaces=first)
        add_submission(tx, PLAN, again, SLOTS, town.by_ann(1))
    with pytest.raises(SubmissionReplacedError), store.transaction() as tx:
        add_submission(tx, PLAN, again, SLOTS, town.by_bob(2))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE submission SET form = 'x'", "DELETE FROM submission"],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_change_a_submission(
    store, town, new, statement
):
    with store.transaction() as tx:
        add_submission(tx, PLAN, new, NO_SLOTS, town.by_ann())
    with (
        pytest.raises(peewee.IntegrityError, match="append-only"),
        store.transaction(),
    ):
        store.database.execute_sql(statement)


def test_the_slots_hold_what_lists_count(store, town, new):
    with store.transaction() as tx:
        made = add_submission(tx, PLAN, new, SLOTS, town.by_ann())
        expected = {
            "t1": "no_risk",
            "t2": "true",
            "t12": "illness school",
            "n1": Decimal("1234.56"),
            "n12": Decimal(3),
            "d4": date(2023, 5, 14),
        }
        assert slot_values(tx, made) == expected
        tx.change(Slot.delete())
        assert rebuild_slots(tx, "visit", {"d1": SLOTS}.__getitem__) == 1
        assert slot_values(tx, made) == expected


def test_a_rebuild_leaves_corrected_submissions_out(store, town, new):
    with store.transaction() as tx:
        first = add_submission(tx, PLAN, new, SLOTS, town.by_ann())
        again = replace(new, replaces=first)
        second = add_submission(tx, PLAN, again, SLOTS, town.by_ann(1))
        assert rebuild_slots(tx, "visit", {"d1": SLOTS}.__getitem__) == 1
        assert slot_values(tx, first) == {}
        assert slot_values(tx, second)["t1"] == "no_risk"
        assert rebuild_slots(tx, "other", {}.__getitem__) == 0


def test_sums_over_slots_are_exact(store, town, new):
    with store.transaction() as tx:
        for _ in range(10):
            one = replace(new, values={"income": Decimal("0.10")})
            add_submission(tx, PLAN, one, SLOTS, town.by_ann())
        total = store.database.execute_sql("SELECT sum(n1) FROM slot").fetchone()[0]
        assert Slot.n1.from_column(int(total)) == 1


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"income": "12"}, id="text-for-a-number"),
        pytest.param({"income": True}, id="flag-for-a-number"),
        pytest.param({"people": 10**13}, id="number-too-large"),
        pytest.param({"visited_on": "soon"}, id="text-for-a-day"),
    ],
)
def test_a_value_that_does_not_fit_its_slot_is_refused(store, town, new, values):
    with pytest.raises((TypeError, ValueError)), store.transaction() as tx:
        add_submission(tx, PLAN, replace(new, values=values), SLOTS, town.by_ann())
    with store.reading() as session:
        assert submissions.submissions_of_task(session, new.task) == ()


def test_a_sealed_field_has_no_slot(store, town, new):
    with pytest.raises(TypeError, match="phone"), store.transaction() as tx:
        add_submission(tx, PLAN, new, SlotMap(texts={"phone": "t1"}), town.by_ann())


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"texts": {"a": "t13"}}, id="no-such-slot"),
        pytest.param({"texts": {"a": "n1"}}, id="slot-of-another-type"),
        pytest.param({"numbers": {"a": "n1", "b": "n1"}}, id="one-slot-for-two"),
    ],
)
def test_a_slot_map_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"t13|n1"):
        SlotMap(**wrong)


def test_the_second_visitor_confirms_once(store, town, new):
    with store.transaction() as tx:
        made = add_submission(tx, PLAN, new, NO_SLOTS, town.by_ann())
        named = By(town.bob, town.bob_post, later(0))
        submissions.name_second(tx, made, town.bob, named)
        (second,) = submissions.people_of(tx, made)
        assert (second.person_name, second.state) == ("Bob", "named")
        submissions.answer_second(tx, made, "confirmed", "", town.by_bob(5))
        (second,) = submissions.people_of(tx, made)
        assert (second.state, second.at) == ("confirmed", later(5))
        with pytest.raises(SomebodyWasFirstError):
            submissions.answer_second(tx, made, "disputed", "", town.by_bob(6))
        with pytest.raises(NotFoundError):
            submissions.answer_second(tx, made, "confirmed", "", town.by_cat(6))
        with pytest.raises(ValueError, match="maybe"):
            submissions.answer_second(tx, made, "maybe", "", town.by_bob(6))


def test_fillings_in_force_are_the_newest_of_a_scope(store, town, new):
    with store.transaction() as tx:
        first = add_submission(tx, PLAN, new, NO_SLOTS, town.by_ann())
        again = replace(new, replaces=first)
        second = add_submission(tx, PLAN, again, NO_SLOTS, town.by_ann(1))
        named = By(town.bob, town.bob_post, later(0))
        submissions.name_second(tx, second, town.bob, named)
        for place, forms, found in (
            (town.east, ["visit"], [second]),
            (town.east, ["other"], []),
            (town.west, ["visit"], []),
        ):
            told = submissions.submissions_in_force(tx, forms, scope(place))
            assert [one.id for one in told] == found
        seconds = submissions.seconds_in(tx, ["visit"], scope(town.east))
        assert seconds == {second: (town.bob,)}
        task = tasks.task(tx, new.task)
        assert task is not None
        tasks.supersede(tx, task, town.by_ann(2))
        assert not submissions.submissions_in_force(tx, ["visit"], scope(town.east))
