"""The field type `id_number`: resident ID numbers and disability certificates.

A resident ID number has 17 digits and a check character (rules Q2 and Q3 of the data
quality rules); a disability certificate appends the category and grade of disability
and, for a replacement, two more characters (Q4).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from gridflow.api import FieldKind, Parsed

_RESIDENT_LENGTH = 18
_LENGTHS = (_RESIDENT_LENGTH, 20, 22)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_CERTIFICATE_END = re.compile(r"[1-7][1-4](?:[0-9B][0-9])?")
_FIRST_YEAR = 1900

_CATEGORIES = ("sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")


def normalise(text: str) -> str:
    """Return the number as it is kept: half-width, capital X, without spaces."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(plain.split())


def check_character(first_17: str) -> str:
    """Return the check character of 17 digits (ISO 7064, mod 11-2)."""
    total = sum(
        weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)
    )
    return _CHECK_CHARACTERS[total % 11]


def parse(text: str) -> Parsed:
    """Read a typed number; the fault tells the first thing that is wrong with it."""
    number = normalise(text)
    fault = _fault_of(number)
    if fault == "id_number_length":
        return Parsed(None, fault, {"length": len(number)})
    return Parsed(None, fault) if fault else Parsed(number)


def _fault_of(number: str) -> str:
    resident, end = number[:_RESIDENT_LENGTH], number[_RESIDENT_LENGTH:]
    if len(number) not in _LENGTHS:
        return "id_number_length"
    if not _RESIDENT.fullmatch(resident):
        return "id_number_characters"
    if _date_in(resident) is None:
        return "id_number_birth_date"
    if check_character(resident[:17]) != resident[17]:
        return "id_number_check_character"
    if end and not _CERTIFICATE_END.fullmatch(end):
        return "id_number_certificate"
    return ""


def _date_in(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= _FIRST_YEAR else None


def _well_formed(value: object) -> str:
    return value if isinstance(value, str) and not _fault_of(value) else ""


def birth_date(value: object) -> date | None:
    """Return the birth date in a number, None where it is no good number."""
    number = _well_formed(value)
    return _date_in(number) if number else None


def sex(value: object) -> str | None:
    """Return `male` or `female` by the 17th digit, None for no good number."""
    number = _well_formed(value)
    if not number:
        return None
    return "male" if int(number[16]) % 2 else "female"


def disability_category(value: object) -> str | None:
    """Return the category of a disability certificate, None for other numbers."""
    number = _well_formed(value)
    if len(number) <= _RESIDENT_LENGTH:
        return None
    return _CATEGORIES[int(number[18]) - 1]


def disability_grade(value: object) -> str | None:
    """Return the grade (`grade_1` is the gravest), None for other numbers."""
    number = _well_formed(value)
    return f"grade_{number[19]}" if len(number) > _RESIDENT_LENGTH else None


def age_on(born: object, day: object) -> Decimal | None:
    """Return the completed years of age on a day, None unless both are dates."""
    if not isinstance(born, date) or not isinstance(day, date):
        return None
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return Decimal(day.year - born.year - (not had_birthday))


KIND = FieldKind(
    name="id_number",
    shape="text",
    widget="id_number",
    parse=parse,
    derived={
        "birth_date": birth_date,
        "sex": sex,
        "disability_category": disability_category,
        "disability_grade": disability_grade,
    },
)
