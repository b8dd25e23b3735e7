"""A record's page: groups, periods, forms, and every change with its people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from gridflow.engine import submissions as commands
from gridflow.engine.plans import record_plan
from gridflow.engine.raw_form import RawForm
from gridflow.engine.records import record_page
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.spec.site import load_site
from gridflow.spec.vocabulary import Vocabulary
from gridflow.store import By, records
from gridflow.store.record_writing import Change, Origin, revise_record
from tests.engine.conftest import NOW, sources


@pytest.fixture
def plan():
    site = load_site(sources(), Vocabulary.plain()).site
    assert site is not None
    return record_plan(site.procedures["base"].records["house"])


def write(engine, cast, plan, code, values, *, valid_from, minutes=0, said=None):
    at = NOW + timedelta(minutes=minutes)
    by = By(cast.walker.person, cast.walker.post, at)
    with engine.store.transaction() as tx:
        row = records.record_by_code(tx, code)
        assert row is not None
        origin = Origin(by, sources=said or {})
        revise_record(
            tx, plan, row.id, row.revision, Change(values), valid_from, origin
        )


def page(engine, actor, house, **how):
    return record_page(engine, actor, "houses", house.code, **how)


def test_the_fields_stand_in_the_groups_of_their_kind(engine, cast, house):
    groups = page(engine, cast.monitor, house).groups
    assert [label for label, _ in groups] == ["", "收支"]
    assert [one.field.id for one in groups[0][1]] == [
        "number",
        "head",
        "phone",
        "address",
    ]
    assert groups[1][1][0].field.id == "wage"


def period(year, wage):
    return {
        "counted_from": f"{year}-01-01",
        "counted_to": f"{year}-12-31",
        "wage": Decimal(wage),
    }


def test_each_period_has_a_row_with_the_line_of_its_year(
    engine, cast, house, plan, clock
):
    spring, summer = date(2023, 2, 1), date(2023, 3, 1)
    clock.forward(hours=1)
    write(engine, cast, plan, house.code, period(2023, 100), valid_from=spring)
    write(
        engine, cast, plan, house.code, period(2024, 300), valid_from=summer, minutes=1
    )
    # a correction about the earlier period, recorded last
    write(
        engine, cast, plan, house.code, {"wage": Decimal(200)}, valid_from=spring,
        minutes=2,
    )  # fmt: skip
    table = page(engine, cast.monitor, house).periods
    assert table is not None
    assert [one.id for one in table.columns] == ["wage", "per_head"]
    rows = [(one.from_.year, one.cells, one.line) for one in table.rows]
    assert rows == [(2024, ("300", ""), "8000元"), (2023, ("200", ""), "7500元")]
    earlier = page(engine, cast.monitor, house, as_of=spring).periods
    assert earlier is not None
    assert [one.from_.year for one in earlier.rows] == [2023]


def test_a_change_names_its_people_from_the_revision_or_the_posts(
    engine, cast, house, plan, clock
):
    clock.forward(hours=1)
    day = date(2023, 5, 14)
    said = {"monitors": "甲", "provides": "乙", "collects": "丙", "verifies": "丁"}
    write(engine, cast, plan, house.code, {"water": "well"}, valid_from=day)
    write(
        engine, cast, plan, house.code, {"water": "tap"}, valid_from=day, minutes=1,
        said=said,
    )  # fmt: skip
    rows = page(engine, cast.monitor, house, field="house.water").revisions
    newest, before = rows
    assert [(one.before, one.after) for one in newest.changes] == [("水井", "自来水")]
    people = (newest.monitors, newest.provides, newest.who, newest.verifies)
    assert people == ("甲", "乙", "丙", "丁")
    assert (before.monitors, before.who, before.role_label) == (
        "walker、mate",
        "walker",
        "网格员",
    )
    assert (before.provides, before.verifies) == ("", "")


def test_the_history_is_masked_and_holds_the_parts(engine, cast, house):
    rows = page(engine, cast.monitor, house).revisions
    assert {one.of for one in rows} == {"", "王一", "王一小"}
    told = {
        one.field.id: (one.before, one.after) for row in rows for one in row.changes
    }
    assert told["phone"] == ("", "138****5678")
    assert told["health"] == ("", "****")
    assert "13812345678" not in repr(rows)
    only = page(engine, cast.monitor, house, field="person.born_on").revisions
    assert {one.field.id for row in only for one in row.changes} == {"born_on"}
    # who may not see the parts sees nothing of them here either
    assert {one.of for one in page(engine, cast.clerk, house).revisions} == {""}


def hand_in(engine, cast, task, house, *, wage="9000", correct=False, key="s"):
    form = open_task(engine, cast.walker, task.code).form
    with engine.store.reading() as session:
        first = records.parts_of(session, house.id)[0].code
    pairs = [
        ("f.head", "王一"),
        ("f.visited_on", "2023-05-15"),
        (f"f.people.{first}.name", "王一"),
        ("f.wage", wage),
        ("f.costs", "0"),
        ("f.verdict", "fine"),
        ("second_visitor", str(cast.monitor.person)),
    ]
    raw = RawForm.from_pairs(form, pairs)
    if correct:
        return commands.correct(
            engine, cast.walker, task.code, raw, reason="写错了", key=key
        )
    return commands.submit(engine, cast.walker, task.code, raw, key=key)


def test_forms_handed_in_are_in_force_or_replaced(engine, cast, task, house):
    assert page(engine, cast.monitor, house).filings == ()
    claim(engine, cast.walker, task.code, key="c")
    hand_in(engine, cast, task, house)
    (only,) = page(engine, cast.monitor, house).filings
    assert (only.state, only.task, only.form_number) == ("in_force", task.code, 6)
    assert (only.who, only.role_label) == ("walker", "网格员")
    assert only.seconds == (("monitor", "named"),)
    (row, *_) = page(engine, cast.monitor, house, field="house.wage").revisions
    assert (row.provides, row.verifies) == ("王一", "monitor（未确认）")
    hand_in(engine, cast, task, house, wage="8000", correct=True, key="s2")
    found = page(engine, cast.monitor, house).filings
    assert [one.state for one in found] == ["in_force", "replaced"]
    ended = [one for one in page(engine, cast.monitor, house).revisions if one.ended_on]
    assert [one.of for one in ended] == ["王一小"]
