"""Lists with filters and search, within the scope; views of one's own and shared."""

from __future__ import annotations

from itertools import chain

import pytest

from gridflow.engine.campaigns import open_campaign
from gridflow.engine.faults import Fault
from gridflow.engine.publishing import publish
from gridflow.engine.rebuilding import rebuild_lists
from gridflow.engine.record_lists import ListFilters, record_list
from gridflow.engine.saved_views import (
    LABEL_AT_MOST,
    VIEWS_AT_MOST,
    delete_view,
    save_view,
    saved_views,
)
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import audit, records
from tests.engine.campaign_site import campaign_sources
from tests.engine.conftest import SMALL_SITE, add_house, sources


@pytest.fixture
def houses(engine):
    add_house(engine, "10010101", "王一", "H1", water="well", poor=True, wage=1200)
    add_house(engine, "10010102", "李四", "H2", water="tap", address="二组7号")
    add_house(engine, "10010101", "安八", "H4", poor=False)
    add_house(engine, "10020101", "赵五", "H3", water="well", poor=True)


def listed(engine, actor, **how):
    return record_list(engine, actor, "houses", ListFilters(**how))


def titles(engine, actor, **how):
    return [one.title for one in listed(engine, actor, **how).rows]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        pytest.param({}, ["安八", "李四", "王一"], id="all"),
        pytest.param({"water": "well"}, ["王一"], id="choice"),
        pytest.param({"poor": "false"}, ["安八"], id="yes-no"),
        pytest.param({"poor": "-"}, ["李四"], id="nothing"),
        pytest.param({"water": "well", "poor": "true"}, ["王一"], id="both"),
        pytest.param({"water": "nothing"}, [], id="unknown-option"),
        pytest.param(
            {"phone": "13812345678"}, ["安八", "李四", "王一"], id="no-filter"
        ),
    ],
)
def test_a_list_is_filtered_within_the_scope(engine, cast, houses, fields, found):
    assert titles(engine, cast.monitor, fields=fields) == found


def test_a_list_says_what_it_is_filtered_by_and_shows_its_columns(engine, cast, houses):
    page = listed(engine, cast.monitor, fields={"water": "well"})
    assert [one.id for one in page.columns] == ["phone", "water", "wage"]
    assert page.rows[0].cells == ("138****5678", "水井", "1,200")
    assert page.count == 1
    told = {one.field.id: one.options for one in page.choices}
    assert told == {
        "water": (("tap", "自来水"), ("well", "水井")),
        "poor": (("true", "是"), ("false", "否")),
    }


def test_areas_are_chosen_step_by_step_within_the_scope(engine, cast, houses):
    page = listed(engine, cast.administrator)
    assert [code for code, _ in page.above] == ["1001"]
    assert [code for code, _ in page.areas] == ["100101", "100102"]
    below = listed(engine, cast.administrator, area="100101")
    assert [code for code, _ in below.above] == ["1001", "100101"]
    assert [code for code, _ in below.areas] == ["10010101", "10010102"]
    assert titles(engine, cast.administrator, area="100102") == []
    with pytest.raises(NotFoundError):
        titles(engine, cast.monitor, area="1002")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("7号", ["李四"], id="door"),
        pytest.param("二组", ["李四"], id="address"),
        pytest.param("李四小", ["李四"], id="name-of-a-part"),
        pytest.param("H4", ["安八"], id="number"),
        pytest.param("赵五小", [], id="part-elsewhere"),
    ],
)
def test_a_search_looks_at_doors_and_parts_too(engine, cast, houses, search, found):
    assert titles(engine, cast.monitor, search=search) == found


def test_parts_are_not_searched_by_who_may_not_see_them(engine, cast, houses):
    assert titles(engine, cast.administrator, search="李四小") == []
    assert titles(engine, cast.administrator, search="李四") == ["李四"]


def test_a_campaign_that_is_not_there_is_not_found(engine, cast, houses):
    with pytest.raises(NotFoundError):
        titles(engine, cast.monitor, campaign="ZZZZZZZZ")


# ---- views


def save(engine, actor, label="井水", key="s", *, shared=False, **how):
    filters = ListFilters(**(how or {"fields": {"water": "well"}}))
    return save_view(engine, actor, "houses", label, filters, shared=shared, key=key)


def labels(engine, actor):
    return [one.label for one in saved_views(engine, actor, "houses")]


def test_a_view_of_ones_own_is_seen_by_nobody_else(engine, cast):
    code = save(engine, cast.walker)
    assert save(engine, cast.walker) == code
    (view,) = saved_views(engine, cast.walker, "houses")
    assert (view.label, view.mine, view.shared_by) == ("井水", True, "")
    assert view.filters == ListFilters(fields={"water": "well"})
    assert labels(engine, cast.mate) == []
    with pytest.raises(NotFoundError):
        delete_view(engine, cast.mate, "houses", code, key="d")
    delete_view(engine, cast.walker, "houses", code, key="d")
    assert labels(engine, cast.walker) == []


def test_a_shared_view_is_seen_below_its_area_without_area_and_search(engine, cast):
    how = {"fields": {"poor": "true"}, "area": "10010101", "search": "13812345678"}
    code = save(engine, cast.monitor, "困难户", shared=True, **how)
    for who in (cast.monitor, cast.walker, cast.neighbour):
        (view,) = saved_views(engine, who, "houses")
        assert (view.label, view.shared_by) == ("困难户", "monitor")
        assert view.filters == ListFilters(fields={"poor": "true"})
    for who in (cast.administrator, cast.far_monitor, cast.stranger):
        assert labels(engine, who) == []
    with pytest.raises(DeniedError):
        delete_view(engine, cast.walker, "houses", code, key="d")
    with engine.store.reading() as session:
        town = records.record_by_code(session, "nothing")
        assert town is None
        actions = {
            one.action for one in audit.entries(session, cast.administrator.area)
        }
    assert "share_view" in actions


def test_who_may_share_there_takes_shared_views_away(engine, cast):
    code = save(engine, cast.administrator, "全镇", shared=True)
    assert labels(engine, cast.monitor) == ["全镇"]
    with pytest.raises(DeniedError):
        # the right is there, but not over the town
        delete_view(engine, cast.monitor, "houses", code, key="d")
    delete_view(engine, cast.administrator, "houses", code, key="d2")
    assert labels(engine, cast.monitor) == []


def test_sharing_wants_the_right(engine, cast):
    with pytest.raises(DeniedError):
        save(engine, cast.walker, shared=True)
    with pytest.raises(DeniedError):
        save(engine, cast.boss)


@pytest.mark.parametrize(
    "label", ["", "  ", "井" * (LABEL_AT_MOST + 1)], ids=["empty", "blank", "long"]
)
def test_a_view_wants_a_name(engine, cast, label):
    told = save(engine, cast.walker, label)
    assert isinstance(told, Fault)
    assert told.code == "view_label_wrong"
    assert labels(engine, cast.walker) == []


def test_nobody_keeps_more_views_than_tabs_can_show(engine, cast):
    for number in range(VIEWS_AT_MOST):
        assert isinstance(save(engine, cast.walker, f"v{number}", f"k{number}"), str)
    told = save(engine, cast.walker, "more", "more")
    assert isinstance(told, Fault)
    assert told.code == "too_many_views"


# ---- after the definitions changed


def test_a_new_filter_finds_the_old_records_after_a_rebuild(engine, cast, houses):
    house = SMALL_SITE / "config/base/records/house.yaml"
    text = house.read_text("utf-8").replace("[water, poor]", "[water]")
    path = "config/base/records/house.yaml"
    assert publish(engine, None, sources({path: text}), note="", key="less").published
    add_house(engine, "10010102", "周九", "H9", poor=True, address="三组9号")
    assert rebuild_lists(engine) == 5
    assert publish(engine, None, sources(), note="", key="more").published
    assert titles(engine, cast.monitor, fields={"poor": "true"}) == []
    assert rebuild_lists(engine) == 5
    assert titles(engine, cast.monitor, fields={"poor": "true"}) == ["王一", "周九"]
    assert titles(engine, cast.monitor, search="9号") == ["周九"]


# ---- campaigns


@pytest.fixture
def campaign(engine, cast):
    done = publish(engine, None, campaign_sources(), note="", key="publish-2")
    assert done.published, [str(one) for one in done.problems]
    add_house(engine, "10010101", "王一", "H1", poor=True)
    add_house(engine, "10010201", "李四", "H2")
    return open_campaign(engine, cast.administrator, "round", key="open")


def test_a_list_is_narrowed_to_a_class_and_a_state_of_a_campaign(
    engine, cast, campaign
):
    add_house(engine, "10010101", "周九", "H9")

    def found(**how):
        return titles(engine, cast.administrator, campaign=campaign, **how)

    page = listed(engine, cast.administrator, campaign=campaign)
    (choice,) = page.campaigns
    assert choice.code == campaign
    assert found() == ["李四", "王一"]
    assert found(state="open") == ["李四", "王一"]
    assert found(state="done") == []
    assert found(fields={"poor": "true"}) == ["王一"]
    classes = {id_: found(class_=id_) for id_, _ in choice.classes}
    assert sorted(chain(*classes.values())) == ["李四", "王一"]
    assert found(class_="nothing") == []
    assert titles(engine, cast.walker, campaign=campaign) == ["王一"]
    with pytest.raises(NotFoundError):
        titles(engine, cast.stranger, campaign=campaign)
    assert listed(engine, cast.stranger).campaigns == ()


def test_a_view_keeps_the_campaign_class_and_state(engine, cast, campaign):
    how = {"campaign": campaign, "class_": "a", "state": "open"}
    save(engine, cast.administrator, "在办", shared=True, **how)
    (view,) = saved_views(engine, cast.administrator, "houses")
    assert view.filters == ListFilters(**how)
