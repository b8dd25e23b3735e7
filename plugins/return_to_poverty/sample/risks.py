"""The risks that a made-up household can be monitored for, and what helps with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from plugins.return_to_poverty.labour import labour_of
from plugins.return_to_poverty.sample.security import is_secured
from plugins.return_to_poverty.sample.work import Member, works

Members = Sequence[Member]

ILLNESS, SCHOOLING, DISABILITY, DISASTER = "R01", "R02", "R03", "R04"
JOBS, LABOUR, ACCIDENT = "R06", "R07", "R08"
HOUSING, WATER, OTHER = "R09", "R10", "R99"
SUDDEN = frozenset({ILLNESS, DISASTER, ACCIDENT})

_HELP: Mapping[str, str] = {
    ILLNESS: "health",
    SCHOOLING: "other_school",
    DISABILITY: "safety_net",
    HOUSING: "housing",
    WATER: "water",
}
_LARGE = 4  # members; from here on half of them with labour is too many


def draw(members: Members, random: Random) -> list[str]:
    """Draw one to three risks that the members bear out, the first first."""
    fitting = {one: often for one, often in _WEIGHTS.items() if _fits(one, members)}
    wanted = random.choices((1, 2, 3), (60, 30, 10))[0]
    found: list[str] = []
    while fitting and len(found) < wanted:
        risk = random.choices(list(fitting), list(fitting.values()))[0]
        found.append(risk)
        del fitting[risk]
    return found


def measures(risks: Sequence[str], members: Members, *, develop: bool) -> list[str]:
    """Return the groups of measures that answer the risks, in the code list's order.

    `develop` says whether a household with labour has its developmental measure.
    """
    found = {_HELP.get(risk, "social") for risk in risks}
    if any(is_secured(one) or "disability_grade" in one for one in members):
        found.add("safety_net")
    if any(map(_at_vocational_school, members)):
        found.add("other_school")
    if develop:
        found.add("employment" if any(map(works, members)) else "industry")
    if any("public_post" in one for one in members):
        found.add("public_post")
    return [one for one in _ORDER if one in found]


_ORDER = (
    *("industry", "employment", "finance", "public_post", "health"),
    *("compulsory_school", "other_school", "safety_net", "housing", "water", "social"),
)
_WEIGHTS = {
    ILLNESS: 40,
    DISABILITY: 20,
    SCHOOLING: 8,
    JOBS: 12,
    LABOUR: 14,
    ACCIDENT: 6,
    HOUSING: 4,
    WATER: 2,
    DISASTER: 4,
    "R05": 3,
    OTHER: 2,
}


def _fits(risk: str, members: Members) -> bool:
    test = _TESTS.get(risk)
    return test is None or test(members)


def _ill(members: Members) -> bool:
    return any({"chronic", "serious_illness"} & set(_health(one)) for one in members)


def _disabled(members: Members) -> bool:
    return any("disability_grade" in one for one in members)


def _studying(members: Members) -> bool:
    return any(_school(one).startswith(_COSTLY) for one in members)


def _working(members: Members) -> bool:
    return any(map(works, members))


def _short_of_labour(members: Members) -> bool:
    full = sum(one["labour"] in ("normal", "skilled") for one in members)
    able = labour_of(members).able
    few = full * 4 <= len(members) and able < len(members)
    return few and (len(members) < _LARGE or able * 2 < len(members))


_COSTLY = ("senior", "vocational", "higher_vocational", "technician", "bachelor")
_TESTS: Mapping[str, Callable[[Members], bool]] = {
    ILLNESS: _ill,
    DISABILITY: _disabled,
    SCHOOLING: _studying,
    JOBS: _working,
    LABOUR: _short_of_labour,
}


def _health(member: Member) -> Sequence[str]:
    states = member["health"]
    return [str(one) for one in states] if isinstance(states, list) else []


def _school(member: Member) -> str:
    return str(member.get("school_status", ""))


def _at_vocational_school(member: Member) -> bool:
    return _school(member).startswith(("vocational", "higher_vocational"))
