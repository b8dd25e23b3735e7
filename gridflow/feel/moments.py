"""Dates, times, date-times and durations: their types, parts and making.

Where Python's own type holds a value, that type is used. The small types here
hold the rest: years beyond Python's, fractions finer than a microsecond, longer
durations, and durations of years and months, which Python lacks.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from gridflow.feel import gregorian
from gridflow.feel.gregorian import DAY, SECOND


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A duration of years and months, counted in months; may be negative."""

    months: int

    def __str__(self) -> str:
        return months_to_text(self.months)


@dataclass(frozen=True, slots=True)
class WideDuration:
    """A duration of days and time that `timedelta` cannot hold."""

    nanoseconds: int

    def __str__(self) -> str:
        return duration_to_text(self.nanoseconds)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A day of a year that `date` cannot hold."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        return date_to_text((self.year, self.month, self.day))

    isoformat = __str__


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day finer than a microsecond."""

    nanoseconds: int
    tzinfo: datetime.tzinfo | None

    def __str__(self) -> str:
        return time_to_text(self.nanoseconds, self.tzinfo)

    isoformat = __str__


@dataclass(frozen=True, slots=True)
class WideMoment:
    """A date and time that `datetime` cannot hold; the day counts from 1970."""

    day: int
    nanoseconds: int
    tzinfo: datetime.tzinfo | None

    def __str__(self) -> str:
        return moment_to_text(self.day, self.nanoseconds, self.tzinfo)

    isoformat = __str__


Day: TypeAlias = datetime.date | WideDate
Time: TypeAlias = datetime.time | WideTime
Moment: TypeAlias = datetime.datetime | WideMoment
Duration: TypeAlias = datetime.timedelta | WideDuration

DAYS = (datetime.date, WideDate)
TIMES = (datetime.time, WideTime)
MOMENTS = (datetime.datetime, WideMoment)
DURATIONS = (datetime.timedelta, WideDuration)


# -- parts


def date_parts(value: Day | Moment) -> tuple[int, int, int]:
    """Give year, month and day."""
    if isinstance(value, WideMoment):
        return gregorian.day_of(value.day)
    return value.year, value.month, value.day


def day_number(value: Day | Moment) -> int:
    """Give the day, counted from 1970-01-01."""
    if isinstance(value, WideMoment):
        return value.day
    return gregorian.day_number(value.year, value.month, value.day)


def clock(value: Time | Moment) -> int:
    """Give the nanoseconds since midnight that clocks show."""
    if isinstance(value, WideTime | WideMoment):
        return value.nanoseconds
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return seconds * SECOND + value.microsecond * 1000


def offset(value: Time | Moment) -> int | None:
    """Give the offset from UTC in nanoseconds; None for a local value.

    A time of day in a named zone has the offset of 1 January 2000.
    """
    zone = value.tzinfo
    if zone is None:
        return None
    if isinstance(value, datetime.time | WideTime):
        return gregorian.offset_at_wall(zone, 10_957, 0)
    return gregorian.offset_at_wall(zone, day_number(value), clock(value))


def instant(value: Moment) -> int:
    """Give the nanoseconds since 1970 in UTC; a local value is read as UTC."""
    return day_number(value) * DAY + clock(value) - (offset(value) or 0)


def length(value: Duration) -> int:
    """Give the nanoseconds of a duration."""
    if isinstance(value, WideDuration):
        return value.nanoseconds
    return gregorian.nanoseconds_of(value)


# -- making


def make_date(year: int, month: int, day: int) -> Day | None:
    """Make a day, if there is one."""
    if not gregorian.is_date(year, month, day):
        return None
    if 1 <= year <= datetime.MAXYEAR:
        return datetime.date(year, month, day)
    return WideDate(year, month, day)


def make_day(number: int) -> Day | None:
    """Make a day from its count since 1970-01-01."""
    return make_date(*gregorian.day_of(number))


def make_time(nanoseconds: int, zone: datetime.tzinfo | None) -> Time:
    """Make a time of day; what exceeds a day wraps."""
    nanoseconds %= DAY
    if nanoseconds % 1000:
        return WideTime(nanoseconds, zone)
    minutes, seconds = divmod(nanoseconds // SECOND, 60)
    hour, minute = divmod(minutes, 60)
    micro = nanoseconds % SECOND // 1000
    return datetime.time(hour, minute, seconds, micro, tzinfo=zone)


def make_moment(
    day: int, nanoseconds: int, zone: datetime.tzinfo | None
) -> Moment | None:
    """Make a date and time from a day and what clocks show then."""
    more, nanoseconds = divmod(nanoseconds, DAY)
    day += more
    year, month, day_of_month = gregorian.day_of(day)
    if not -gregorian.LAST_YEAR <= year <= gregorian.LAST_YEAR:
        return None
    time = make_time(nanoseconds, zone)
    if 1 <= year <= datetime.MAXYEAR and isinstance(time, datetime.time):
        whole = datetime.date(year, month, day_of_month)
        return datetime.datetime.combine(whole, time)
    return WideMoment(day, nanoseconds, zone)


def make_moment_at(nanoseconds: int, zone: datetime.tzinfo | None) -> Moment | None:
    """Make a date and time from its instant in UTC, shown in a zone."""
    day, rest = divmod(nanoseconds, DAY)
    shift = gregorian.offset_at_instant(zone, day, rest) if zone else 0
    return make_moment(day, rest + shift, zone)


_SHORTEST = gregorian.nanoseconds_of(datetime.timedelta.min)
_LONGEST = gregorian.nanoseconds_of(datetime.timedelta.max)


def make_duration(nanoseconds: int) -> Duration:
    """Make a duration of days and time."""
    if nanoseconds % 1000 or not _SHORTEST <= nanoseconds <= _LONGEST:
        return WideDuration(nanoseconds)
    return datetime.timedelta(microseconds=nanoseconds // 1000)


# -- text


def date_to_text(parts: tuple[int, int, int]) -> str:
    """Write a day as FEEL does, such as `2018-12-31`."""
    year, month, day = parts
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"


def time_to_text(nanoseconds: int, zone: datetime.tzinfo | None) -> str:
    """Write a time of day with its offset or zone."""
    seconds, fraction = divmod(nanoseconds, SECOND)
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    if fraction:
        text += f".{fraction:09}".rstrip("0")
    return text + zone_to_text(zone)


def zone_name(zone: datetime.tzinfo | None) -> str | None:
    """Give the name of a named zone, such as `Asia/Shanghai`."""
    name = getattr(zone, "key", None)
    return name if isinstance(name, str) else None


def zone_to_text(zone: datetime.tzinfo | None) -> str:
    """Write an offset (`Z`, `+08:00`) or a named zone (`@Asia/Shanghai`)."""
    if zone is None:
        return ""
    if name := zone_name(zone):
        return f"@{name}"
    shift = zone.utcoffset(None)
    total = gregorian.nanoseconds_of(shift) // SECOND if shift else 0
    if not total:
        return "Z"
    sign, total = ("-", -total) if total < 0 else ("+", total)
    text = f"{sign}{total // 3600:02}:{total // 60 % 60:02}"
    return text + (f":{total % 60:02}" if total % 60 else "")


def moment_to_text(day: int, nanoseconds: int, zone: datetime.tzinfo | None) -> str:
    """Write a date and time."""
    return f"{date_to_text(gregorian.day_of(day))}T{time_to_text(nanoseconds, zone)}"


def months_to_text(months: int) -> str:
    """Write a duration of years and months."""
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-P" if months < 0 else "P") + (text or "0M")


def duration_to_text(nanoseconds: int) -> str:
    """Write a duration of days and time."""
    seconds, fraction = divmod(abs(nanoseconds), SECOND)
    days, rest = divmod(seconds, 86_400)
    hours, minutes, second = rest // 3600, rest // 60 % 60, rest % 60
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if second or fraction:
        tail = f".{fraction:09}".rstrip("0") if fraction else ""
        time += f"{second}{tail}S"
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-P" if nanoseconds < 0 else "P") + (text or "T0S")
