"""Built-in functions over ranges: how they lie to points and to each other."""

from __future__ import annotations

from collections.abc import Callable

from gridflow.feel.errors import Fault, FeelError
from gridflow.feel.functions import Registry
from gridflow.feel.nodes import Call, Interval, Literal, Name, Node
from gridflow.feel.values import Range, Value, equal, kind, ordered

REGISTRY = Registry()
built_in = REGISTRY.add


def _less(left: Value, right: Value) -> bool:
    found = ordered("<", left, right)
    if found is None:
        raise Fault("not_comparable", op="<", left=kind(left), right=kind(right))
    return found


def _equal(left: Value, right: Value) -> bool:
    found = equal(left, right)
    if found is None:
        raise Fault("not_comparable", op="=", left=kind(left), right=kind(right))
    return found


def _as_range(value: Value) -> Range:
    if isinstance(value, Range):
        return value
    return Range(value, value, True, True)


def _starts_no_later(one: Range, other: Range) -> bool:
    """Whether `one` reaches at least as far down as `other`."""
    if _equal(one.start, other.start):
        return one.start_included or not other.start_included
    return _less(one.start, other.start)


def _ends_no_earlier(one: Range, other: Range) -> bool:
    if _equal(one.end, other.end):
        return one.end_included or not other.end_included
    return _less(other.end, one.end)


def _reaches(one: Range, other: Range) -> bool:
    """Whether the end of `one` touches or passes the start of `other`."""
    if _equal(one.end, other.start):
        return one.end_included and other.start_included
    return _less(other.start, one.end)


def _before(one: Range, other: Range) -> bool:
    return not _reaches(one, other)


def _meets(one: Range, other: Range) -> bool:
    both = one.end_included and other.start_included
    return both and _equal(one.end, other.start)


def _overlaps(one: Range, other: Range) -> bool:
    return _reaches(one, other) and _reaches(other, one)


def _overlaps_before(one: Range, other: Range) -> bool:
    starts_earlier = not _starts_no_later(other, one)
    return starts_earlier and _reaches(one, other) and _ends_no_earlier(other, one)


def _finishes(one: Range, other: Range) -> bool:
    same_end = one.end_included == other.end_included and _equal(one.end, other.end)
    return same_end and _starts_no_later(other, one)


def _starts(one: Range, other: Range) -> bool:
    same = one.start_included == other.start_included
    return same and _equal(one.start, other.start) and _ends_no_earlier(other, one)


def _includes(one: Range, other: Range) -> bool:
    return _starts_no_later(one, other) and _ends_no_earlier(one, other)


def _coincides(one: Range, other: Range) -> bool:
    return _includes(one, other) and _includes(other, one)


_Relation = Callable[[Range, Range], bool]
_POINTS = "point1:point, point2:point"
_POINT_FIRST = "point:point, range:range"
_RANGE_FIRST = "range:range, point:point"
_RANGES = "range1:range, range2:range"


def _register(name: str, inverse: str, relation: _Relation, *shapes: str) -> None:
    """Register a relation and its inverse, for these kinds of arguments."""
    turned = {_POINT_FIRST: _RANGE_FIRST, _RANGE_FIRST: _POINT_FIRST}
    for shape in shapes:
        built_in(name, shape)(
            lambda one, other: relation(_as_range(one), _as_range(other))
        )
        if inverse:
            built_in(inverse, turned.get(shape, shape))(
                lambda one, other: relation(_as_range(other), _as_range(one))
            )


_register("before", "after", _before, _POINTS, _POINT_FIRST, _RANGE_FIRST, _RANGES)
_register("meets", "met by", _meets, _RANGES)
_register("overlaps", "", _overlaps, _RANGES)
_register("overlaps before", "overlaps after", _overlaps_before, _RANGES)
_register("finishes", "finished by", _finishes, _POINT_FIRST, _RANGES)
_register("includes", "during", _includes, _RANGE_FIRST, _RANGES)
_register("starts", "started by", _starts, _POINT_FIRST, _RANGES)
_register("coincides", "", _coincides, _POINTS, _RANGES)


# -- a range from its text

_OF_TEXT = frozenset({"date", "time", "date and time", "duration"})


def _end_value(node: Node) -> Value:
    """Give the constant that an end of a written range stands for."""
    from gridflow.feel.library import FUNCTIONS

    if isinstance(node, Literal):
        return node.value
    callee = node.function if isinstance(node, Call) else None
    if isinstance(node, Call) and isinstance(callee, Name) and callee.name in _OF_TEXT:
        values = [
            part.value if isinstance(part, Literal) else None for part in node.arguments
        ]
        signatures = FUNCTIONS[callee.name].candidates(len(values), node.names)
        for signature, order in signatures:
            try:
                return signature.body(*signature.arguments(order, values))
            except Fault:
                continue
    return None


@built_in("range", "from:string")
def _range(text: str) -> Value:
    from gridflow.feel.parser import parse

    try:
        node, _ = parse(text)
    except FeelError as error:
        raise Fault("no_such_value", text=text) from error
    if not isinstance(node, Interval):
        raise Fault("no_such_value", text=text)
    start, end = _end_value(node.low), _end_value(node.high)
    if start is None or end is None or ordered("<=", start, end) is not True:
        raise Fault("no_such_value", text=text)
    return Range(start, end, node.low_included, node.high_included)
