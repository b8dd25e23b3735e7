"""The operators `+ - * / **` over numbers, strings, dates and durations."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from gridflow.feel import gregorian, moments
from gridflow.feel.decimals import CONTEXT, WIDE, is_number
from gridflow.feel.errors import Fault, LimitFault
from gridflow.feel.gregorian import DAY
from gridflow.feel.limits import STRING_LENGTH
from gridflow.feel.moments import MonthsDuration
from gridflow.feel.values import Value, kind

_DATE, _TIME, _MOMENT = "date", "time", "date and time"
_DURATION, _MONTHS = "days and time duration", "years and months duration"
_MOST_MONTHS = 10**12


def join(left: str, right: str) -> str:
    """Join two strings, within the limit."""
    if len(left) + len(right) > STRING_LENGTH:
        raise LimitFault("string_too_long", most=STRING_LENGTH)
    return left + right


def _power(base: Decimal | int, exponent: Decimal | int) -> Decimal:
    if not exponent:
        return Decimal(1)
    return CONTEXT.power(base, exponent)


NUMERIC: dict[str, Callable[[Value, Value], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "**": _power,
}


def months(total: int) -> MonthsDuration:
    """Make a duration of years and months, within reason."""
    if abs(total) > _MOST_MONTHS:
        raise Fault("out_of_range")
    return MonthsDuration(total)


def shift_date(value: Value, amount: Value) -> Value:
    """Move a date by a duration; the part of a day counts from its midnight."""
    if kind(amount) == _MONTHS:
        parts = gregorian.add_months(*moments.date_parts(value), amount.months)
        return moments.make_date(*parts)
    total = moments.day_number(value) * DAY + moments.length(amount)
    return moments.make_day(total // DAY)


def shift_moment(value: Value, amount: Value) -> Value:
    """Move a date and time by a duration.

    In a named zone a duration of days and time counts real hours, and one of
    years and months what calendar and clock show.
    """
    zone = value.tzinfo
    if kind(amount) == _MONTHS:
        parts = gregorian.add_months(*moments.date_parts(value), amount.months)
        if not gregorian.is_date(*parts):
            return None
        number = gregorian.day_number(*parts)
        return moments.make_moment(number, moments.clock(value), zone)
    if moments.zone_name(zone):
        later = moments.instant(value) + moments.length(amount)
        return moments.make_moment_at(later, zone)
    shown = moments.clock(value) + moments.length(amount)
    return moments.make_moment(moments.day_number(value), shown, zone)


def shift_time(value: Value, amount: Value) -> Value:
    """Move a time of day by a duration, round the clock."""
    shown = moments.clock(value) + moments.length(amount)
    return moments.make_time(shown, value.tzinfo)


def negate(value: Value) -> Value:
    """Give the number or duration with the other sign."""
    if is_number(value):
        return CONTEXT.minus(value) if value else Decimal(0)
    name = kind(value)
    if name == _MONTHS:
        return months(-value.months)
    if name == _DURATION:
        return moments.make_duration(-moments.length(value))
    raise Fault("wrong_operand", op="-", found=name)


def _between_moments(left: Value, right: Value) -> Value:
    """Subtract; a date counts as its midnight in UTC."""
    local = [kind(end) == _MOMENT and end.tzinfo is None for end in (left, right)]
    if local[0] != local[1]:
        raise Fault("local_and_zoned")
    ends = [
        moments.instant(end) if kind(end) == _MOMENT else moments.day_number(end) * DAY
        for end in (left, right)
    ]
    return moments.make_duration(ends[0] - ends[1])


def _between_times(left: Value, right: Value) -> Value:
    one, other = moments.offset(left), moments.offset(right)
    if (one is None) != (other is None):
        raise Fault("local_and_zoned")
    shown = moments.clock(left) - moments.clock(right)
    return moments.make_duration(shown - (one or 0) + (other or 0))


def _exact(number: Decimal | int) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)


def _cut(value: Decimal) -> int:
    """Cut towards zero; what is absurdly large has no duration."""
    if value.adjusted() > 40:  # noqa: PLR2004 - digits, far beyond any duration
        raise Fault("out_of_range")
    return int(value)


def _scale(amount: Value, factor: Value, how: Callable[..., Decimal]) -> Value:
    if kind(amount) == _MONTHS:
        return months(_cut(how(Decimal(amount.months), _exact(factor))))
    total = how(Decimal(moments.length(amount)), _exact(factor))
    return moments.make_duration(_cut(total))


def _times(left: Value, right: Value) -> Value:
    return _scale(left, right, WIDE.multiply)


def _divided(left: Value, right: Value) -> Value:
    if not right:
        raise Fault("division_by_zero")
    return _scale(left, right, WIDE.divide)


def _ratio(left: Value, right: Value) -> Value:
    if kind(left) == _MONTHS:
        return CONTEXT.divide(left.months, right.months)
    return CONTEXT.divide(moments.length(left), moments.length(right))


def _swap(how: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    return lambda left, right: how(right, left)


def _less(how: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    return lambda left, right: how(left, negate(right))


def _longer(left: Value, right: Value) -> Value:
    return moments.make_duration(moments.length(left) + moments.length(right))


def _more_months(left: Value, right: Value) -> Value:
    return months(left.months + right.months)


_MIXED: dict[tuple[str, str, str], Callable[[Value, Value], Value]] = {
    ("string", "+", "string"): join,
    (_DURATION, "+", _DURATION): _longer,
    (_DURATION, "-", _DURATION): _less(_longer),
    (_MONTHS, "+", _MONTHS): _more_months,
    (_MONTHS, "-", _MONTHS): _less(_more_months),
    (_TIME, "-", _TIME): _between_times,
    (_DURATION, "/", _DURATION): _ratio,
    (_MONTHS, "/", _MONTHS): _ratio,
}
for _first in (_DATE, _MOMENT):
    for _second in (_DATE, _MOMENT):
        _MIXED[_first, "-", _second] = _between_moments
for _first, _how, _amounts in (
    (_DATE, shift_date, (_DURATION, _MONTHS)),
    (_MOMENT, shift_moment, (_DURATION, _MONTHS)),
    (_TIME, shift_time, (_DURATION,)),
):
    for _second in _amounts:
        _MIXED[_first, "+", _second] = _how
        _MIXED[_second, "+", _first] = _swap(_how)
        _MIXED[_first, "-", _second] = _less(_how)
for _first in (_DURATION, _MONTHS):
    _MIXED[_first, "*", "number"] = _times
    _MIXED["number", "*", _first] = _swap(_times)
    _MIXED[_first, "/", "number"] = _divided


def apply(op: str, left: Value, right: Value) -> Value:
    """Compute `left op right`; a Fault where that has no value."""
    try:
        if is_number(left) and is_number(right):
            return NUMERIC[op](left, right)
        of_left, of_right = kind(left), kind(right)
        how = _MIXED.get((of_left, op, of_right))
        if how is None:
            raise Fault("wrong_operands", op=op, left=of_left, right=of_right)
        found = how(left, right)
    except decimal.DivisionByZero:
        raise Fault("division_by_zero") from None
    except decimal.DecimalException:
        raise Fault("out_of_range", op=op) from None
    if found is None:
        raise Fault("out_of_range", op=op)
    return found
