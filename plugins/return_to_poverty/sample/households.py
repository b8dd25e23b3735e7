"""Made-up households with members that satisfy the rules of data quality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.sample import family, money, person, tables
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.family import Place
from plugins.return_to_poverty.sample.person import Member

_MARRIED_IN = frozenset({"spouse", "daughter_in_law", "mother"})
_MONITORED = 2  # in a hundred
_LIFTED_OUT = 15
_MILITARY = 2


def make(
    count: int, seed: int, groups: Sequence[str], day: date
) -> Iterator[dict[str, object]]:
    """Yield `count` households as they are on a day, spread evenly over the groups."""
    random = Random(seed)  # noqa: S311  # made-up data has to be the same every time
    taken: set[str] = set()
    for nth in range(count):
        round_, place = divmod(nth, len(groups))
        house = _house(groups[place], round_ + 1)
        yield _household(nth, house, random, day, taken)


def _household(
    nth: int, house: Member, random: Random, day: date, taken: set[str]
) -> dict[str, object]:
    places = family.draw(random)
    members = _members(places, random, day, taken)
    head = members[0]
    accounts = money.accounts_of(members, [p.age for p in places], random, day)
    lifted_out = happens(_LIFTED_OUT, random)
    household: dict[str, object] = {
        **house,
        "household_number": f"{house['area']}{nth + 1:06d}",
        "householder": head["name"],
        "householder_sex": head["sex"],
        "householder_document": head["document"],
        "householder_id_number": head["id_number"],
        "householder_ethnic_group": head["ethnic_group"],
        "householder_political_status": head["political_status"],
        "phone": f"199000{nth % 90000:05d}",
        "population": Decimal(len(members)),
        "lifted_out": lifted_out,
        "household_kind": "lifted_out" if lifted_out else "ordinary",
        "military_family": happens(_MILITARY, random),
        "relocation_site": False,
        **money.belongings(random),
        **accounts,
    }
    if happens(_MONITORED, random):
        household.update(_monitoring(members, day, lifted_out=lifted_out))
    household["member"] = members
    return household


def _members(
    places: Sequence[Place], random: Random, day: date, taken: set[str]
) -> list[Member]:
    surnames = tables.column("surnames", "surname")
    own = random.choice(surnames)
    made = []
    for place in places:
        married_in = place.relation in _MARRIED_IN
        surname = random.choice(surnames) if married_in else own
        made.append(person.make(place, surname, random, day, taken))
    return made


def _house(group: str, number: int) -> Member:
    name = tables.column("groups", "name", code=group)[:1] or ("",)
    word = tables.column("words", "text", word="house_number")[0]
    return {"area": group, "address": f"{name[0]}{number}{word}"}


def _monitoring(
    members: Sequence[Member], day: date, *, lifted_out: bool
) -> dict[str, object]:
    return {
        "monitored_category": "unstable" if lifted_out else "marginal",
        "identified_on": f"{day.year - 1}-08",
        "risk_1": _first_risk(members),
        "risk_eliminated": False,
        "help_measures": ["safety_net"],
        "development_state": "not_yet",
    }


def _first_risk(members: Sequence[Member]) -> str:
    states = {str(state) for one in members for state in _states(one)}
    if states & {"chronic", "serious_illness"}:
        return "R01"
    if "disabled" in states:
        return "R03"
    return "R06" if any("work_months" in one for one in members) else "R07"


def _states(member: Member) -> Sequence[object]:
    health = member["health"]
    return health if isinstance(health, list) else []
