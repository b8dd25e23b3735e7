from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.return_to_poverty import income

WINDOW = {"from": date(2022, 6, 1), "to": date(2023, 5, 31)}
PARAMETERS = {"income_line": Decimal(7500), "income_window": WINDOW}
DAY = date(2023, 5, 15)
YARDSTICK = income.yardstick_on(DAY, PARAMETERS)
# the worked case: 38,000 net for four people, 20,000 of their own spent on illness
WORKED = {
    "wage": Decimal(30000),
    "business": Decimal(8000),
    "property": Decimal(500),
    "transfer": Decimal(3500),
    "cost": Decimal(4000),
}
FOUR = [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]

money = st.decimals(0, 1_000_000, places=2)


def accounts(**figures):
    plain = dict.fromkeys(("wage", "business", "property", "transfer", "cost"), 0)
    people = figures.pop("people", 1)
    amounts = {name: Decimal(one) for name, one in {**plain, **figures}.items()}
    return income.Accounts(**amounts, people=people)


def test_worked_case_of_a_household_pushed_below_the_line_by_illness():
    made = income.assess(
        accounts(**WORKED, payout=2000, out_of_pocket=20000, people=4), YARDSTICK
    )
    assert (made.net, made.per_head) == (Decimal(38000), Decimal(9500))
    assert (made.reference, made.reference_per_head) == (Decimal(20000), Decimal(5000))
    assert (made.below_line, made.reference_below_line) == (False, True)
    assert made.category_to_examine(lifted_out=True) == "sudden"


def test_every_result_names_line_window_and_year():
    yardstick = income.assess(accounts(wage=1), YARDSTICK).yardstick
    assert yardstick.line == Decimal(7500)
    assert yardstick.year == 2023
    assert (yardstick.window_from, yardstick.window_to) == tuple(WINDOW.values())


@pytest.mark.parametrize(
    ("wage", "below"),
    [
        pytest.param("7499.99", True, id="a-cent-below"),
        pytest.param("7499.995", False, id="half-a-cent-is-rounded-up-first"),
        pytest.param("7500", False, id="on-the-line"),
    ],
)
def test_the_rounded_figure_is_compared_with_the_line(wage, below):
    assert income.assess(accounts(wage=wage), YARDSTICK).below_line is below


@pytest.mark.parametrize(
    ("lifted_out", "category"),
    [
        pytest.param(True, "unstable", id="lifted-out"),
        pytest.param(False, "marginal", id="ordinary"),
    ],
)
def test_below_the_line_the_class_follows_the_households_past(lifted_out, category):
    made = income.assess(accounts(wage=7000), YARDSTICK)
    assert made.category_to_examine(lifted_out=lifted_out) == category


def test_a_household_well_above_the_line_is_examined_for_nothing():
    made = income.assess(accounts(wage=9000), YARDSTICK)
    assert made.category_to_examine(lifted_out=False) is None


def test_a_household_without_people_has_no_per_head_figure():
    made = income.assess(accounts(wage=9000, people=0), YARDSTICK)
    assert (made.net, made.per_head, made.below_line) == (Decimal(9000), None, None)


def test_without_a_line_nothing_is_compared():
    made = income.assess(accounts(wage=1), income.yardstick_on(DAY, {}))
    assert (made.per_head, made.below_line) == (Decimal(1), None)


@given(wage=money, business=money, cost=money, spent=money, people=st.integers(1, 20))
def test_figures_add_up_and_spending_never_raises_the_reference(
    wage, business, cost, spent, people
):
    made = income.assess(
        accounts(
            wage=wage, business=business, cost=cost, out_of_pocket=spent, people=people
        ),
        YARDSTICK,
    )
    assert made.net == wage + business - cost
    assert abs(made.per_head * people - made.net) <= Decimal("0.005") * people
    assert made.reference_per_head <= made.per_head


def test_paper_of_a_visit_shows_the_assessment():
    spending = {"payout": Decimal(2000), "out_of_pocket": Decimal(20000)}
    shown = income.printed({**WORKED, **spending, "members": FOUR}, DAY, PARAMETERS)
    assert shown == {
        "net_income": Decimal(38000),
        "per_head": Decimal(9500),
        "reference_income": Decimal(20000),
        "reference_per_head": Decimal(5000),
        "below_line": False,
        "reference_below_line": True,
        "line": Decimal(7500),
        "line_year": 2023,
        "window_from": date(2022, 6, 1),
        "window_to": date(2023, 5, 31),
    }


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="empty-form"),
        pytest.param(WORKED, id="no-members"),
        pytest.param({**WORKED, "cost": None, "members": FOUR}, id="figure-missing"),
    ],
)
def test_paper_without_all_figures_shows_no_assessment(values):
    assert set(income.printed(values, DAY, PARAMETERS)) == {
        "line",
        "line_year",
        "window_from",
        "window_to",
    }
