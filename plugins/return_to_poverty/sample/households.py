"""Made-up households with members that satisfy the rules of data quality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.sample import (
    clues,
    family,
    living,
    money,
    monitoring,
    person,
    security,
    spread,
    tables,
    work,
)
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.family import Place
from plugins.return_to_poverty.sample.work import Member

_MARRIED_IN = frozenset({"spouse", "daughter_in_law", "mother"})
_MONITORED = 16  # in a thousand
_LIFTED_OUT = 15  # in a hundred, as the following
_MILITARY = 2
_PUBLIC_POST = 8
_PHONES = "1991"


def make(
    count: int, seed: int, groups: Sequence[str], day: date
) -> Iterator[dict[str, object]]:
    """Yield `count` households as they are on a day, group after group."""
    random = Random(seed)  # noqa: S311  # made-up data has to be the same every time
    taken: set[str] = set()
    nth = 0
    for group, size in zip(
        groups, spread.sizes(count, len(groups), random), strict=True
    ):
        for number in range(1, size + 1):
            house = _house(nth, group, number)
            yield _household(nth, house, random, day, taken)
            nth += 1


def _household(
    nth: int, house: Member, random: Random, day: date, taken: set[str]
) -> dict[str, object]:
    places = family.draw(random)
    members = _members(places, random, day, taken)
    ages = [place.age for place in places]
    lifted_out = happens(_LIFTED_OUT, random)
    if lifted_out and happens(_PUBLIC_POST, random):
        work.give_post(members[0], ages[0], random)
    security.give(members, ages, random)
    watched = None
    if random.randrange(1000) < _MONITORED:
        watched = monitoring.draw(members, random)
    household = {
        **house,
        **_head(members[0]),
        "population": Decimal(len(members)),
        "lifted_out": lifted_out,
        "household_kind": "lifted_out" if lifted_out else "ordinary",
        "military_family": happens(_MILITARY, random),
        "relocation_site": False,
        **living.of_an_ordinary_house(random),
        **money.period(day),
    }
    if watched is None:
        outlay = money.spending_of(members, random)
        household |= money.accounts_of(members, ages, random, outlay, helped=True)
    else:
        household |= _watch(watched, members, ages, random, day, lifted_out=lifted_out)
    for place, member in enumerate(members, 1):
        member["member_number"] = f"{house['household_number']}{place:02d}"
    household["member"] = members
    household["clue"] = clues.draw(nth, members, random, day)
    return household


def _watch(
    watched: monitoring.Watched,
    members: Sequence[Member],
    ages: Sequence[int],
    random: Random,
    day: date,
    *,
    lifted_out: bool,
) -> Member:
    """Return the figures and the monitoring fields of a monitored household."""
    if not watched.lifted:
        for member in members:
            work.cut_short(member, random, day)
    figures = money.accounts_of(
        members, ages, random, watched.outlay, helped=bool(watched.lifted)
    )
    if not watched.lifted:
        monitoring.burden(watched, figures, len(members))
        figures = money.with_sums(figures, len(members), watched.outlay)
    told = monitoring.fields(
        watched, members, figures, random, day, lifted_out=lifted_out
    )
    return {**figures, **told}


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


def _house(nth: int, group: str, number: int) -> Member:
    name = tables.column("groups", "name", code=group)[:1] or ("",)
    word = tables.column("words", "text", word="house_number")[0]
    return {
        "area": group,
        "household_number": f"{group}{nth + 1:06d}",
        "address": f"{name[0]}{number}{word}",
        "phone": f"{_PHONES}{nth:07d}",
    }


def _head(head: Member) -> Member:
    return {
        "householder": head["name"],
        "householder_sex": head["sex"],
        "householder_document": head["document"],
        "householder_id_number": head["id_number"],
        "householder_ethnic_group": head["ethnic_group"],
        "householder_political_status": head["political_status"],
    }
