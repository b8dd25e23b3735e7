"""Who of a made-up household works where, wants to, or holds a public post."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.sample import tables
from plugins.return_to_poverty.sample.chance import happens

Member = dict[str, object]

WORKING_AGE = 18  # nobody has been at work for a year who was under 16 then
_POST_FROM, _POST_TO = 40, 66
POST_WAGE = Decimal(500)  # yuan a month


def job(labour: str, age: int, random: Random, day: date) -> Member:
    """Return the fields of a job away from home; nothing for who stays."""
    if labour not in ("normal", "skilled") or age < WORKING_AGE:
        return {}
    if labour == "normal" and happens(35, random):  # works the family's own land
        return _wish(random) if happens(10, random) else {"plans_work": False}
    firm = random.choice(tables.rows("employers"))
    return {
        "work_place_note": random.choice(tables.column("work_places", "place")),
        "work_employer": firm["employer"],
        "work_wage": Decimal(random.randrange(2600, 5200, 100)),
        "work_industry": firm["industry"],
        "work_channel": random.choice(("relatives", "alone", "organised")),
        "work_point_to_point": happens(10, random),
        **_months(random.randint(5, 11), day),
    }


def _months(months: int, day: date) -> Member:
    return {
        "work_months": Decimal(months),
        "work_from": date(day.year - 1, 13 - months, 1),
    }


def _wish(random: Random) -> Member:
    return {
        "plans_work": True,
        "plans_work_place": tables.column("words", "text", word="away_county")[0],
        "job_service_need": [
            random.choice(("job_information", "training", "nearby_post"))
        ],
    }


def cut_short(member: Member, random: Random, day: date) -> None:
    """Let somebody's job have been short and badly paid, if there is one."""
    if "work_months" in member:
        member.update(_months(random.randint(2, 4), day))
        member["work_wage"] = Decimal(random.randrange(1500, 2600, 100))


def works(member: Member) -> bool:
    """Tell whether somebody has a job away from home."""
    return "work_months" in member


def give_post(member: Member, age: int, random: Random) -> bool:
    """Give a public post in the village to somebody who can hold one; tell whether."""
    fits = (
        _POST_FROM <= age < _POST_TO
        and member["labour"] in ("normal", "weak")
        and not works(member)
    )
    if fits:
        member["public_post"] = "village_post"
        member["public_post_months"] = Decimal(random.randint(6, 12))
    return fits
