"""Reads dates, times and durations from text, and tells their properties."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from decimal import Decimal
from typing import TypeAlias

from gridflow.feel.gregorian import DAY, SECOND
from gridflow.feel.moments import (
    DAYS,
    DURATIONS,
    MOMENTS,
    TIMES,
    Day,
    Duration,
    Moment,
    MonthsDuration,
    Time,
    clock,
    date_parts,
    day_number,
    length,
    make_date,
    make_duration,
    make_moment,
    make_time,
    offset,
    zone_name,
)

Temporal: TypeAlias = Day | Time | Moment | Duration | MonthsDuration

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?"
    r"(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?",
    re.ASCII,
)
_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,10})M)?", re.ASCII)
_DURATION = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,12})D)?"
    r"(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d{0,18}))?S)?)?",
    re.ASCII,
)
_LAST_OFFSET = 18 * 3600


def date_from_text(text: str) -> Day | None:
    """Read a day, such as `2018-12-31`."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    sign, year, month, day = found.groups()
    return make_date(int(sign + year), int(month), int(day))


def _zone(found: re.Match[str]) -> datetime.tzinfo | None:
    """Give the zone of a time; a zone that does not exist raises ValueError."""
    _, _, _, _, utc, sign, hours, minutes, seconds, name = found.groups()
    if utc:
        return datetime.UTC
    if name:
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(name) from error
    if not sign:
        return None
    if int(minutes) > 59 or int(seconds or 0) > 59:  # noqa: PLR2004 - of an hour
        raise ValueError(minutes)
    total = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
    if total > _LAST_OFFSET:
        raise ValueError(hours)
    if not total:
        return datetime.UTC
    return datetime.timezone(
        datetime.timedelta(seconds=-total if sign == "-" else total)
    )


def _clock_and_zone(text: str) -> tuple[int, datetime.tzinfo | None] | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part) for part in found.groups()[:3])
    if hour > 24 or minute > 59 or second > 59:  # noqa: PLR2004 - what clocks show
        return None
    nanoseconds = ((hour * 60 + minute) * 60 + second) * SECOND
    nanoseconds += int((found[4] or "0")[:9].ljust(9, "0"))
    if nanoseconds > DAY:
        return None
    try:
        return nanoseconds, _zone(found)
    except ValueError:
        return None


def time_from_text(text: str) -> Time | None:
    """Read a time of day, such as `10:30:00+08:00`."""
    found = _clock_and_zone(text.removeprefix("T"))
    return None if found is None else make_time(*found)


def moment_from_text(text: str) -> Moment | None:
    """Read a date and time; a date alone means its midnight."""
    date_text, joined, time_text = text.partition("T")
    date = date_from_text(date_text)
    found = _clock_and_zone(time_text) if joined else (0, None)
    if date is None or found is None:
        return None
    return make_moment(day_number(date), *found)


def duration_from_text(text: str) -> Duration | MonthsDuration | None:
    """Read a duration of either kind, such as `P1Y6M` or `P1DT12H`."""
    if found := _MONTHS.fullmatch(text):
        sign, years, months = found.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return MonthsDuration(-total if sign else total)
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    sign, *amounts, fraction = found.groups()
    days, hours, minutes, seconds = (int(amount or 0) for amount in amounts)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    total = total * SECOND + int((fraction or "0")[:9].ljust(9, "0"))
    return make_duration(-total if sign else total)


def temporal_from_text(text: str) -> Temporal | None:
    """Read whatever an at-literal may hold."""
    if text.lstrip("-").startswith("P"):
        return duration_from_text(text)
    return date_from_text(text) or (
        moment_from_text(text) if "T" in text[1:] else time_from_text(text)
    )


# -- properties


def _date_property(value: Day | Moment, name: str) -> object:
    year, month, day = date_parts(value)
    if name == "weekday":
        return Decimal((day_number(value) + 3) % 7 + 1)
    return Decimal({"year": year, "month": month, "day": day}[name])


def _time_property(value: Time | Moment, name: str) -> object:
    if name == "time offset":
        shift = offset(value)
        return None if shift is None else make_duration(shift)
    if name == "timezone":
        return zone_name(value.tzinfo)
    seconds = clock(value) // SECOND
    parts = {"hour": seconds // 3600, "minute": seconds // 60 % 60}
    return Decimal(parts.get(name, seconds % 60))


def _duration_property(value: Duration, name: str) -> object:
    total = length(value)
    seconds = abs(total) // SECOND
    parts = {
        "days": seconds // 86_400,
        "hours": seconds // 3600 % 24,
        "minutes": seconds // 60 % 60,
        "seconds": seconds % 60,
    }
    return Decimal(-parts[name] if total < 0 else parts[name])


def _months_property(value: MonthsDuration, name: str) -> object:
    years, months = divmod(abs(value.months), 12)
    part = years if name == "years" else months
    return Decimal(-part if value.months < 0 else part)


OF_DATES = ("year", "month", "day", "weekday")
OF_TIMES = ("hour", "minute", "second", "time offset", "timezone")
OF_DURATIONS = ("days", "hours", "minutes", "seconds")
OF_MONTHS = ("years", "months")


def property_of(value: object, name: str) -> object:
    """Give a property of a temporal value; KeyError where it has none such."""
    if isinstance(value, MOMENTS):
        if name in OF_DATES:
            return _date_property(value, name)
        if name in OF_TIMES:
            return _time_property(value, name)
    elif isinstance(value, DAYS) and name in OF_DATES:
        return _date_property(value, name)
    elif isinstance(value, TIMES) and name in OF_TIMES:
        return _time_property(value, name)
    elif isinstance(value, DURATIONS) and name in OF_DURATIONS:
        return _duration_property(value, name)
    elif isinstance(value, MonthsDuration) and name in OF_MONTHS:
        return _months_property(value, name)
    raise KeyError(name)
