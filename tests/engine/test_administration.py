"""People and areas: looked after below one's own place, and nowhere else."""

from __future__ import annotations

import pytest

from gridflow.engine.accounts import SignedIn, log_in
from gridflow.engine.area_admin import add_area, end_area, rename_area
from gridflow.engine.errors import NotOpenError
from gridflow.engine.people_admin import Slip, add_person
from gridflow.errors import DeniedError, NotFoundError
from gridflow.store import areas, audit
from gridflow.store.errors import TreeError
from tests.engine.conftest import TODAY, area_id, sources

ROLES = "config/base/roles.yaml"


@pytest.fixture
def steward(engine, cast):
    """Return the town's administrator, whose role may manage areas from now on."""
    from gridflow.engine.publishing import publish

    text = (
        sources()
        .files[ROLES]
        .replace(
            "{manage: posts}, {import: people}, {roster: people}, {see",
            "{manage: posts}, {manage: areas}, {roster: people}, {see",
        )
    )
    done = publish(engine, None, sources({ROLES: text}), note="", key="areas")
    assert done.changed
    return cast.administrator


def test_a_new_person_has_a_post_and_a_slip(engine, cast):
    def add(key="k", **how):
        given = {
            "name": "李 霞",
            "phone": "139 1111 0001",
            "role": "walker",
            "area": "10010102",
        }
        return add_person(engine, cast.administrator, key=key, **{**given, **how})

    slip = add()
    assert isinstance(slip, Slip)
    assert (slip.name, slip.login) == ("李霞", "lixia")
    assert isinstance(log_in(engine, "lixia", slip.password, ip="", agent=""), SignedIn)
    twice = add("k2")
    assert [one.code for one in twice] == ["cell_person_name"]
    assert {one.code for one in add("k3", name=" ", phone="1")} == {
        "cell_required",
        "not_a_phone",
    }
    with pytest.raises(NotOpenError):
        add("k4", role="monitor", phone="")
    with pytest.raises(NotFoundError):
        add("k5", area="10020101", phone="")
    with pytest.raises(NotFoundError):
        add("k6", area="nowhere", phone="")


def test_who_may_not_manage_people_adds_none(engine, cast):
    with pytest.raises(DeniedError):
        add_person(engine, cast.monitor, "李霞", "", "walker", "10010101", key="k")


def test_a_group_is_added_renamed_and_ended(engine, steward):
    assert (
        add_area(engine, steward, "100101", "10010103", "三 组", key="a") == "10010103"
    )
    assert (
        add_area(engine, steward, "100101", "10010103", "三 组", key="a") == "10010103"
    )
    rename_area(engine, steward, "10010103", "新三组", key="r")
    with engine.store.reading() as session:
        found = areas.area_by_code(session, "10010103", TODAY)
        assert (found.label, found.level) == ("新三组", "group")
        acts = [one.action for one in audit.entries(session, area_id(engine, "1001"))]
        assert areas.verify_areas(session) == ()
    assert acts[-2:] == ["add_area", "rename_area"]
    end_area(engine, steward, "10010103", TODAY, key="e")
    with engine.store.reading() as session:
        assert areas.area_by_code(session, "10010103").valid_to == TODAY


def test_a_torn_tree_is_refused(engine, steward):
    with pytest.raises(TreeError):
        add_area(engine, steward, "100101", "10010101", "一组", key="twice")
    with pytest.raises(TreeError):
        end_area(engine, steward, "100101", TODAY, key="children")
    with pytest.raises(NotOpenError):
        add_area(engine, steward, "10010101", "1001010101", "下", key="too-deep")
    with pytest.raises(NotOpenError):
        add_area(engine, steward, "100101", "1; drop", "x", key="odd-code")


def test_areas_elsewhere_and_above_are_not_ones_own(engine, cast, steward):
    with pytest.raises(NotFoundError):
        add_area(engine, steward, "1002", "100299", "x", key="a")
    with pytest.raises(NotFoundError):
        rename_area(engine, steward, "10", "x", key="b")
    with pytest.raises(NotFoundError):
        end_area(engine, steward, "1001", TODAY, key="c")
    with pytest.raises(DeniedError):
        rename_area(engine, cast.monitor, "10010101", "x", key="d")
