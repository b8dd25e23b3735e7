"""Days of the proleptic Gregorian calendar, for any year.

Python's dates end at the years 1 and 9999; FEEL's do not. A day is counted from
1970-01-01, and an offset of a named zone is taken from a year that has one.
"""

from __future__ import annotations

import datetime
from typing import Final

SECOND: Final = 1_000_000_000
"""Nanoseconds of a second."""
DAY: Final = 86_400 * SECOND
"""Nanoseconds of a day."""
LAST_YEAR: Final = 999_999_999
"""Years beyond this are no FEEL years."""
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_CYCLE_YEARS = 400
_CYCLE_DAYS = 146_097


def is_leap(year: int) -> bool:
    """Tell whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Give the number of days of a month."""
    if month == 2:  # noqa: PLR2004 - February
        return 29 if is_leap(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether there is such a day."""
    if not (-LAST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004 - months
        return False
    return 1 <= day <= days_in_month(year, month)


def day_number(year: int, month: int, day: int) -> int:
    """Count the days from 1970-01-01."""
    cycles, within = divmod(year - 1, _CYCLE_YEARS)
    first = datetime.date(within + 1, month, 1)
    return first.toordinal() - _EPOCH + (day - 1) + cycles * _CYCLE_DAYS


def day_of(number: int) -> tuple[int, int, int]:
    """Give year, month and day of a day counted from 1970-01-01."""
    cycles, within = divmod(number + _EPOCH - 1, _CYCLE_DAYS)
    found = datetime.date.fromordinal(within + 1)
    return found.year + cycles * _CYCLE_YEARS, found.month, found.day


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """Move a day by months; a day that the month lacks becomes its last."""
    total = year * 12 + (month - 1) + months
    new_year, new_month = divmod(total, 12)
    last = days_in_month(new_year, new_month + 1)
    return new_year, new_month + 1, min(day, last)


def _near(number: int, nanoseconds: int) -> datetime.datetime:
    year, month, day = day_of(number)
    if not 2 <= year <= 9998:  # noqa: PLR2004 - where Python's zones work
        year = 2000 + year % _CYCLE_YEARS
    return datetime.datetime(  # noqa: DTZ001 - a wall time
        year, month, day
    ) + datetime.timedelta(microseconds=nanoseconds // 1000)


def offset_at_wall(zone: datetime.tzinfo, number: int, nanoseconds: int) -> int:
    """Give the offset from UTC, in nanoseconds, where clocks show this."""
    offset = zone.utcoffset(_near(number, nanoseconds).replace(tzinfo=zone))
    return nanoseconds_of(offset) if offset else 0


def offset_at_instant(zone: datetime.tzinfo, number: int, nanoseconds: int) -> int:
    """Give the offset from UTC, in nanoseconds, at this moment of UTC."""
    moment = _near(number, nanoseconds).replace(tzinfo=datetime.UTC)
    offset = moment.astimezone(zone).utcoffset()
    return nanoseconds_of(offset) if offset else 0


def nanoseconds_of(value: datetime.timedelta) -> int:
    """Give the length of a duration in nanoseconds."""
    return (value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000
