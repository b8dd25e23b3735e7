"""Built-in functions that turn values into one another: text, numbers, dates."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from gridflow.feel import gregorian, moments, temporal
from gridflow.feel.decimals import CONTEXT, Number, number_from_text
from gridflow.feel.errors import Fault
from gridflow.feel.functions import Registry
from gridflow.feel.gregorian import SECOND
from gridflow.feel.moments import MonthsDuration
from gridflow.feel.values import Value, text_of

REGISTRY = Registry()
built_in = REGISTRY.add

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)


def _known(value: Value, text: object) -> Value:
    if value is None:
        raise Fault("no_such_value", text=text)
    return value


@built_in("string", "from")
def _string(value: Value) -> Value:
    return None if value is None else text_of(value)


@built_in("number", "from:number")
def _same_number(value: Value) -> Value:
    return value


@built_in("number", "from:string")
def _number(text: str) -> Value:
    return _read_number(text, None, None)


@built_in(
    "number",
    "from:string, grouping separator:string~, decimal separator?:string~",
)
def _read_number(text: str, grouping: str | None, point: str | None) -> Value:
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."}:
        raise Fault("wrong_separator", grouping=grouping, decimal=point)
    if grouping is not None and grouping == (point or ""):
        raise Fault("wrong_separator", grouping=grouping, decimal=point)
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        if "." in plain:
            raise Fault("no_such_value", text=text)
        plain = plain.replace(",", ".")
    found = number_from_text(plain) if _NUMBER.fullmatch(plain) else None
    return _known(found, text)


# -- dates


@built_in("date", "from:string")
def _date_from_text(text: str) -> Value:
    return _known(temporal.date_from_text(text), text)


@built_in("date", "from:day")
def _date_of(value: Value) -> Value:
    return _known(moments.make_date(*moments.date_parts(value)), value)


@built_in("date", "year:number, month:number, day:number")
def _date(year: Number, month: Number, day: Number) -> Value:
    parts = [_small(part) for part in (year, month, day)]
    return _known(moments.make_date(*parts), "date")


def _small(part: Number) -> int:
    """Cut to a whole number; nothing in a calendar is larger than this."""
    if not -gregorian.LAST_YEAR <= part <= gregorian.LAST_YEAR:
        raise Fault("out_of_range")
    return int(part)


@built_in("time", "from:string")
def _time_from_text(text: str) -> Value:
    return _known(temporal.time_from_text(text), text)


@built_in("time", "from:time")
def _same_time(value: Value) -> Value:
    return value


@built_in("time", "from:date and time")
def _time_of(value: Value) -> Value:
    return moments.make_time(moments.clock(value), value.tzinfo)


@built_in("time", "from:date")
def _midnight(_value: Value) -> Value:
    return moments.make_time(0, datetime.UTC)


@built_in(
    "time",
    "hour:number, minute:number, second:number, offset?:days and time duration~",
)
def _time(hour: Number, minute: Number, second: Number, shift: Value) -> Value:
    parts = (_small(hour), _small(minute))
    if not (0 <= parts[0] < 24 and 0 <= parts[1] < 60 and 0 <= second < 60):  # noqa: PLR2004 - what clocks show
        raise Fault("out_of_range")
    fine = int(CONTEXT.multiply(Decimal(second), SECOND))
    shown = (parts[0] * 60 + parts[1]) * 60 * SECOND + fine
    return moments.make_time(shown, None if shift is None else _zone(shift))


def _zone(shift: Value) -> datetime.tzinfo:
    seconds = moments.length(shift) // SECOND
    if abs(seconds) > 18 * 3600:
        raise Fault("out_of_range", parameter="offset")
    if not seconds:
        return datetime.UTC
    return datetime.timezone(datetime.timedelta(seconds=seconds))


@built_in("date and time", "from:string")
def _moment_from_text(text: str) -> Value:
    return _known(temporal.moment_from_text(text), text)


@built_in("date and time", "from:date and time")
def _same_moment(value: Value) -> Value:
    return value


@built_in("date and time", "from:date")
def _start_of(value: Value) -> Value:
    return moments.make_moment(moments.day_number(value), 0, datetime.UTC)


@built_in("date and time", "date:day, time:time")
def _moment(day: Value, time: Value) -> Value:
    shown = moments.clock(time)
    return moments.make_moment(moments.day_number(day), shown, time.tzinfo)


@built_in("date and time", "date:date and time, timezone:string")
def _in_zone(value: Value, name: str) -> Value:
    probe = _known(temporal.time_from_text(f"00:00:00@{name}"), name)
    return moments.make_moment_at(moments.instant(value), probe.tzinfo)


@built_in("duration", "from:string")
def _duration_from_text(text: str) -> Value:
    return _known(temporal.duration_from_text(text), text)


@built_in("duration", "from:duration")
def _same_duration(value: Value) -> Value:
    return value


@built_in("years and months duration", "from:day, to:day")
def _months_between(start: Value, end: Value) -> Value:
    first, last = moments.date_parts(start), moments.date_parts(end)
    months = (last[0] - first[0]) * 12 + last[1] - first[1]
    if months > 0 and last[2] < first[2]:
        months -= 1
    elif months < 0 and last[2] > first[2]:
        months += 1
    return MonthsDuration(months)
