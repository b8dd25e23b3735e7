from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridflow.store import Scope, areas
from gridflow.store.areas import AreaFault, NewArea
from gridflow.store.errors import TreeError
from gridflow.store.fields import FOREVER
from gridflow.store.models import AreaClosure
from tests.store.conftest import AREAS, LONG_AGO, TODAY


def labels(found) -> list[str]:
    return [one.label for one in found]


def test_a_town_is_read_up_and_down(store, town):
    with store.reading() as session:
        assert labels(areas.ancestors(session, town.east_1, TODAY)) == [
            "East 1",
            "East",
            "Town",
            "County",
        ]
        assert labels(areas.descendants(session, town.east, TODAY)) == [
            "East",
            "East 1",
            "East 2",
        ]
        assert labels(areas.descendants(session, town.town, TODAY, "group")) == [
            "East 1",
            "East 2",
            "West 1",
        ]
        assert labels(areas.children(session, town.town, TODAY)) == ["East", "West"]
        assert labels(areas.roots(session, TODAY)) == ["County"]
        assert areas.verify_areas(session) == ()


def test_loading_twice_adds_nothing(store, town):
    with store.transaction() as tx:
        assert areas.load_areas(tx, AREAS, LONG_AGO) == 0


def test_before_its_first_day_nothing_is_below_an_area(store, town):
    with store.reading() as session:
        assert areas.descendants(session, town.town, date(2019, 12, 31)) == ()
        assert not areas.covers(
            session, Scope(town.town, date(2019, 12, 31)), town.east
        )


def test_a_moved_area_is_below_each_parent_in_its_time(store, town):
    with store.transaction() as tx:
        areas.move_area(tx, town.east_2, town.west, date(2023, 6, 1))
    with store.reading() as session:
        before, after = date(2023, 5, 31), date(2023, 6, 1)
        assert areas.covers(session, Scope(town.east, before), town.east_2)
        assert not areas.covers(session, Scope(town.west, before), town.east_2)
        assert areas.covers(session, Scope(town.west, after), town.east_2)
        assert not areas.covers(session, Scope(town.east, after), town.east_2)
        assert areas.covers(session, Scope(town.town, after), town.east_2)
        moved = areas.area(session, town.east_2, after)
        assert moved is not None
        assert moved.parent == town.west
        assert areas.verify_areas(session) == ()


def test_moving_again_on_the_same_day_takes_the_last_word(store, town):
    with store.transaction() as tx:
        areas.move_area(tx, town.east_2, town.west, LONG_AGO)
        areas.move_area(tx, town.east_2, town.town, LONG_AGO)
    with store.reading() as session:
        found = areas.area(session, town.east_2, TODAY)
        assert found is not None
        assert found.parent == town.town
        assert not areas.covers(session, Scope(town.west, TODAY), town.east_2)


def test_an_area_cannot_hang_below_itself(store, town):
    with pytest.raises(TreeError, match="cycle"), store.transaction() as tx:
        areas.move_area(tx, town.town, town.east_1, TODAY)
    with pytest.raises(TreeError, match="cycle"), store.transaction() as tx:
        areas.move_area(tx, town.town, town.town, TODAY)
    with store.reading() as session:
        assert areas.verify_areas(session) == ()


def test_a_cycle_in_a_file_is_refused_as_a_whole(store):
    rows = [NewArea("1", "One", "town", "2"), NewArea("2", "Two", "town", "1")]
    with pytest.raises(TreeError, match="cycle"), store.transaction() as tx:
        areas.load_areas(tx, rows, LONG_AGO)
    with store.reading() as session:
        assert areas.area_by_code(session, "1") is None


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param([NewArea("1", "One", "town", "9")], "orphan", id="no-parent"),
        pytest.param(
            [NewArea("1", "One", "town"), NewArea("1", "Other", "town")],
            "twice",
            id="code-twice",
        ),
    ],
)
def test_a_torn_file_is_refused(store, rows, why):
    with pytest.raises(TreeError, match=why), store.transaction() as tx:
        areas.load_areas(tx, rows, LONG_AGO)


def test_an_area_older_than_its_parent_is_refused(store, town):
    with pytest.raises(TreeError, match="orphan"), store.transaction() as tx:
        areas.add_area(
            tx, NewArea("9", "Older", "village", "512022115"), date(2019, 1, 1)
        )


def test_an_area_ends_only_when_nothing_hangs_below(store, town):
    with pytest.raises(TreeError, match="children"), store.transaction() as tx:
        areas.end_area(tx, town.west, TODAY)
    with store.transaction() as tx:
        areas.end_area(tx, town.west_1, TODAY)
        areas.end_area(tx, town.west, TODAY)
    with store.reading() as session:
        assert labels(areas.children(session, town.town, date(2023, 5, 16))) == ["East"]
        assert labels(areas.children(session, town.town, TODAY)) == ["East", "West"]
        ended = areas.area(session, town.west)
        assert ended is not None
        assert ended.valid_to == TODAY
        assert areas.verify_areas(session) == ()


def test_a_renamed_area_keeps_its_code(store, town):
    with store.transaction() as tx:
        areas.relabel_area(tx, town.west, "Far West")
    with store.reading() as session:
        found = areas.area_by_code(session, "512022115202")
        assert found is not None
        assert found.label == "Far West"


def test_a_row_slipped_into_the_closure_is_found(store, town):
    with store.transaction() as tx:
        tx.change(
            AreaClosure.insert(
                {
                    AreaClosure.county: tx.county,
                    AreaClosure.ancestor: town.west,
                    AreaClosure.area: town.east_1,
                    AreaClosure.depth: 1,
                    AreaClosure.valid_from: LONG_AGO,
                    AreaClosure.valid_to: FOREVER,
                }
            )
        )
    with store.reading() as session:
        assert areas.verify_areas(session) == (
            AreaFault("extra", town.west, town.east_1, 1, LONG_AGO, FOREVER),
        )


def test_a_row_lost_from_the_closure_is_found(store, town):
    with store.transaction() as tx:
        tx.change(
            AreaClosure.delete().where(
                (AreaClosure.area == town.east_1) & (AreaClosure.ancestor == town.town)
            )
        )
    with store.reading() as session:
        assert [fault.kind for fault in areas.verify_areas(session)] == ["missing"]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 60)), max_size=6
    )
)
def test_whatever_is_moved_the_closure_says_what_the_links_say(store, moves):
    # every example works on rows of its own: codes carry a running number
    with store.transaction() as tx:
        stem = str(tx.new_id())
        rows = [
            NewArea(f"{stem}{n}", str(n), "any", f"{stem}{n - 1}" if n else None)
            for n in range(5)
        ]
        areas.load_areas(tx, rows, LONG_AGO)
        ids = [areas.area_by_code(tx, row.code).id for row in rows]
    for one, other, days in moves:
        day = date.fromordinal(TODAY.toordinal() + days)
        try:
            with store.transaction() as tx:
                areas.move_area(tx, ids[one], ids[other], day)
        except TreeError as error:
            assert error.facts["why"] == "cycle"  # noqa: PT017 - either way is fine
    with store.reading() as session:
        assert areas.verify_areas(session) == ()
        for day in (LONG_AGO, TODAY, date(2024, 1, 1)):
            for one in ids:
                above = [area.id for area in areas.ancestors(session, one, day)]
                assert len(above) == len(set(above))


def test_a_list_names_places_from_just_below_who_reads_it(store):
    rows = [
        NewArea("51", "县", "county"),
        NewArea("5101", "镇", "town", "51"),
        NewArea("510101", "村", "village", "5101"),
        NewArea("51010101", "1组", "group", "510101"),
    ]
    with store.transaction() as tx:
        areas.load_areas(tx, rows, date(2020, 1, 1))
    with store.reading() as session:
        ids = {row.code: areas.area_by_code(session, row.code).id for row in rows}
        group, day = ids["51010101"], date(2023, 5, 15)
        told = [
            areas.names_below(session, ids[top], [group], day)[group]
            for top in ("5101", "510101", "51010101")
        ]
    assert told == [("村", "1组"), ("1组",), ("1组",)]
