"""The values of FEEL: their kinds, ranges, equality, order and text.

Python's own types serve wherever they fit; `kind` tells what a value is to FEEL.
Whole numbers and decimals are one kind, a boolean is no number, and a float is no
FEEL value at all, because it is not what was written.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from gridflow.feel import moments
from gridflow.feel.decimals import number_to_text
from gridflow.feel.errors import LimitFault
from gridflow.feel.gregorian import SECOND
from gridflow.feel.limits import COMPARISONS, STRING_LENGTH

Value: TypeAlias = Any
"""Whatever FEEL computes with; `kind` tells it apart."""
Spend: TypeAlias = Callable[[int], None]
"""Takes the work that something took; `Run.spend` is one."""


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; `op` is set for `(< 10)` and its like."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    op: str = ""

    def __str__(self) -> str:
        return text_of(self)


class Invocable:
    """What can be invoked; only `functions.Function` derives from it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    str: "string",
    list: "list",
    tuple: "list",
    dict: "context",
    datetime.datetime: "date and time",
    moments.WideMoment: "date and time",
    datetime.date: "date",
    moments.WideDate: "date",
    datetime.time: "time",
    moments.WideTime: "time",
    datetime.timedelta: "days and time duration",
    moments.WideDuration: "days and time duration",
    moments.MonthsDuration: "years and months duration",
    Range: "range",
}
_PARENTS = (*_KINDS.items(), (Mapping, "context"), (Invocable, "function"))


def kind(value: Value) -> str:
    """Give FEEL's name for what a value is; `unknown` for what is no FEEL value."""
    try:
        return _KINDS[type(value)]
    except KeyError:
        return _learn_kind(type(value))


def _learn_kind(python_type: type) -> str:
    for parent, name in _PARENTS:
        if issubclass(python_type, parent):
            _KINDS[python_type] = name
            return name
    return "unknown"


def is_list(value: Value) -> bool:
    """Tell whether a value is a list."""
    return kind(value) == "list"


def as_list(value: Value) -> list[Value]:
    """Give a list as it is, any other value as a list of one."""
    if type(value) is list:
        return value
    return list(value) if is_list(value) else [value]


# -- equality


class _Pairs:
    """Counts compared pairs: shared parts could make a small value endless."""

    def __init__(self) -> None:
        self.compared = 0

    def count(self) -> None:
        """Count one pair."""
        self.compared += 1
        if self.compared > COMPARISONS:
            raise LimitFault("too_many_comparisons", most=COMPARISONS)


def equal(left: Value, right: Value, spend: Spend | None = None) -> bool | None:
    """Compare as `=` does; None where the kinds differ.

    What lists and contexts take to compare is told to `spend`.
    """
    if left is None or right is None:
        return left is right
    of_left = kind(left)
    if of_left != kind(right):
        return None
    pairs = _Pairs()
    found = _equal_of_kind(of_left, left, right, pairs)
    if pairs.compared and spend is not None:
        spend(pairs.compared // 4)
    return found


def same(left: Value, right: Value, spend: Spend | None = None) -> bool:
    """Tell whether `=` holds."""
    return equal(left, right, spend) is True


def _equal_of_kind(name: str, left: Value, right: Value, pairs: _Pairs) -> bool:
    if name in {"list", "context"}:
        return _deep(name, left, right, pairs)
    if name == "date and time":
        return _seconds(left) == _seconds(right)
    if name == "time":
        return _time_seconds(left) == _time_seconds(right)
    if name in {"function", "unknown"}:
        return left is right
    if name == "range":
        return _equal_ranges(left, right)
    return bool(left == right)


def _deep(name: str, left: Value, right: Value, pairs: _Pairs) -> bool:
    if left is right:
        return True
    if len(left) != len(right):
        return False
    if name == "context" and left.keys() != right.keys():
        return False
    keys: Iterable[Value] = left if name == "context" else range(len(left))
    for key in keys:
        pairs.count()
        one, other = left[key], right[key]
        of_one = kind(one)
        if of_one != kind(other) or not _equal_of_kind(of_one, one, other, pairs):
            return False
    return True


def identity(value: Value) -> Hashable | None:
    """Give what equal plain values have in common; None for what has parts."""
    name = kind(value)
    if name in {"list", "context", "range", "function", "unknown"}:
        return None
    if name == "date and time":
        return name, _seconds(value)
    if name == "time":
        return name, _time_seconds(value)
    key = _KEYS.get(name)
    return name, value if key is None else key(value)


def _seconds(value: moments.Moment) -> tuple[bool, int]:
    """What FEEL compares: the properties, which know no fraction of a second."""
    return value.tzinfo is None, moments.instant(value) // SECOND


def _time_seconds(value: moments.Time) -> tuple[bool, int]:
    shift = moments.offset(value)
    return shift is None, (moments.clock(value) - (shift or 0)) // SECOND


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        left.op == right.op
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and same(left.start, right.start)
        and same(left.end, right.end)
    )


# -- order


def _moment_key(value: moments.Moment) -> tuple[bool, int]:
    return value.tzinfo is None, moments.instant(value)


def _time_key(value: moments.Time) -> tuple[bool, int]:
    shift = moments.offset(value)
    return shift is None, moments.clock(value) - (shift or 0)


_KEYS: Final[dict[str, Callable[[Value], Value]]] = {
    "number": lambda value: value,
    "string": lambda value: value,
    "date": moments.date_parts,
    "time": _time_key,
    "date and time": _moment_key,
    "days and time duration": moments.length,
    "years and months duration": lambda value: value.months,
}
ORDERED: Final = frozenset(_KEYS)
"""Kinds that have an order."""

OPERATORS: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def ordered(op: str, left: Value, right: Value) -> bool | None:
    """Compare as `<` and its like do; None where the values have no order."""
    of_left = kind(left)
    if of_left not in ORDERED or of_left != kind(right):
        return None
    key = _KEYS[of_left]
    one, other = key(left), key(right)
    if of_left in {"time", "date and time"}:
        if one[0] != other[0]:
            return None
        one, other = one[1], other[1]
    return OPERATORS[op](one, other)


def in_range(value: Value, span: Range) -> bool | None:
    """Tell whether a range holds a value; None where they do not compare."""
    if span.op == "=":
        return equal(value, span.start)
    if span.op == "!=":
        found = equal(value, span.start)
        return None if found is None else not found
    if span.op:
        end = span.end if span.op in {"<", "<="} else span.start
        return ordered(span.op, value, end)
    above = ordered(">=" if span.start_included else ">", value, span.start)
    below = ordered("<=" if span.end_included else "<", value, span.end)
    return None if above is None or below is None else above and below


# -- text


class _Writer:
    """Collects text, and stops where it would become too long."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = STRING_LENGTH

    def add(self, text: str) -> None:
        """Append a piece."""
        self.room -= len(text) + 1
        if self.room < 0:
            raise LimitFault("string_too_long", most=STRING_LENGTH)
        self.parts.append(text)


def text_of(value: Value) -> str:
    """Write a value as `string()` does."""
    if type(value) is str:
        return value
    writer = _Writer()
    _write(writer, value)
    return "".join(writer.parts)


def _write(writer: _Writer, value: Value) -> None:
    name = kind(value)
    if name == "string":
        writer.add('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
    elif name == "list":
        _write_many(writer, "[]", [("", item) for item in value])
    elif name == "context":
        named = [(f"{_key(key)}: ", item) for key, item in value.items()]
        _write_many(writer, "{}", named)
    elif name == "range":
        _write_range(writer, value)
    else:
        writer.add(_scalar(name, value))


def _key(key: str) -> str:
    return key if key.isidentifier() else '"' + key.replace('"', '\\"') + '"'


def _write_many(
    writer: _Writer, brackets: str, entries: list[tuple[str, Value]]
) -> None:
    writer.add(brackets[0])
    for number, (label, item) in enumerate(entries):
        writer.add((", " if number else "") + label)
        _write(writer, item)
    writer.add(brackets[1])


def _write_range(writer: _Writer, span: Range) -> None:
    if span.op:
        writer.add(f"({span.op} ")
        _write(writer, span.end if span.op in {"<", "<="} else span.start)
        writer.add(")")
        return
    writer.add("[" if span.start_included else "(")
    _write(writer, span.start)
    writer.add("..")
    _write(writer, span.end)
    writer.add("]" if span.end_included else ")")


def _scalar(name: str, value: Value) -> str:
    if name == "number":
        return number_to_text(value)
    if name == "boolean":
        return "true" if value else "false"
    if name == "date":
        return moments.date_to_text(moments.date_parts(value))
    if name == "time":
        return moments.time_to_text(moments.clock(value), value.tzinfo)
    if name == "date and time":
        number, shown = moments.day_number(value), moments.clock(value)
        return moments.moment_to_text(number, shown, value.tzinfo)
    if name == "days and time duration":
        return moments.duration_to_text(moments.length(value))
    if name == "years and months duration":
        return moments.months_to_text(value.months)
    if name == "function":
        return f"function {value.name}"
    return name if name == "null" else f"({name})"
