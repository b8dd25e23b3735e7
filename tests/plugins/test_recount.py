"""What was handed in is counted anew, village by village."""

from __future__ import annotations

from decimal import Decimal

from gridflow.api import FilingInfo, SubjectInfo
from plugins.return_to_poverty.tour.recount import recount


def subject(number: str, class_: str, state: str = "done", area: str = "A01"):
    return SubjectInfo(number, number, area, f"T{number}", class_, "form", state)


def filing(number: str, form: str, people: tuple[str, ...] = ("1", "2"), **values):
    return FilingInfo(f"T{number}", form, number, number, "A01", values, people)


def village_of(area: str) -> str:
    return area[0]


def test_a_household_counts_in_its_village_and_class():
    found = recount(
        [
            subject("1", "monitored"),
            subject("2", "ordinary", "open"),
            subject("3", "ordinary", area="B01"),
        ],
        [],
        village_of,
    )
    assert found == {
        ("A", "households"): 2,
        ("A", "households_done"): 1,
        ("A", "class_monitored"): 1,
        ("A", "class_monitored_done"): 1,
        ("A", "class_ordinary"): 1,
        ("B", "households"): 1,
        ("B", "households_done"): 1,
        ("B", "class_ordinary"): 1,
        ("B", "class_ordinary_done"): 1,
    }


def test_people_come_from_the_rows_and_else_from_the_number():
    rows = [{"labour": "none"}, {"labour": "weak"}, {}]
    found = recount(
        [],
        [
            filing("1", "risk_clue_visit", members=rows, population=Decimal(9)),
            filing("2", "household_ledger", people=("1", "3"), population=2),
        ],
        village_of,
    )
    assert found["A", "people_done"] == 5
    assert found["A", "people_at_work"] == 3


def test_a_monitored_household_is_helped_or_looked_back_at():
    able = {"members": [{"labour": "weak"}], "risk_eliminated": False}
    found = recount(
        [],
        [
            filing("1", "monitored_household_visit", **able, industry_done=True),
            filing("2", "monitored_household_visit", **able, finance_done=False),
            filing(
                "3",
                "monitored_household_visit",
                risk_eliminated=True,
                look_back_advice="rollback",
            ),
        ],
        village_of,
    )
    assert {what: count for (_, what), count in found.items()} == {
        "people_done": 2,
        "people_at_work": 2,
        "not_eliminated": 2,
        "with_labour": 2,
        "with_measure": 1,
        "without_measure": 1,
        "looked_back": 1,
        "advice_rollback": 1,
    }
