"""Faults of what concerns a household: figures, living, risks, elimination."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plugins.return_to_poverty.roster.block import Block, Values
from plugins.return_to_poverty.roster.faults import (
    HouseholdFault,
    Kind,
    Made,
    Where,
    fixed,
    monitored,
    next_risk,
    plain,
    risks_of,
)

_MOST_RISKS = 5
_GUARANTEES = {"R09", "R10"}


def _people_more(household: Values) -> Made:
    return {"population": Decimal(str(household["population"])) + 1}


def _two_months_later(household: Values) -> Made:
    year, month = map(int, str(household["identified_on"]).split("-"))
    over, month = divmod(month - 1 + 2, 12)
    return {"eliminated_on": f"{date(year + over, month + 1, 1):%Y-%m}"}


def _with_room_but_not(risk: str) -> Where:
    def fits(block: Block) -> bool:
        has = risks_of(block.household)
        return bool(has) and risk not in has and len(has) < _MOST_RISKS

    return fits


def _one_plain_risk(block: Block) -> bool:
    has = risks_of(block.household)
    return len(has) == 1 and not _GUARANTEES & set(map(str, has))


def _is(name: str, value: object) -> Where:
    return lambda block: block.household.get(name) == value


FIGURES: tuple[Kind, ...] = (
    HouseholdFault("population_differs", "Q13", "population", plain, _people_more),
    HouseholdFault("phone_pattern", "Q44", "phone", plain, fixed(phone="12345678901")),
)

LIVING: tuple[Kind, ...] = (
    HouseholdFault(
        "dangerous_house", "Q54", "dangerous_house", plain, fixed(dangerous_house=True)
    ),
    HouseholdFault(
        "no_safe_water", "Q54", "safe_water", plain, fixed(safe_water=False)
    ),
    HouseholdFault(
        "too_much_farmland", "Q55", "farmland", plain, fixed(farmland=Decimal(250))
    ),
    HouseholdFault(
        "too_much_orchard", "Q55", "orchard", plain, fixed(orchard=Decimal(300))
    ),
    HouseholdFault(
        "road_too_far", "Q56", "road_distance", plain, fixed(road_distance=Decimal(8))
    ),
    HouseholdFault(
        "house_area_empty", "Q57", "house_area", plain, fixed(house_area=None)
    ),
    HouseholdFault("toilet_empty", "Q57", "toilet", plain, fixed(toilet=None)),
    HouseholdFault(
        "no_electricity", "Q58", "electricity", plain, fixed(electricity=False)
    ),
)

MONITORING: tuple[Kind, ...] = (
    HouseholdFault(
        "no_first_risk", "Q59", "risk_1", _one_plain_risk, fixed(risk_1=None)
    ),
    HouseholdFault(
        "other_without_note",
        "Q64",
        "other_risk_note",
        _with_room_but_not("R99"),
        next_risk("R99"),
    ),
    HouseholdFault(
        "disaster_without_item",
        "Q64",
        "natural_disaster",
        _with_room_but_not("R04"),
        next_risk("R04"),
    ),
    HouseholdFault(
        "housing_problem_unlisted",
        "Q65",
        "housing_problem",
        _with_room_but_not("R09"),
        fixed(housing_problem=True),
    ),
    HouseholdFault(
        "development_denied",
        "Q69",
        "development_state",
        _is("development_state", "done"),
        fixed(development_state="not_yet"),
    ),
    HouseholdFault(
        "label_missing",
        "Q70",
        "without_labour_label",
        _is("without_labour_label", value=True),
        fixed(without_labour_label=False),
    ),
    HouseholdFault(
        "after_figure_empty",
        "Q77",
        "after_payout",
        monitored(eliminated=True),
        fixed(after_payout=None),
    ),
    HouseholdFault(
        "eliminated_yet_damaged",
        "Q78",
        "after_housing_problem",
        monitored(eliminated=True),
        fixed(after_housing_problem=True),
    ),
    HouseholdFault(
        "eliminated_yet_poor",
        "Q79",
        "after_per_head",
        monitored(eliminated=True),
        fixed(after_per_head=Decimal(3000)),
    ),
    HouseholdFault(
        "eliminated_too_soon",
        "Q81",
        "eliminated_on",
        _is("elimination_way", "helped"),
        _two_months_later,
    ),
    HouseholdFault(
        "contact_missing",
        "Q84",
        "contact_person",
        monitored(eliminated=True),
        fixed(contact_person=None),
    ),
)
