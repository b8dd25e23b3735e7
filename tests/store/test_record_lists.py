"""What lists of records go by: order, filters, words; the same on both databases."""

from __future__ import annotations

import pytest

from gridflow.store import records
from gridflow.store.models import Record as RecordModel
from gridflow.store.models import RecordWord
from gridflow.store.record_finding import FEW, Wanted, count_records, find_records
from gridflow.store.record_listing import (
    NOTHING,
    facets,
    rebuild_listing,
    sort_key,
    words_of,
)
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    revise_record,
)
from gridflow.store.saved_views import add_view, drop_view, view_by_code, views_for
from gridflow.store.sealing import Sealed, SealingPlan
from tests.store.conftest import TODAY, scope

PLAN = SealingPlan(
    sealed=frozenset({"phone"}),
    keyed={"phone": str},
    listed=frozenset({"kind", "poor", "risks"}),
    worded=frozenset({"address"}),
)
PERSON = SealingPlan(sealed=frozenset({"id_number"}), keyed={"id_number": str})
PLANS = {"household": PLAN, "member": PERSON}


def add(tx, town, title, number="", *, where=None, **values):
    grid = where or town.east_1
    new = NewRecord("household", None, grid, grid, title, number, values)
    return add_record(tx, PLAN, new, TODAY, Origin(town.by_ann()))


def add_member(tx, town, whole, name, **values):
    new = NewRecord("member", whole.id, whole.area, whole.grid, name, "", values)
    return add_record(tx, PERSON, new, TODAY, Origin(town.by_ann()))


def revise(tx, town, record, **values):
    origin = Origin(town.by_ann(1))
    change = Change(values)
    return revise_record(tx, PLAN, record.id, record.revision, change, TODAY, origin)


def found(tx, where, search="", **chosen):
    wanted = Wanted(search, chosen, PLANS)
    rows = find_records(tx, "household", scope(where), wanted)
    assert count_records(tx, "household", scope(where), wanted) == len(rows)
    return [row.title for row in rows]


def test_common_names_stand_in_the_order_of_their_pinyin():
    names = ["周", "安", "李四", "王五", "李二", "张三", "陈", "曾"]
    ordered = ["安", "陈", "李二", "李四", "王五", "曾", "张三", "周"]
    assert sorted(names, key=sort_key) == ordered


def test_a_list_is_ordered_by_pinyin_and_its_pages_follow_each_other(store, town):
    names = ["周", "安", "李", "王", "陈"]
    with store.transaction() as tx:
        for name in names:
            add(tx, town, name)
        first = find_records(tx, "household", scope(town.town), limit=2)
        rest = find_records(
            tx, "household", scope(town.town), after=first[-1].cursor, limit=9
        )
    assert [one.title for one in first + rest] == ["安", "陈", "李", "王", "周"]


def test_records_are_filtered_by_the_values_that_are_listed(store, town):
    with store.transaction() as tx:
        add(tx, town, "A", kind="monitored", poor=True, risks=["ill", "school"])
        add(tx, town, "B", kind="monitored", poor=False, risks=["school"])
        add(tx, town, "C", where=town.west_1, kind="general", phone="138")
        assert found(tx, town.town, kind="monitored") == ["A", "B"]
        assert found(tx, town.town, kind="monitored", poor="true") == ["A"]
        assert found(tx, town.town, risks="school") == ["A", "B"]
        assert found(tx, town.town, poor=NOTHING) == ["C"]
        assert found(tx, town.east, poor=NOTHING) == []
        assert found(tx, town.town, kind="monit") == []
        assert found(tx, town.town, kind="onitored") == []
        assert found(tx, town.town, kind="monitored poor=true") == ["A"]
        assert found(tx, town.town, kind="' OR 1=1 --") == []


def test_a_revision_changes_what_a_record_is_filtered_and_found_by(store, town):
    with store.transaction() as tx:
        made = add(tx, town, "A", kind="monitored", address="三组15号")
        made = revise(tx, town, made, kind="general", address="五组7号")
        assert found(tx, town.town, kind="monitored") == []
        assert found(tx, town.town, kind="general") == ["A"]
        assert found(tx, town.town, "15号") == []
        assert found(tx, town.town, "7号") == ["A"]
        revise(tx, town, made, kind=None, address=None)
        assert found(tx, town.town, kind=NOTHING) == ["A"]
        assert found(tx, town.town, "7号") == []


def test_a_sealed_value_is_never_filtered_by(store, town):
    plan = SealingPlan(sealed=frozenset({"phone"}), listed=frozenset({"phone"}))
    with pytest.raises(TypeError):
        facets(plan, {"phone": Sealed("x")})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(
            "光明社区3组15号", ["光明社区3组15号", "3组15号", "15号"], id="door"
        ),
        pytest.param(" Ａ 12 ", ["a12", "12"], id="width-and-blanks"),
        pytest.param("", [], id="empty"),
        pytest.param("0001", ["0001"], id="number"),
        pytest.param(
            "1-2-3-4-5-6-7-8",
            ["1-2-3-4-5-6-7-8", "4-5-6-7-8", "5-6-7-8", "6-7-8", "7-8", "8"],
            id="the-last-ones",
        ),
    ],
)
def test_words_begin_at_the_start_and_at_each_number(value, words):
    assert words_of(value) == words


def test_a_search_finds_by_title_number_door_key_and_parts(store, town):
    with store.transaction() as tx:
        one = add(tx, town, "黄大", "N1", phone="138", address="光明社区3组15号")
        other = add(tx, town, "李四", "N2", where=town.west_1, address="西村150号")
        add_member(tx, town, one, "黄小明", id_number="51X")
        add_member(tx, town, other, "明月", id_number="52X")
        assert found(tx, town.town, "黄") == ["黄大"]
        assert found(tx, town.town, "大") == ["黄大"]
        assert found(tx, town.town, "N2") == ["李四"]
        assert found(tx, town.town, "138") == ["黄大"]
        assert found(tx, town.town, "13") == []
        assert found(tx, town.town, "15") == ["黄大", "李四"]
        assert found(tx, town.town, "15号") == ["黄大"]
        assert found(tx, town.town, "51X") == ["黄大"]
        assert found(tx, town.town, "黄小") == ["黄大"]
        assert found(tx, town.town, "明") == ["李四"]
        assert found(tx, town.west, "51X") == []
        assert found(tx, town.west, "15") == ["李四"]
        assert found(tx, town.town, "%") == []


def test_a_beginning_that_many_have_is_walked(store, town):
    with store.transaction() as tx:
        for number in range(FEW + 1):
            add(tx, town, "H", f"N{number}", where=town.west_1, address=f"门牌{number}")
        add(tx, town, "mine", address="门牌1")
        assert found(tx, town.east, "门牌") == ["mine"]
        page = find_records(tx, "household", scope(town.town), Wanted("门牌"))
        assert len(page) == 50


def test_parts_stand_in_no_list(store, town):
    with store.transaction() as tx:
        whole = add(tx, town, "A")
        add_member(tx, town, whole, "B")
        assert find_records(tx, "member", scope(town.town)) == ()


def test_what_lists_go_by_is_rebuilt_from_the_records(store, town):
    with store.transaction() as tx:
        add(tx, town, "A", kind="monitored", address="15号")
        add(tx, town, "B", kind="general", address="16号")
        tx.change(RecordModel.update({"facets": "", "sort": ""}))
        tx.change(RecordWord.delete())
        assert found(tx, town.town, kind="monitored") == []
        after, written = rebuild_listing(tx, "household", lambda _grid: PLAN, limit=1)
        assert after is not None
        assert written == 1
        rest = rebuild_listing(tx, "household", lambda _grid: PLAN, after)
        assert rest == (None, 1)
        assert found(tx, town.town, kind="monitored") == ["A"]
        assert found(tx, town.town, "16") == ["B"]
        assert records.record_by_code(tx, "nothing") is None


def test_views_are_ones_own_or_of_the_areas_above(store, town):
    with store.transaction() as tx:
        mine = add_view(tx, "household", "mine", {"fields": {}}, town.by_ann())
        add_view(tx, "household", "east", {"area": ""}, town.by_cat(), town.east)
        add_view(tx, "household", "west", {}, town.by_cat(), town.west)
        add_view(tx, "other", "else", {}, town.by_ann())

        def seen(person, *places):
            rows = views_for(tx, "household", person, places)
            return [one.label for one in rows]

        assert seen(town.ann, town.east_1, town.east, town.town) == ["east", "mine"]
        assert seen(town.bob, town.west_1, town.west) == ["west"]
        view = views_for(tx, "household", town.ann, [town.east_1])[0]
        assert (view.id, view.filters, view.person_name) == (
            mine,
            {"fields": {}},
            "Ann",
        )
        assert view_by_code(tx, view.code) == view
        drop_view(tx, mine)
        assert view_by_code(tx, view.code) is None
        assert view_by_code(tx, "nothing") is None
