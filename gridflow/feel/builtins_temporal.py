"""Built-in functions about days of the calendar, and the two that read the clock."""

from __future__ import annotations

import datetime
from decimal import Decimal

from gridflow.feel import gregorian, moments
from gridflow.feel.functions import Registry
from gridflow.feel.run import Run
from gridflow.feel.values import Value

REGISTRY = Registry()
built_in = REGISTRY.add

# FEEL answers with English names, whatever the language of the page.
_DAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 - reads as a list of names
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@built_in("now", wants_run=True)
def _now(run: Run) -> Value:
    return run.instant()


@built_in("today", wants_run=True)
def _today(run: Run) -> Value:
    return run.instant().date()


@built_in("day of year", "date:day")
def _day_of_year(value: Value) -> Value:
    year, _, _ = moments.date_parts(value)
    return Decimal(moments.day_number(value) - gregorian.day_number(year, 1, 1) + 1)


@built_in("day of week", "date:day")
def _day_of_week(value: Value) -> Value:
    return _DAYS[(moments.day_number(value) + 3) % 7]


@built_in("month of year", "date:day")
def _month_of_year(value: Value) -> Value:
    return _MONTHS[moments.date_parts(value)[1] - 1]


@built_in("week of year", "date:day")
def _week_of_year(value: Value) -> Value:
    year, month, day = moments.date_parts(value)
    # the calendar repeats after 400 years, week days included
    return Decimal(datetime.date(2000 + year % 400, month, day).isocalendar().week)


@built_in("last day of month", "date:day")
def _last_day(value: Value) -> Value:
    year, month, _ = moments.date_parts(value)
    return Decimal(gregorian.days_in_month(year, month))
