from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridflow.store import records
from gridflow.store.errors import (
    FutureRevisionError,
    KeyTakenError,
    RecordChangedError,
)
from gridflow.store.models import Record as RecordModel
from gridflow.store.record_finding import Wanted, count_records, find_records
from gridflow.store.record_history import revisions_of
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    rebuild_record,
    revise_record,
)
from gridflow.store.sealing import Sealed, SealingPlan
from tests.store.conftest import NOW, TODAY, later, scope

PLAN = SealingPlan(
    sealed=frozenset({"phone", "id_number"}),
    keyed={"phone": str, "id_number": lambda value: str(value).upper()},
    unique=frozenset({"id_number"}),
)


def add(tx, town, title="Huang", *, area=None, **values):
    grid = area or town.east_1
    new = NewRecord("household", None, town.east_1, grid, title, "001", values)
    return add_record(tx, PLAN, new, TODAY, Origin(town.by_ann()))


def revise(tx, town, record, change, *, minutes=1, valid_from=TODAY):
    return revise_record(
        tx,
        PLAN,
        record.id,
        record.revision,
        change,
        valid_from,
        Origin(town.by_ann(minutes)),
    )


def test_a_record_is_read_with_placeholders_and_opened_on_purpose(store, town):
    with store.transaction() as tx:
        made = add(tx, town, phone="138", income=Decimal("12.50"), note=None)
        assert made.values == {
            "phone": made.values["phone"],
            "income": Decimal("12.50"),
        }
        assert isinstance(made.values["phone"], Sealed)
        assert records.open_field(tx, made, "phone") == "138"
        assert records.open_field(tx, made, "income") == Decimal("12.50")
        assert records.open_field(tx, made, "unknown") is None
        assert records.open_record(tx, made)["phone"] == "138"
        assert records.record_by_code(tx, made.code) == made


def test_no_sealed_value_stands_in_the_database(store, town):
    with store.transaction() as tx:
        add(tx, town, phone="13877778888")
        for table in ("record", "record_revision", "record_key"):
            rows = store.database.execute_sql(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            assert rows
            assert "13877778888" not in str(rows)


def test_a_revision_changes_only_what_it_names(store, town):
    with store.transaction() as tx:
        made = add(tx, town, phone="138", people=3, note="x")
        after = revise(
            tx,
            town,
            made,
            Change({"people": 4, "note": None}, title="Huang the younger"),
        )
        assert records.open_record(tx, after) == {"phone": "138", "people": 4}
        assert (after.title, after.number, after.revision) == (
            "Huang the younger",
            "001",
            2,
        )
        assert not rebuild_record(tx, made.id)


def test_a_writer_that_read_an_older_revision_is_refused(store, town):
    with store.transaction() as tx:
        made = add(tx, town)
        revise(tx, town, made, Change({"people": 4}))
        with pytest.raises(RecordChangedError):
            revise(tx, town, made, Change({"people": 5}))


def test_a_record_moves_with_its_responsible_grid(store, town):
    with store.transaction() as tx:
        made = add(tx, town)
        revise(tx, town, made, Change(grid=town.west_1))
        assert records.record(tx, made.id, scope(town.east)) is None
        moved = records.record(tx, made.id, scope(town.west))
        assert moved is not None
        assert (moved.area_label, moved.grid_label) == ("East 1", "West 1")


def test_an_ended_record_is_out_of_the_list_after_its_last_day(store, town):
    with store.transaction() as tx:
        made = add(tx, town)
        revise(tx, town, made, Change(ended_on=TODAY))
        tomorrow = scope(town.town, TODAY + timedelta(days=1))
        assert len(find_records(tx, "household", scope(town.town))) == 1
        assert find_records(tx, "household", tomorrow) == ()


def test_a_revision_is_not_valid_from_a_day_that_has_not_come(store, town):
    with store.transaction() as tx:
        made = add(tx, town)
        with pytest.raises(FutureRevisionError):
            revise(tx, town, made, Change(), valid_from=TODAY + timedelta(days=1))


def test_a_value_of_which_there_is_one_belongs_to_one_record(store, town):
    with store.transaction() as tx:
        one = add(tx, town, id_number="51x", phone="138")
        found = records.records_by_key(tx, PLAN, "household", "id_number", "51X")
        assert found == (one,)
    with pytest.raises(KeyTakenError), store.transaction() as tx:
        add(tx, town, id_number="51X")
    with store.transaction() as tx:
        other = add(tx, town, phone="138")
        both = records.records_by_key(tx, PLAN, "household", "phone", "138")
        assert both == (one, other)
        near = scope(town.west)
        assert records.records_by_key(tx, PLAN, "household", "phone", "138", near) == ()
        revise(tx, town, one, Change({"id_number": None}))
        assert records.records_by_key(tx, PLAN, "household", "id_number", "51X") == ()
        revise(tx, town, other, Change({"id_number": "51X"}))


def test_a_value_taken_by_another_record_undoes_the_revision(store, town):
    with store.transaction() as tx:
        add(tx, town, id_number="51X")
        other = add(tx, town, id_number="52X")
    with pytest.raises(KeyTakenError), store.transaction() as tx:
        revise(tx, town, other, Change({"id_number": "51x"}))
    with store.reading() as session:
        assert len(revisions_of(session, other.id)) == 1


def test_records_are_found_by_a_part_of_the_title_within_the_scope(store, town):
    with store.transaction() as tx:
        for title in ("Huang A", "Li B", "Huang C", "Huang_D"):
            add(tx, town, title)
        add(tx, town, "Huang West", area=town.west_1)

        def found(search="", where=town.east, **more):
            rows = find_records(tx, "household", scope(where), Wanted(search), **more)
            return [row.title for row in rows]

        assert found() == ["Huang A", "Huang C", "Huang_D", "Li B"]
        assert found("ang") == ["Huang A", "Huang C", "Huang_D"]
        assert found("g_") == ["Huang_D"]
        assert found("001", town.west) == ["Huang West"]
        assert found("'; DROP TABLE record; --") == []
        assert count_records(tx, "household", scope(town.town)) == 5
        assert count_records(tx, "other", scope(town.town)) == 0
        page = find_records(tx, "household", scope(town.east), limit=2)
        assert found(after=page[-1].cursor) == ["Huang_D", "Li B"]


def test_titles_are_sorted_by_code_point_on_both_databases(store, town):
    with store.transaction() as tx:
        for title in ("b", "B", "黄", "a", "Ä", "_"):
            add(tx, town, title)
        found = find_records(tx, "household", scope(town.east))
        assert [row.title for row in found] == ["B", "_", "a", "b", "Ä", "黄"]
        page = find_records(tx, "household", scope(town.east), limit=3)
        rest = find_records(tx, "household", scope(town.east), after=page[-1].cursor)
        assert page + rest == found


def test_parts_are_read_with_their_record(store, town):
    with store.transaction() as tx:
        whole = add(tx, town)
        parts = [
            add_record(
                tx,
                PLAN,
                NewRecord("member", whole.id, town.east_1, town.east_1, name),
                TODAY,
                Origin(town.by_ann()),
            )
            for name in ("A", "B")
        ]
        revise(tx, town, parts[0], Change(ended_on=TODAY))
        assert [p.title for p in records.parts_of(tx, whole.id)] == ["B"]
        assert [p.title for p in records.parts_of(tx, whole.id, "member", ended=True)]
        assert records.parts_of(tx, whole.id, "animal") == ()


def test_a_record_is_read_as_it_was_and_as_it_was_known(store, town):
    january, march = date(2023, 1, 1), date(2023, 3, 1)
    with store.transaction() as tx:
        new = NewRecord("household", None, town.east_1, town.east_1, "H", "", {"n": 1})
        made = add_record(tx, PLAN, new, january, Origin(town.by_ann()))
        made = revise(tx, town, made, Change({"n": 3}), minutes=1, valid_from=march)
        # learnt last, but about February: March's value stays the latest
        made = revise(
            tx, town, made, Change({"n": 2}), minutes=2, valid_from=date(2023, 2, 1)
        )
        assert made.values["n"] == 3

        def known(day, minutes):
            found = records.record_as_of(tx, made.id, day, later(minutes))
            return found and found.values["n"]

        assert known(TODAY, 2) == 3
        assert known(date(2023, 2, 15), 2) == 2
        assert known(date(2023, 2, 15), 1) == 1
        assert known(january, 2) == 1
        assert known(TODAY, 0) == 1
        assert known(date(2022, 12, 31), 2) is None
        assert known(TODAY, -1) is None
        assert not rebuild_record(tx, made.id)


def test_a_revision_keeps_who_says_so(store, town):
    sources = {"monitors": "Ann", "provides": "Li", "collects": "Ann", "verifies": ""}
    with store.transaction() as tx:
        made = add(tx, town)
        revise_record(
            tx,
            PLAN,
            made.id,
            1,
            Change({"n": 1}),
            TODAY,
            Origin(town.by_ann(), None, sources),
        )
        last = revisions_of(tx, made.id)[-1]
        assert (last.number, last.sources, last.person, last.post) == (
            2,
            sources,
            town.ann,
            town.ann_post,
        )
        assert last.recorded_at == NOW


CHANGES = st.lists(
    st.tuples(
        st.dictionaries(
            st.sampled_from(["a", "b", "phone"]),
            st.none() | st.text("xyz", max_size=3) | st.integers(0, 9),
            max_size=3,
        ),
        st.integers(0, 40),
        st.sampled_from([None, "East", "West"]),
    ),
    max_size=6,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=CHANGES)
def test_the_projection_is_what_the_revisions_add_up_to(store, town, changes):
    with store.transaction() as tx:
        made = add(tx, town, a=1)
        for number, (values, days, title) in enumerate(changes, start=1):
            made = revise(
                tx,
                town,
                made,
                Change(values, title=title),
                minutes=number,
                valid_from=TODAY - timedelta(days=days),
            )
        assert made == records.record_as_of(tx, made.id, TODAY, later(len(changes)))
        assert not rebuild_record(tx, made.id)
        broken = {RecordModel.title: "broken", RecordModel.content: {"a": "broken"}}
        tx.change(RecordModel.update(broken).where(RecordModel.id == made.id))
        assert rebuild_record(tx, made.id)
        assert records.record(tx, made.id) == made
