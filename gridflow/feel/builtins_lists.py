"""Built-in functions over lists."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable
from decimal import Decimal

from gridflow.feel.decimals import Number
from gridflow.feel.errors import Fault, LimitFault
from gridflow.feel.functions import Function, Registry
from gridflow.feel.limits import LIST_LENGTH
from gridflow.feel.run import Run
from gridflow.feel.values import Value, identity, kind, ordered, same

REGISTRY = Registry()
built_in = REGISTRY.add


def bounded(values: Iterable[Value]) -> list[Value]:
    """Collect values into a list, within the limit."""
    made: list[Value] = []
    for value in values:
        made.append(value)
        if len(made) > LIST_LENGTH:
            raise LimitFault("list_too_long", most=LIST_LENGTH)
    return made


def index_at(values: list[Value], position: Number) -> int:
    """Give the index in Python of a position from 1 or backwards from -1."""
    at = int(position)
    if not at or abs(at) > len(values):
        raise Fault("no_such_position", position=position, length=len(values))
    return at - 1 if at > 0 else len(values) + at


@built_in("list contains", "list:list, element", wants_run=True)
def _contains(run: Run, values: list[Value], element: Value) -> Value:
    return any(same(value, element, run.spend) for value in values)


@built_in("count", "list:list")
def _count(values: list[Value]) -> Value:
    return Decimal(len(values))


@built_in("sublist", "list:list, start position:number, length?:number")
def _sublist(values: list[Value], start: Number, length: Number | None) -> Value:
    begin = index_at(values, start)
    if length is None:
        return values[begin:]
    if length < 1 or begin + int(length) > len(values):
        raise Fault("out_of_range", parameter="length")
    return values[begin : begin + int(length)]


@built_in("append", "list:list, *item")
def _append(values: list[Value], items: list[Value]) -> Value:
    return bounded([*values, *items])


@built_in("concatenate", "*list:list")
def _concatenate(lists: list[list[Value]]) -> Value:
    return bounded(value for values in lists for value in values)


@built_in("insert before", "list:list, position:number, newItem")
def _insert(values: list[Value], position: Number, item: Value) -> Value:
    at = index_at(values, position)
    return bounded([*values[:at], item, *values[at:]])


@built_in("remove", "list:list, position:number")
def _remove(values: list[Value], position: Number) -> Value:
    at = index_at(values, position)
    return [*values[:at], *values[at + 1 :]]


@built_in("list replace", "list:list, position:number, newItem")
def _replace_at(values: list[Value], position: Number, item: Value) -> Value:
    at = index_at(values, position)
    return [*values[:at], item, *values[at + 1 :]]


@built_in("list replace", "list:list, match:function, newItem", wants_run=True)
def _replace_matching(
    run: Run, values: list[Value], match: Function, item: Value
) -> Value:
    run.spend(len(values))
    return [item if _decide(run, match, value, item) else value for value in values]


def _decide(run: Run, function: Function, *arguments: Value) -> bool:
    found = function.call(run, list(arguments))
    if not isinstance(found, bool):
        raise Fault("wrong_result", found=kind(found), expected="boolean")
    return found


@built_in("reverse", "list:list")
def _reverse(values: list[Value]) -> Value:
    return values[::-1]


@built_in("index of", "list:list, match", wants_run=True)
def _indices(run: Run, values: list[Value], match: Value) -> Value:
    return [
        Decimal(number)
        for number, value in enumerate(values, 1)
        if same(value, match, run.spend)
    ]


def _distinct(run: Run, values: Iterable[Value]) -> list[Value]:
    """Keep the first of equal values; plain ones are found by their hash."""
    seen: set[Hashable] = set()
    others: list[Value] = []
    made: list[Value] = []
    for value in values:
        known = identity(value)
        if known is not None:
            if known not in seen:
                seen.add(known)
                made.append(value)
            continue
        run.spend(len(others))
        if not any(same(value, other, run.spend) for other in others):
            others.append(value)
            made.append(value)
    return made


@built_in("distinct values", "list:list", wants_run=True)
def _distinct_values(run: Run, values: list[Value]) -> Value:
    return _distinct(run, values)


@built_in("union", "*list:list", wants_run=True)
def _union(run: Run, lists: list[list[Value]]) -> Value:
    return bounded(_distinct(run, (value for values in lists for value in values)))


@built_in("flatten", "list:list", wants_run=True)
def _flatten(run: Run, values: list[Value]) -> Value:
    made: list[Value] = []
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            run.spend(1)
            if kind(value) == "list":
                waiting.append(iter(value))
                break
            made.append(value)
        else:
            waiting.pop()
    return bounded(made)


@built_in("sort", "list:list, precedes:function", wants_run=True)
def _sort(run: Run, values: list[Value], precedes: Function) -> Value:
    def compared(left: Value, right: Value) -> int:
        run.spend(1)
        if _decide(run, precedes, left, right):
            return -1
        return 1 if _decide(run, precedes, right, left) else 0

    return sorted(values, key=functools.cmp_to_key(compared))


@built_in("sort", "list:list")
def _sort_naturally(values: list[Value]) -> Value:
    def compared(left: Value, right: Value) -> int:
        before = ordered("<", left, right)
        if before is None:
            raise Fault("not_comparable", left=kind(left), right=kind(right))
        return -1 if before else int(ordered(">", left, right) or 0)

    return sorted(values, key=functools.cmp_to_key(compared))
