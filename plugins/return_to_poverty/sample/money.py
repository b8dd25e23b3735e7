"""What a made-up household earns, spends and owns, in round figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.income import Accounts, Yardstick, assess
from plugins.return_to_poverty.labour import labour_of
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.person import Member

_PENSION_AGE = 60
_PENSION, _DIBAO = Decimal(1560), Decimal(4200)  # a year and person
_PLENTY = Decimal(19000)  # a head; above it a figure has to be confirmed
_MODEST = Decimal(8200)
_NO_MONEY = Decimal(0)


def accounts_of(
    members: Sequence[Member], ages: Sequence[int], random: Random, day: date
) -> Member:
    """Return the income fields of last year's accounts, dibao marked on members."""
    _give_dibao(members, random)
    people = len(members)
    wage = min(_wages(members), _PLENTY * people * 3 / 4)
    business = Decimal(random.randrange(1500, 9000, 100))
    cost = (business * 4 / 10).quantize(Decimal(1))
    transfer = _transfers(members, ages)
    property_ = Decimal(random.choice((0, 0, 300, 600, 1200)))
    short = _MODEST * people - (wage + business + property_ + transfer - cost)
    if short > 0 and happens(90, random):  # money from children who live apart
        transfer += (short + random.randrange(0, 4000)).quantize(Decimal(1))
    made = assess(
        Accounts(
            wage=wage,
            business=business,
            property=property_,
            transfer=transfer,
            cost=cost,
            people=people,
        ),
        Yardstick(line=None, year=day.year, window_from=None, window_to=None),
    )
    return {
        "income_period_kind": "year",
        "income_from": date(day.year - 2, 10, 1),
        "income_to": date(day.year - 1, 9, 30),
        "wage": wage,
        "business": business,
        "property": property_,
        "transfer": transfer,
        "cost": cost,
        "net_income": made.net,
        "per_head": made.per_head,
        "payout": _NO_MONEY,
        "out_of_pocket": _NO_MONEY,
        "reference_income": made.reference,
        "reference_per_head": made.reference_per_head,
    }


def _give_dibao(members: Sequence[Member], random: Random) -> None:
    without_labour = labour_of(members).wholly_without_labour
    if without_labour or happens(4, random):
        for member in members:
            member["rural_dibao"] = "rural"
            member["dibao_grade"] = "full" if without_labour else "lower"


def _wages(members: Sequence[Member]) -> Decimal:
    total = _NO_MONEY
    for member in members:
        months, wage = member.get("work_months"), member.get("work_wage")
        if isinstance(months, Decimal) and isinstance(wage, Decimal):
            total += months * wage
    return total


def _transfers(members: Sequence[Member], ages: Sequence[int]) -> Decimal:
    pensions = sum(age >= _PENSION_AGE for age in ages) * _PENSION
    dibao = sum(member["rural_dibao"] == "rural" for member in members) * _DIBAO
    return pensions + dibao + 200


def belongings(random: Random) -> Member:
    """Return the fields on living and production of an ordinary village house."""
    return {
        "farmland": Decimal(random.randrange(10, 80)) / 10,
        "forest": Decimal(random.randrange(0, 50)) / 10,
        "house_area": Decimal(random.randrange(60, 180, 5)),
        "dangerous_house": False,
        "road_distance": Decimal(random.randrange(0, 30)) / 10,
        "road_type": random.choices(("concrete", "gravel", "asphalt"), (85, 10, 5))[0],
        "fuel": random.choices(("clean", "firewood"), (70, 30))[0],
        "safe_water": True,
        "toilet": True,
        "electricity": True,
        "broadcasting": True,
    }
