"""A made-up household under monitoring: why, since when, with what help, till when.

What is drawn agrees with the rules on risks, measures and elimination: months between
them, flags that name a risk, figures after the elimination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.labour import labour_of
from plugins.return_to_poverty.sample import risks, tables
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.money import LINE, Outlay
from plugins.return_to_poverty.sample.work import Member

_LONGEST, _SHORTEST = 36, 2  # months since the identification
_HALF_A_YEAR = 6
_ELIMINATED = 65  # in a hundred of those that could be
_FIGURES = (
    *("wage", "business", "property", "transfer", "cost"),
    *("net_income", "per_head", "payout", "out_of_pocket"),
)
_PHONES = "1993"


@dataclass(slots=True)
class Watched:
    """Why and since when a household is monitored.

    Attributes:
        risks: codes, the first first.
        months: whole months since the identification.
        lifted: whole months since the elimination, 0 where there was none.
        has_labour: somebody can work.
        outlay: what the household spent out of pocket.
    """

    risks: list[str]
    months: int
    lifted: int
    has_labour: bool
    outlay: Outlay


def draw(members: Sequence[Member], random: Random) -> Watched:
    """Draw why and since when a household is monitored."""
    found = risks.draw(members, random)
    has_labour = bool(labour_of(members).has_labour)
    months = random.randint(_SHORTEST, _LONGEST)
    lifted = 0
    could_be = has_labour and months > _HALF_A_YEAR + 1
    if could_be and happens(_ELIMINATED, random):
        lifted = random.randint(1, months - _HALF_A_YEAR)
    ill = risks.ILLNESS in found
    spent = random.randrange(300, 3000, 100) if lifted else 0
    if ill and not lifted:
        spent = random.randrange(6000, 40000, 100)
    hit = risks.ACCIDENT in found and not lifted
    payout = random.randrange(0, 5000, 100) if hit else 0
    outlay = Outlay(Decimal(spent), Decimal(payout))
    return Watched(found, months, lifted, has_labour, outlay)


def burden(watched: Watched, figures: Mapping[str, Decimal], people: int) -> None:
    """Let spending push a household below the line that its income does not."""
    reference = figures["reference_income"]
    if figures["per_head"] < LINE or reference < LINE * people:
        return
    more = reference - LINE * people + 1200 * people
    spent = (watched.outlay.out_of_pocket + more).quantize(Decimal(1))
    watched.outlay = Outlay(spent, watched.outlay.payout)
    if not risks.SUDDEN & set(watched.risks):
        watched.risks[:] = [risks.ACCIDENT, *watched.risks]


def fields(
    watched: Watched,
    members: Sequence[Member],
    figures: Mapping[str, Decimal],
    random: Random,
    day: date,
    *,
    lifted_out: bool,
) -> Member:
    """Return the fields on monitoring of a household with these figures."""
    poor = watched.lifted or figures["per_head"] < LINE
    category = "unstable" if lifted_out else "marginal"
    identified = _months_before(day, watched.months)
    has_developed = watched.months >= _HALF_A_YEAR or happens(60, random)
    develop = watched.has_labour and has_developed
    measures = risks.measures(watched.risks, members, develop=develop)
    develop = develop or "public_post" in measures
    found: Member = {
        "monitored_category": category if poor else "sudden",
        "identified_on": f"{identified:%Y-%m}",
        "risk_eliminated": bool(watched.lifted),
        **{f"risk_{n}": risk for n, risk in enumerate(watched.risks, 1)},
        **_flags(watched),
        "help_plan_on": identified + timedelta(days=random.randint(12, 20)),
        "help_measures": measures,
        "help_measures_from": identified + timedelta(days=random.randint(15, 28)),
        "without_labour_label": not watched.has_labour,
        **_people(random),
    }
    if watched.has_labour:
        found["development_state"] = "done" if develop else "not_yet"
    if watched.lifted:
        found.update(_elimination(watched, figures, random, day))
    return found


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _flags(watched: Watched) -> Member:
    """Return the guarantees that failed when it was identified, and what still does."""
    housing, water = risks.HOUSING in watched.risks, risks.WATER in watched.risks
    found: Member = {
        "housing_problem": housing,
        "water_problem": water,
        "dropout_problem": False,
        "uninsured_problem": False,
    }
    if housing and not watched.lifted:
        found |= {"dangerous_house": True, "house_grade": "C"}
    if water and not watched.lifted:
        found["safe_water"] = False
    if risks.DISASTER in watched.risks:
        note = tables.column("words", "text", word="disaster_note")[0]
        found |= {"natural_disaster": "flood", "natural_disaster_note": note}
    if risks.OTHER in watched.risks:
        note = tables.column("words", "text", word="other_risk")[0]
        found["other_risk_note"] = note
    return found


def _people(random: Random) -> Member:
    """Return who keeps contact with the household, and the helper."""
    sex = random.choice(("male", "female"))
    name = random.choice(tables.column("surnames", "surname")) + random.choice(
        tables.column("given_names", "name", sex=sex, age="middle")
    )
    phone = f"{_PHONES}{random.randrange(10_000_000):07d}"
    return {
        "contact_person": name,
        "contact_person_phone": phone,
        "helper": name,
        "helper_sex": sex,
        "helper_political_status": random.choice(("party_member", "masses")),
        "helper_unit": random.choice(tables.column("units", "unit")),
        "helper_phone": phone,
    }


def _elimination(
    watched: Watched, figures: Mapping[str, Decimal], random: Random, day: date
) -> Member:
    return {
        "elimination_way": "natural" if happens(6, random) else "helped",
        "eliminated_on": f"{_months_before(day, watched.lifted):%Y-%m}",
        **{f"after_{name}": figures[name] for name in _FIGURES},
        "after_housing_problem": False,
        "after_dropout_problem": False,
        "after_water_problem": False,
        "after_uninsured_problem": False,
    }
