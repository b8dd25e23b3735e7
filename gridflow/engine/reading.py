"""Reading one typed text by field type: a value, or the code of what is wrong.

Digits and separators of full width are made narrow here on purpose, for numbers,
days and phones; names and notes keep what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from types import MappingProxyType

from gridflow.engine.surroundings import AnyField, Surroundings

# value, code of the fault ("" for none), facts of its sentence
Read = tuple[object, str, dict[str, object]]

TEXT_AT_MOST = 200
NOTE_AT_MOST = 5000
DIGITS_AT_MOST = 15
_CENT = Decimal("0.01")
_YEAR, _MONTH, _DAY = "\u5e74", "\u6708", "\u65e5"
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_DATES = (
    re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})"),
    re.compile(rf"(\d{{4}}){_YEAR}(\d{{1,2}}){_MONTH}(\d{{1,2}}){_DAY}?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_MONTHS = (
    re.compile(r"(\d{4})[-./](\d{1,2})"),
    re.compile(rf"(\d{{4}}){_YEAR}(\d{{1,2}}){_MONTH}?"),
    re.compile(r"(\d{4})(\d{2})"),
)
_YEARS = range(1850, 2201)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")


def read_text(of: AnyField, text: str, _: Surroundings) -> Read:
    """Read a line, or several where the field is a note."""
    longest = NOTE_AT_MOST if of.type == "note" else TEXT_AT_MOST
    if len(text) > longest:
        return None, "text_too_long", {"at_most": longest, "length": len(text)}
    allowed = "\n\t" if of.type == "note" else ""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in plain:
        if unicodedata.category(sign) in {"Cc", "Cs", "Co"} and sign not in allowed:
            return None, "text_has_control", {}
    return plain, "", {}


def plain_digits(text: str) -> str:
    """Return text with full-width signs made narrow and all spaces taken out."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def _number(of: AnyField, text: str, _: Surroundings) -> Read:
    plain = plain_digits(text)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain) or not plain.isascii():
        return None, "not_a_number", {}
    if len(plain.lstrip("+-0").split(".")[0]) > DIGITS_AT_MOST:
        return None, "number_too_large", {"digits": DIGITS_AT_MOST}
    value = Decimal(plain)
    if of.type == "integer":
        if value != value.to_integral_value():
            return None, "not_a_whole_number", {}
        return int(value), "", {}
    return rounded(of, value), "", {}


def rounded(of: AnyField, value: Decimal) -> Decimal:
    """Return a number as it is stored: money half up to the cent."""
    if of.type == "money":
        step = _CENT
    elif of.decimals is not None:
        step = Decimal(1).scaleb(-of.decimals)
    else:
        return value + 0
    with localcontext() as context:
        context.prec = 60
        return value.quantize(step, ROUND_HALF_UP) + 0


def _day(_of: AnyField, text: str, _: Surroundings) -> Read:
    plain = plain_digits(text)
    for pattern in _DATES:
        found = pattern.fullmatch(plain)
        if found:
            year, month, day = (int(part) for part in found.groups())
            if year not in _YEARS:
                break
            try:
                return date(year, month, day), "", {}
            except ValueError:
                break
    return None, "not_a_date", {}


def _month(_of: AnyField, text: str, _: Surroundings) -> Read:
    plain = plain_digits(text)
    for pattern in _MONTHS:
        found = pattern.fullmatch(plain)
        if found:
            year, month = int(found[1]), int(found[2])
            if year in _YEARS and 1 <= month <= 12:  # noqa: PLR2004 - months
                return f"{year:04}-{month:02}", "", {}
            break
    return None, "not_a_month", {}


def _yes_no(_: AnyField, text: str, around: Surroundings) -> Read:
    say = around.procedure.wording.say
    if text in {"yes", "true", "1"} or text == say("value_yes"):
        return True, "", {}
    if text in {"no", "false", "0"} or text == say("value_no"):
        return False, "", {}
    return None, "not_yes_no", {}


def read_choice(of: AnyField, text: str, around: Surroundings) -> Read:
    """Read a choice by its id or its label; it must hold on the day."""
    options = around.all_options(of)
    found = next((one for one in options if one.id == text), None)
    if found is None:
        found = next((one for one in options if one.label == text), None)
    if found is None:
        return None, "not_a_choice", {}
    if not found.holds_on(around.day):
        return None, "choice_not_on_day", {"label": found.label, "day": around.day}
    return found.id, "", {}


def _phone(_of: AnyField, text: str, _: Surroundings) -> Read:
    plain = plain_digits(text).replace("-", "").removeprefix("+86")
    return (plain, "", {}) if is_phone(plain) else (None, "not_a_phone", {})


def is_phone(plain: str) -> bool:
    """Tell whether digits are a mobile phone's or a landline's with its area."""
    known = _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)
    return plain.isascii() and known is not None


def _area(_: AnyField, text: str, around: Surroundings) -> Read:
    good = text in around.areas
    return (text, "", {}) if good else (None, "not_an_area", {})


READERS: Mapping[str, Callable[[AnyField, str, Surroundings], Read]] = MappingProxyType(
    {
        "integer": _number,
        "number": _number,
        "money": _number,
        "date": _day,
        "month": _month,
        "yes_no": _yes_no,
        "choice": read_choice,
        "phone": _phone,
        "area": _area,
    }
)
