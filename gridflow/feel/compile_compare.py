"""Compiles comparisons: `=`, `<` and their like, `between`, `in`, ranges.

Comparing with a constant is what most rules do, so that case has closures of its
own; everything else goes through `values.equal` and `values.ordered`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from gridflow.feel.errors import Position
from gridflow.feel.nodes import (
    Between,
    Compare,
    HalfLine,
    In,
    InstanceOf,
    Interval,
    Literal,
    Node,
    Span,
)
from gridflow.feel.run import Code, Frame
from gridflow.feel.scope import Compiler
from gridflow.feel.typenames import is_instance
from gridflow.feel.values import (
    OPERATORS,
    ORDERED,
    Range,
    Spend,
    Value,
    equal,
    in_range,
    kind,
    ordered,
    same,
)

_RUN = 1


def compare(op: str, left: Value, right: Value, spend: Spend) -> bool | None:
    """Compare two values by an operator; None where they do not compare."""
    if op == "=":
        return equal(left, right, spend)
    if op == "!=":
        found = equal(left, right, spend)
        return None if found is None else not found
    return ordered(op, left, right)


def _slowly(
    frame: Frame, op: str, left: Value, right: Value, place: Position
) -> bool | None:
    found = compare(op, left, right, frame[_RUN].spend)
    if found is None:
        of_left, of_right = kind(left), kind(right)
        frame[_RUN].warn(place, "not_comparable", op=op, left=of_left, right=of_right)
    return found


def compile_compare(compiler: Compiler, node: Node) -> Code:
    """Compile `left op right`."""
    assert isinstance(node, Compare)
    left, right = compiler.code(node.left), compiler.code(node.right)
    place = compiler.place(node)
    if isinstance(node.right, Literal):
        constant = node.right.value
        if isinstance(constant, Decimal) and node.op not in {"=", "!="}:
            return _order_with_number(node.op, left, constant, place)
        if isinstance(constant, Decimal | str):
            return _equal_to(node.op, left, constant, place)
    op = node.op

    def comparison(frame: Frame) -> Value:
        return _slowly(frame, op, left(frame), right(frame), place)

    return comparison


def _order_with_number(op: str, left: Code, constant: Decimal, place: Position) -> Code:
    compared = OPERATORS[op]
    whole: Value = constant
    if constant == constant.to_integral_value() and constant.adjusted() < 18:  # noqa: PLR2004 - digits of a machine integer
        whole = int(constant)

    def comparison(frame: Frame) -> Value:
        value = left(frame)
        found = type(value)
        if found is Decimal:
            return compared(value, constant)
        if found is int:
            return compared(value, whole)
        return _slowly(frame, op, value, constant, place)

    return comparison


def _equal_to(op: str, left: Code, constant: Decimal | str, place: Position) -> Code:
    if op not in {"=", "!="}:
        return _ordered_with(op, left, constant, place)
    wanted = (str, str) if isinstance(constant, str) else (Decimal, int)
    first, second = wanted
    holds = op == "="

    def comparison(frame: Frame) -> Value:
        value = left(frame)
        found = type(value)
        if found is first or found is second:
            return (value == constant) is holds
        return _slowly(frame, op, value, constant, place)

    return comparison


def _ordered_with(op: str, left: Code, constant: Value, place: Position) -> Code:
    def comparison(frame: Frame) -> Value:
        return _slowly(frame, op, left(frame), constant, place)

    return comparison


def compile_between(compiler: Compiler, node: Node) -> Code:
    """Compile `value between low and high`."""
    assert isinstance(node, Between)
    value, low, high = (
        compiler.code(part) for part in (node.value, node.low, node.high)
    )
    place = compiler.place(node)

    def between(frame: Frame) -> Value:
        found = value(frame)
        above = _slowly(frame, ">=", found, low(frame), place)
        below = _slowly(frame, "<=", found, high(frame), place)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return between


def holds(value: Value, test: Value, spend: Spend) -> bool | None:
    """Tell whether a value passes a test: equal to it, or inside it."""
    name = kind(test)
    if name == "range":
        if kind(value) == "range":
            return same(value, test)
        return in_range(value, test)
    if name == "list":
        return same(value, test, spend) or _in_list(value, test, spend)
    return equal(value, test)


def _in_list(value: Value, tests: list[Value], spend: Spend) -> bool | None:
    undecided = False
    spend(len(tests))
    for test in tests:
        if kind(test) == "range" and kind(value) != "range":
            found = in_range(value, test)
            undecided = undecided or found is None
        else:
            found = equal(value, test, spend)
        if found:
            return True
    return None if undecided else False


def compile_test(compiler: Compiler, node: Node) -> Callable[[Frame, Value], Value]:
    """Compile one unary test; the code takes the frame and the tested value."""
    place = compiler.place(node)
    if isinstance(node, HalfLine):
        operand, op = compiler.code(node.operand), node.op

        def compared(frame: Frame, value: Value) -> Value:
            return _slowly(frame, op, value, operand(frame), place)

        return compared
    code = compiler.code(node)

    def tested(frame: Frame, value: Value) -> Value:
        test = code(frame)
        found = holds(value, test, frame[_RUN].spend)
        if found is None:
            of_left, of_right = kind(value), kind(test)
            frame[_RUN].warn(
                place, "not_comparable", op="in", left=of_left, right=of_right
            )
        return found

    return tested


def compile_in(compiler: Compiler, node: Node) -> Code:
    """Compile `value in (test, test)`."""
    assert isinstance(node, In)
    value = compiler.code(node.value)
    tests = [compile_test(compiler, test) for test in node.tests]

    def inside(frame: Frame) -> Value:
        found = value(frame)
        result: bool | None = False
        for test in tests:
            passed = test(frame, found)
            if passed is True:
                return True
            if passed is None:
                result = None
        return result

    return inside


def compile_instance_of(compiler: Compiler, node: Node) -> Code:
    """Compile `value instance of type`."""
    assert isinstance(node, InstanceOf)
    value, wanted = compiler.code(node.value), node.type
    place = compiler.place(node)

    def instance_of(frame: Frame) -> Value:
        found = is_instance(value(frame), wanted)
        if found is None:
            frame[_RUN].warn(place, "unknown_type", type=wanted.name)
        return bool(found)

    return instance_of


def make_range(
    low: Value, high: Value, *, low_included: bool, high_included: bool
) -> Range | None:
    """Make a range if its ends have an order; one end may be null."""
    kinds = {kind(low), kind(high)} - {"null"}
    if len(kinds) > 1 or not kinds <= ORDERED:
        return None
    return Range(low, high, low_included, high_included)


def compile_interval(compiler: Compiler, node: Node) -> Code:
    """Compile `[low..high]`."""
    assert isinstance(node, Interval)
    low, high = compiler.code(node.low), compiler.code(node.high)
    low_included, high_included = node.low_included, node.high_included
    place = compiler.place(node)

    def interval(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        made = make_range(
            start, end, low_included=low_included, high_included=high_included
        )
        if made is None:
            left, right = kind(start), kind(end)
            frame[_RUN].warn(place, "no_range", left=left, right=right)
        return made

    return interval


def compile_half_line(compiler: Compiler, node: Node) -> Code:
    """Compile `(< 10)` as a value."""
    assert isinstance(node, HalfLine)
    operand, op = compiler.code(node.operand), node.op

    def half_line(frame: Frame) -> Value:
        end = operand(frame)
        if op in {"<", "<="}:
            return Range(None, end, False, op == "<=", op)
        if op in {">", ">="}:
            return Range(end, None, op == ">=", False, op)
        return Range(end, end, op == "=", op == "=", op)

    return half_line


def compile_span(compiler: Compiler, node: Node) -> Code:
    """Compile `low..high` of an iterator."""
    assert isinstance(node, Span)
    low, high = compiler.code(node.low), compiler.code(node.high)

    def span(frame: Frame) -> Value:
        return Range(low(frame), high(frame), True, True)

    return span
