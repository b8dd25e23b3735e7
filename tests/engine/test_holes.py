"""Holes that other systems really had: each one is closed here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gridflow.engine.cases import case_page, open_cases
from gridflow.engine.faults import Fault
from gridflow.engine.inbox import inbox
from gridflow.engine.record_lists import record_list
from gridflow.engine.record_scope import record_scope
from gridflow.engine.records import record_page
from gridflow.engine.surroundings import PartBefore, Surroundings
from gridflow.engine.task_page import open_task
from gridflow.engine.tasks import claim
from gridflow.engine.uploads import read
from gridflow.engine.values import computed
from gridflow.errors import NotFoundError
from gridflow.spec.forms import Field
from gridflow.spec.vocabulary import Vocabulary
from tests.engine.conftest import add_house

PLAIN = (str, int, Decimal, date, bool, type(None), list, dict)


def test_an_object_is_not_reached_by_the_code_of_another(engine, cast, task, house):
    with pytest.raises(NotFoundError):
        open_task(engine, cast.walker, task.case_code)
    with pytest.raises(NotFoundError):
        case_page(engine, cast.walker, task.code)
    with pytest.raises(NotFoundError):
        claim(engine, cast.walker, house.code, key="k")
    with pytest.raises(NotFoundError):
        record_page(engine, cast.walker, "houses", task.code)
    with pytest.raises(NotFoundError):
        read(engine, cast.walker, house.code)


def test_what_can_be_picked_lies_in_the_own_place(engine, cast, task):
    page = open_task(engine, cast.monitor, task.code)
    assert {one.name for one in page.transfer_choices} == {
        "walker",
        "mate",
        "neighbour",
        "monitor",
    }
    assert "stranger" not in {one.name for one in page.people_choices}
    listed = record_list(engine, cast.monitor, "houses")
    assert {code for code, _ in listed.areas} == {"10010101", "10010102"}


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        pytest.param("money", "12", id="text-for-money"),
        pytest.param("money", True, id="flag-for-money"),
        pytest.param("money", Decimal("1E+60"), id="too-large"),
        pytest.param("date", "2023-05-15", id="text-for-a-day"),
        pytest.param("yes_no", 1, id="number-for-a-flag"),
        pytest.param("text", Decimal(1), id="number-for-text"),
    ],
)
def test_a_calculation_of_the_wrong_kind_is_a_fault_not_a_value(kind, result):
    of = Field(id="f", label="F", type=kind)
    assert computed(of, result, "f") == (None, Fault("f", "calculation_failed"))


def test_expressions_see_plain_data_and_nothing_else(engine):
    procedure = engine.library.active().procedures["base"]
    around = Surroundings(
        procedure,
        Vocabulary.plain(),
        date(2023, 5, 15),
        record={"head": "王一", "wage": Decimal(1)},
        parts={"person": (PartBefore("P1", {"health": ("ill",)}),)},
    )
    waiting = [record_scope(around, "house")]
    while waiting:
        value = waiting.pop()
        assert isinstance(value, PLAIN)
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def test_a_list_asks_no_more_for_fifty_rows_than_for_one(engine, cast, house):
    def statements():
        asked = []
        session_run = engine.store.database.execute_sql

        class Counting:
            """Passes on to the database and counts."""

            def __getattr__(self, name):
                return getattr(engine_database, name)

            def execute_sql(self, *args, **how):
                asked.append(args[0])
                return session_run(*args, **how)

        engine_database = engine.store.database
        engine.store.database = Counting()
        try:
            rows = inbox(engine, cast.walker).rows
        finally:
            engine.store.database = engine_database
        return len(asked), len(rows)

    open_cases(engine, cast.monitor, "visiting", [house.code], key="one")
    one, rows = statements()
    assert rows == 1
    more = [
        add_house(engine, "10010101", f"户{number}", f"N{number}").code
        for number in range(20)
    ]
    open_cases(engine, cast.monitor, "visiting", more, key="more")
    many, rows = statements()
    assert rows == 21
    assert many == one
