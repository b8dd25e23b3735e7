"""Built-in functions over numbers, and the statistics over lists of them."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from gridflow.feel import moments
from gridflow.feel.arithmetic import negate
from gridflow.feel.decimals import CONTEXT, WIDE, Number, is_number
from gridflow.feel.errors import Fault
from gridflow.feel.functions import Registry
from gridflow.feel.values import ORDERED, Value, kind, ordered

REGISTRY = Registry()
built_in = REGISTRY.add

_LEAST_SCALE, _MOST_SCALE = -6111, 6176


def _computed(how: Callable[..., Decimal], *operands: Number) -> Decimal:
    try:
        return how(*operands)
    except decimal.DecimalException:
        raise Fault("out_of_range") from None


def _rounded(number: Number, scale: Number | None, rounding: str) -> Decimal:
    places = int(scale or 0)
    if not _LEAST_SCALE <= places <= _MOST_SCALE:
        raise Fault("out_of_range", parameter="scale")
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Fault("out_of_range", parameter="n")
    if exponent >= -places:
        return value
    unit = Decimal((0, (1,), -places))
    found = _computed(lambda: value.quantize(unit, rounding, WIDE))
    return found or Decimal(0)


@built_in("decimal", "n:number, scale:number")
def _decimal(number: Number, scale: Number) -> Value:
    return _rounded(number, scale, decimal.ROUND_HALF_EVEN)


def _register_roundings() -> None:
    for name, rounding in (
        ("floor", decimal.ROUND_FLOOR),
        ("ceiling", decimal.ROUND_CEILING),
    ):
        built_in(name, "n:number")(
            lambda number, how=rounding: _rounded(number, None, how)
        )
        built_in(name, "n:number, scale:number")(
            lambda number, scale, how=rounding: _rounded(number, scale, how)
        )
    for name, rounding in (
        ("round up", decimal.ROUND_UP),
        ("round down", decimal.ROUND_DOWN),
        ("round half up", decimal.ROUND_HALF_UP),
        ("round half down", decimal.ROUND_HALF_DOWN),
    ):
        built_in(name, "n:number, scale:number")(
            lambda number, scale, how=rounding: _rounded(number, scale, how)
        )


_register_roundings()


@built_in("abs", "n:number|duration")
def _absolute(value: Value) -> Value:
    if is_number(value):
        return CONTEXT.abs(value)
    if kind(value) == "years and months duration":
        return negate(value) if value.months < 0 else value
    return negate(value) if moments.length(value) < 0 else value


@built_in("modulo", "dividend:number, divisor:number")
def _modulo(dividend: Number, divisor: Number) -> Value:
    if not divisor:
        raise Fault("division_by_zero")
    rest = _computed(CONTEXT.remainder, dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        return _computed(CONTEXT.add, rest, divisor)
    return rest or Decimal(0)


@built_in("sqrt", "number:number")
def _root(number: Number) -> Value:
    return _computed(CONTEXT.sqrt, number)


@built_in("log", "number:number")
def _logarithm(number: Number) -> Value:
    if number <= 0:
        raise Fault("out_of_range", parameter="number")
    return _computed(CONTEXT.ln, number)


@built_in("exp", "number:number")
def _exponential(number: Number) -> Value:
    return _computed(CONTEXT.exp, number)


def _is_multiple_of_two(number: Number, rest: int) -> bool:
    return _computed(WIDE.remainder, abs(Decimal(number)), 2) == rest


@built_in("even", "number:number")
def _even(number: Number) -> Value:
    return _is_multiple_of_two(number, 0)


@built_in("odd", "number:number")
def _odd(number: Number) -> Value:
    return _is_multiple_of_two(number, 1)


# -- over lists: one list, or the numbers themselves


def _numbers(values: list[Value]) -> list[Value]:
    for value in values:
        if not is_number(value):
            raise Fault("wrong_argument", found=kind(value), expected="number")
    return values


Statistic: TypeAlias = Callable[[list[Value]], Value]


def statistic(name: str) -> Callable[[Statistic], Statistic]:
    """Mark a function over a list that also takes its elements one by one."""

    def mark(body: Statistic) -> Statistic:
        built_in(name, "list:list")(body)
        built_in(name, "first, second, *rest")(
            lambda first, second, rest: body([first, second, *rest])
        )
        return body

    return mark


def total(values: list[Value]) -> Value:
    """Add up numbers; null for none."""
    if not _numbers(values):
        return None
    found = Decimal(0)
    for value in values:
        found = _computed(CONTEXT.add, found, value)
    return found


statistic("sum")(total)


@statistic("product")
def _product(values: list[Value]) -> Value:
    if not _numbers(values):
        return None
    found = Decimal(1)
    for value in values:
        found = _computed(CONTEXT.multiply, found, value)
    return found


@statistic("mean")
def _mean(values: list[Value]) -> Value:
    found = total(values)
    return None if found is None else _computed(CONTEXT.divide, found, len(values))


@statistic("median")
def _median(values: list[Value]) -> Value:
    if not _numbers(values):
        return None
    values = sorted(values)
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    pair = _computed(CONTEXT.add, values[middle - 1], values[middle])
    return _computed(CONTEXT.divide, pair, 2)


@statistic("mode")
def _mode(values: list[Value]) -> Value:
    counts: dict[Value, int] = {}
    for value in sorted(_numbers(values)):
        counts[value] = counts.get(value, 0) + 1
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


@statistic("stddev")
def _deviation(values: list[Value]) -> Value:
    average = _mean(_numbers(values)) if len(values) > 1 else None
    if average is None:
        raise Fault("too_few", count=len(values), least=2)
    squares = [
        _computed(CONTEXT.power, _computed(CONTEXT.subtract, value, average), 2)
        for value in values
    ]
    variance = _computed(CONTEXT.divide, total(squares), len(values) - 1)
    return _computed(CONTEXT.sqrt, variance)


def _extreme(values: list[Value], op: str) -> Value:
    if not values:
        return None
    best = values[0]
    if kind(best) not in ORDERED:
        raise Fault("wrong_argument", found=kind(best), expected="comparable values")
    for value in values[1:]:
        better = ordered(op, value, best)
        if better is None:
            raise Fault("not_comparable", op=op, left=kind(value), right=kind(best))
        if better:
            best = value
    return best


statistic("min")(lambda values: _extreme(values, "<"))
statistic("max")(lambda values: _extreme(values, ">"))
