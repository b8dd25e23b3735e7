"""How pages write days, instants, counts and amounts; the words are the wording's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from gridflow.clock import LEGAL_ZONE
from gridflow.web.desk import Desk

MANY = 999


def filters_of(desk: Desk) -> dict[str, Callable[..., str]]:
    """Return the filters of the templates by name."""

    def day(value: date | None) -> str:
        if value is None:
            return ""
        this_year = desk.engine.today().year == value.year
        code = "day_short" if this_year else "day_long"
        return desk.say(code, year=value.year, month=value.month, day=value.day)

    def instant(value: datetime | None) -> str:
        if value is None:
            return ""
        local = value.astimezone(LEGAL_ZONE)
        clock = f"{local:%H:%M}"
        if local.date() == desk.engine.today():
            return clock
        return desk.say("day_and_time", day=day(local.date()), time=clock)

    def full_instant(value: datetime | None) -> str:
        if value is None:
            return ""
        return f"{value.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}"

    return {
        "day": day,
        "instant": instant,
        "full_instant": full_instant,
        "field_instant": _field_instant,
        "count": count,
        "size": size,
        "thousands": thousands,
        "percent": percent,
        "elapsed": _elapsed_with(desk),
    }


def _field_instant(value: datetime | None) -> str:
    """Return an instant as an input of type datetime-local wants it."""
    if value is None:
        return ""
    return f"{value.astimezone(LEGAL_ZONE):%Y-%m-%dT%H:%M}"


def count(number: int) -> str:
    """Return a counter; beyond 999 it says so and no more."""
    return str(number) if number <= MANY else f"{MANY}+"


def thousands(number: int) -> str:
    """Return a figure of a report in full, its thousands grouped."""
    return f"{number:,}"


def percent(part: int, whole: int) -> str:
    """Return a part as percent; it says 100 only where nothing is missing."""
    if not whole:
        return "—"
    return f"{100 * part // whole}%"


def size(bytes_: int) -> str:
    """Return the size of a file in KB or MB."""
    if bytes_ < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, bytes_ // 1000)} KB"
    return f"{bytes_ / 1_000_000:.1f} MB"


def _elapsed_with(desk: Desk) -> Callable[[timedelta], str]:
    def elapsed(value: timedelta) -> str:
        minutes = int(value.total_seconds() // 60)
        if minutes < 60:  # noqa: PLR2004 - an hour
            return desk.say("minutes", count=minutes)
        if minutes < 48 * 60:
            return desk.say("hours", count=minutes // 60)
        return desk.say("days", count=minutes // 1440)

    return elapsed
