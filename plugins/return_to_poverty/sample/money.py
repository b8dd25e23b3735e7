"""What a made-up household earns, spends and receives, in round figures.

Every sum has its parts, and net income and income per head follow from the sums, as
the rules of data quality want it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.income import Accounts, Assessment, Yardstick, assess
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.work import POST_WAGE, Member

LINE = Decimal(7500)  # a head; what made-up households are poor or not by
_PENSION_AGE, _HIGH_AGE = 60, 80
_PENSION, _DIBAO, _DESTITUTE = Decimal(1560), Decimal(4200), Decimal(9600)
_DISABILITY, _HIGH_AGE_PAY, _SOIL = Decimal(960), Decimal(600), Decimal(200)
_PLENTY = Decimal(19000)  # a head; above it a figure has to be confirmed
_MODEST = Decimal(8200)
_NO_MONEY = Decimal(0)
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Outlay:
    """Compliant out-of-pocket spending and what insurance paid back, in yuan."""

    out_of_pocket: Decimal = _NO_MONEY
    payout: Decimal = _NO_MONEY


def accounts_of(
    members: Sequence[Member],
    ages: Sequence[int],
    random: Random,
    outlay: Outlay,
    *,
    helped: bool,
) -> dict[str, Decimal]:
    """Return the figures of a year; `helped` ones are kept above the line by children.

    Income that would have to be confirmed as too high to be true is left out.
    """
    people = len(members)
    parts = {
        **_wages(members, people),
        **_business(random, people, helped=helped),
        "property_land": Decimal(random.choice((0, 0, 300, 600, 1200))),
        "property_dividend": _NO_MONEY,
        **_transfers(members, ages),
    }
    short = _MODEST * people - _assess(parts, people, outlay).net
    if helped and short > 0:  # money from children who live apart
        parts["transfer_alimony"] += (short + random.randrange(0, 4000)).quantize(
            _WHOLE
        )
    return with_sums(parts, people, outlay)


def with_sums(
    parts: dict[str, Decimal], people: int, outlay: Outlay
) -> dict[str, Decimal]:
    """Return the parts with their sums, the net income and the reference income."""
    made = _assess(parts, people, outlay)
    return {
        **parts,
        "transfer_other": sum((parts[one] for one in _OTHER_TRANSFERS), _NO_MONEY),
        **_sums(parts),
        "net_income": made.net,
        "per_head": made.per_head or _NO_MONEY,
        "payout": outlay.payout,
        "out_of_pocket": outlay.out_of_pocket,
        "reference_income": made.reference,
        "reference_per_head": made.reference_per_head or _NO_MONEY,
    }


def period(day: date) -> Member:
    """Return the fields that say which year the accounts are of."""
    return {
        "income_period_kind": "year",
        "income_from": date(day.year - 2, 10, 1),
        "income_to": date(day.year - 1, 9, 30),
    }


def spending_of(members: Sequence[Member], random: Random) -> Outlay:
    """Return what an ordinary household spent on its ill members."""
    states = {state for one in members for state in _states(one)}
    if "serious_illness" in states:
        return Outlay(Decimal(random.randrange(1500, 16000, 100)))
    if "chronic" in states and happens(40, random):
        return Outlay(Decimal(random.randrange(200, 2200, 100)))
    return Outlay()


def _states(member: Member) -> Sequence[object]:
    health = member["health"]
    return health if isinstance(health, list) else []


_SUMS = {
    "wage": ("wage_away", "wage_village_post"),
    "business": ("business_planting", "business_breeding"),
    "property": ("property_land", "property_dividend"),
    "transfer": (
        *("transfer_dibao", "transfer_destitute", "transfer_pension"),
        *("transfer_soil", "transfer_old_age", "transfer_disability"),
        "transfer_alimony",
    ),
    "cost": ("cost_planting", "cost_breeding"),
}
_OTHER_TRANSFERS = _SUMS["transfer"][3:]  # a sum of its own within the transfers


def _sums(parts: dict[str, Decimal]) -> dict[str, Decimal]:
    return {
        whole: sum((parts[name] for name in names), _NO_MONEY)
        for whole, names in _SUMS.items()
    }


def _assess(parts: dict[str, Decimal], people: int, outlay: Outlay) -> Assessment:
    accounts = Accounts(
        **_sums(parts),
        payout=outlay.payout,
        out_of_pocket=outlay.out_of_pocket,
        people=people,
    )
    return assess(
        accounts, Yardstick(line=LINE, year=0, window_from=None, window_to=None)
    )


def _wages(members: Sequence[Member], people: int) -> dict[str, Decimal]:
    away = posts = _NO_MONEY
    for member in members:
        months, wage = member.get("work_months"), member.get("work_wage")
        if isinstance(months, Decimal) and isinstance(wage, Decimal):
            away += months * wage
        if isinstance(held := member.get("public_post_months"), Decimal):
            posts += held * POST_WAGE
    most = (_PLENTY * people * 3 / 4).quantize(_WHOLE)
    return {"wage_away": min(away, most - posts), "wage_village_post": posts}


def _business(random: Random, people: int, *, helped: bool) -> dict[str, Decimal]:
    planting = Decimal(random.randrange(900, 5000, 100))
    breeding = Decimal(random.randrange(600, 4000, 100))
    if not helped:
        breeding = min(breeding, Decimal(600) * people)
    return {
        "business_planting": planting,
        "business_breeding": breeding,
        "cost_planting": planting * 4 / 10,
        "cost_breeding": breeding * 4 / 10,
    }


def _transfers(members: Sequence[Member], ages: Sequence[int]) -> dict[str, Decimal]:
    disabled = sum("disability_grade" in member for member in members)
    dibao = sum(member["rural_dibao"] == "rural" for member in members)
    destitute = sum(member["destitute_support"] == "rural" for member in members)
    return {
        "transfer_dibao": dibao * _DIBAO,
        "transfer_destitute": destitute * _DESTITUTE,
        "transfer_pension": sum(age >= _PENSION_AGE for age in ages) * _PENSION,
        "transfer_soil": _SOIL,
        "transfer_old_age": sum(age >= _HIGH_AGE for age in ages) * _HIGH_AGE_PAY,
        "transfer_disability": disabled * _DISABILITY,
        "transfer_alimony": _NO_MONEY,
    }
