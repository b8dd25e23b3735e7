"""Made-up clues about households: what the province and departments push, dibao.

A clue fits what the household is like: an illness is somebody's who is ill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from plugins.return_to_poverty.sample import tables
from plugins.return_to_poverty.sample.security import is_secured
from plugins.return_to_poverty.sample.work import Member, works

_PER_MILLE = {
    "province_illness": 90,
    "province_disability": 120,
    "county_pushed": 12,
    "applied_dibao": 25,
}
_PREFIX = {
    "province_illness": "SJ",
    "province_disability": "SJ",
    "county_pushed": "XJ",
    "applied_dibao": "DB",
}
_LATEST, _EARLIEST = 5, 90  # days ago
_GRAVE = ("grade_1", "grade_2")


def draw(
    nth: int, members: Sequence[Member], random: Random, day: date
) -> list[Member]:
    """Return the clues about the nth household, most often none."""
    found: list[Member] = []
    for channel, chance in _PER_MILLE.items():
        possible = [
            (row, member)
            for row in tables.rows("clue_contents")
            if row["channel"] == channel
            for member in members
            if _NEEDS[row["needs"]](member)
        ]
        if possible and random.randrange(1000) < chance:
            row, member = random.choice(possible)
            number = f"{_PREFIX[channel]}{day.year}{nth + 1:06d}{len(found) + 1}"
            ago = timedelta(days=random.randint(_LATEST, _EARLIEST))
            found.append(_clue(number, row, member, day - ago))
    return found


def _clue(number: str, row: Mapping[str, str], member: Member, on: date) -> Member:
    return {
        "number": number,
        "channel": row["channel"],
        "department": row["department"],
        "pushed_on": on,
        "content": row["text"],
        "person_name": member["name"],
        "id_number": member["id_number"],
    }


def _health(member: Member) -> Sequence[object]:
    states = member["health"]
    return states if isinstance(states, list) else []


def _studies(member: Member) -> bool:
    at = str(member.get("school_status", ""))
    return at.startswith(("senior", "vocational", "bachelor"))


def _applies(member: Member) -> bool:
    hard_up = bool({"chronic", "disabled"} & set(map(str, _health(member))))
    return not is_secured(member) and hard_up and not works(member)


_NEEDS: Mapping[str, Callable[[Member], bool]] = {
    "anybody": lambda member: member["relation"] == "head",
    "ill": lambda member: "serious_illness" in _health(member),
    "disabled": lambda member: member.get("disability_grade") in _GRAVE,
    "student": _studies,
    "worker": works,
    "receives": lambda member: member["rural_dibao"] == "rural",
    "applies": _applies,
}
