"""One made-up person: what the member record says of somebody of an age and sex."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from plugins.return_to_poverty.id_number import check_character
from plugins.return_to_poverty.sample import tables
from plugins.return_to_poverty.sample.chance import happens
from plugins.return_to_poverty.sample.family import Place
from plugins.return_to_poverty.sample.work import Member, job, works

_PREFIX = "990011"  # no county has it
_CATEGORIES = ("sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")
_DISABLED = "disabled"
_SCHOOL_BY_AGE = {
    **dict.fromkeys(range(3), "before_school"),
    **dict.fromkeys(range(3, 6), "kindergarten"),
    **dict.fromkeys(range(6, 12), "primary"),
    12: "grade_7",
    13: "grade_8",
    14: "grade_9",
}
_UPPER_SCHOOLS = {15: ("senior_1", "vocational_1"), 16: ("senior_2", "vocational_2")}
_UPPER_SCHOOLS[17] = ("senior_3", "vocational_3")
_COLLEGE = {18: "1", 19: "2", 20: "3", 21: "4"}
_HIGHER = ("bachelor", "bachelor", "higher_vocational", "technician")
_THREE_YEARS = "3"  # of a higher vocational school
_GRADUATE_SCHOOL = range(22, 25)
_FIRST_CERTIFICATES = 2009
_WEEKS_AHEAD = 13
_GROWN, _YOUNG_TO, _SETTLED, _GREY, _OLD, _VERY_OLD = 16, 25, 40, 55, 60, 75


def make(
    place: Place, surname: str, random: Random, day: date, taken: set[str]
) -> Member:
    """Make up a person; `taken` holds the ID numbers of others and gains this one."""
    born = _birthday(place.age, random, day)
    health = _health(place.age, random)
    school = _school(place.age, random)
    labour = _labour(place.age, health, school, random)
    at_work = job(labour, place.age, random, day)
    if labour == "skilled" and not works(at_work):
        labour = "normal"
    member: Member = {
        "name": surname + _given_name(place, random),
        "sex": place.sex,
        "birth_date": born,
        "relation": place.relation,
        "ethnic_group": "han",
        "political_status": _political_status(place.age, random),
        "health": _states(health, place.age, random),
        "labour": labour,
        "mandarin": place.age < _OLD or happens(40, random),
        "relocated": False,
        **_document(place, born, health, random, taken, day),
        **_insurance(place.age, school, employed=labour == "skilled", random=random),
        **at_work,
    }
    if health == "serious_illness":
        member["medical_aid"] = happens(30, random)
    if school:
        member["school_status"] = school
    else:
        member["education"] = _education(place.age, random, employed=works(member))
    return member


def _birthday(age: int, random: Random, day: date) -> date:
    last = _years_before(day, age)
    first = _years_before(day, age + 1) + timedelta(days=1)
    if age == _OLD - 1:  # nobody comes to be too old for full labour within weeks
        first += timedelta(days=_WEEKS_AHEAD * 7)
    return first + timedelta(days=random.randint(0, (last - first).days))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a year that has none
        return day.replace(year=day.year - years, day=28)


def _given_name(place: Place, random: Random) -> str:
    generation = (
        "old" if place.age >= _GREY else "middle" if place.age >= _YOUNG_TO else "young"
    )
    names = tables.column("given_names", "name", sex=place.sex, age=generation)
    return random.choice(names)


def _health(age: int, random: Random) -> str:
    weights = (60, 28, 5, 7) if age >= _OLD else (91, 5, 2, 2)
    if age < _GROWN:
        weights = (98, 1, 0, 1)
    states = ("healthy", "chronic", "serious_illness", _DISABLED)
    return random.choices(states, weights)[0]


def _states(health: str, age: int, random: Random) -> list[str]:
    more = age >= _OLD and health in ("serious_illness", _DISABLED)
    return ["chronic", health] if more and happens(20, random) else [health]


def _school(age: int, random: Random) -> str:
    if age in _SCHOOL_BY_AGE:
        return _SCHOOL_BY_AGE[age]
    if age in _UPPER_SCHOOLS and (age <= _GROWN or happens(90, random)):
        return random.choice(_UPPER_SCHOOLS[age])
    if age in _COLLEGE and happens(50, random):
        kind = random.choice(_HIGHER)
        year = _COLLEGE[age]
        if kind == "higher_vocational":
            year = min(year, _THREE_YEARS)
        return f"{kind}_{year}"
    if age in _GRADUATE_SCHOOL and happens(3, random):
        return "master"
    return ""


def _labour(age: int, health: str, school: str, random: Random) -> str:
    if school or age < _GROWN or age >= _VERY_OLD:
        return "none"
    if health == "serious_illness":
        return "lost"
    if age >= _OLD or health != "healthy":
        return "weak"
    return "skilled" if happens(15, random) else "normal"


def _political_status(age: int, random: Random) -> str:
    is_member = age >= _YOUNG_TO and happens(6, random)
    return "party_member" if is_member else "masses"


def _document(
    place: Place,
    born: date,
    health: str,
    random: Random,
    taken: set[str],
    day: date,
) -> Member:
    number = _free_number(place.sex, born, random, taken)
    if health != _DISABLED:
        return {"document": "resident_id", "id_number": number}
    category, grade = random.randint(1, 7), random.randint(1, 4)
    first_year = min(day.year, max(_FIRST_CERTIFICATES, born.year + 1))
    return {
        "document": "disability_certificate",
        "id_number": f"{number}{category}{grade}",
        "disability_category": _CATEGORIES[category - 1],
        "disability_grade": f"grade_{grade}",
        "disability_certificate_year": Decimal(random.randint(first_year, day.year)),
    }


def _free_number(sex: str, born: date, random: Random, taken: set[str]) -> str:
    start = random.randrange(500)
    for step in range(500):
        order = (start + step) % 500 * 2 + (sex == "male")
        first = f"{_PREFIX}{born:%Y%m%d}{order:03d}"
        number = first + check_character(first)
        if number not in taken:
            break
    taken.add(number)
    return number


def _insurance(age: int, school: str, *, employed: bool, random: Random) -> Member:
    grown = age >= _GROWN and not school
    by_employer = employed and happens(20, random)
    return {
        "resident_medical_insurance": not by_employer,
        "employee_medical_insurance": by_employer,
        "critical_illness_insurance": True,
        "commercial_medical_insurance": happens(3, random),
        "medical_aid": False,
        "resident_pension": grown and not by_employer,
        "employee_pension": by_employer,
        "rural_dibao": "not_received",
        "destitute_support": "not_received",
    }


def _education(age: int, random: Random, *, employed: bool) -> str:
    if age >= _OLD:
        return random.choices(("illiterate", "primary", "junior"), (25, 60, 15))[0]
    if age >= _SETTLED:
        return random.choices(("primary", "junior", "senior"), (30, 58, 12))[0]
    if not employed:
        return random.choices(("junior", "senior"), (70, 30))[0]
    return random.choices(("junior", "senior", "college"), (60, 25, 15))[0]
