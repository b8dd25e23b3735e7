"""Compiles `and`, `or`, `if`, `for`, `some`, `every` and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from gridflow.feel.decimals import is_number, is_whole
from gridflow.feel.errors import FeelError, LimitFault, Position
from gridflow.feel.limits import LIST_LENGTH
from gridflow.feel.moments import DAYS, day_number, make_day
from gridflow.feel.nodes import And, Filter, For, If, Literal, Node, Or, Quantified
from gridflow.feel.nodes import Iterator as NamedSource
from gridflow.feel.run import Code, Frame, Run
from gridflow.feel.scope import Compiler
from gridflow.feel.values import Range, Value, as_list, is_list, kind

_RUN = 1


def compile_and(compiler: Compiler, node: Node) -> Code:
    """Compile `and`: false if one part is, true if all are, else null."""
    assert isinstance(node, And)
    return _junction(compiler, node.parts, decisive=False)


def compile_or(compiler: Compiler, node: Node) -> Code:
    """Compile `or`: true if one part is, false if all are, else null."""
    assert isinstance(node, Or)
    return _junction(compiler, node.parts, decisive=True)


def _junction(compiler: Compiler, nodes: list[Node], *, decisive: bool) -> Code:
    neutral = not decisive
    parts = [compiler.code(node) for node in nodes]
    place = compiler.place(nodes[0])

    def junction(frame: Frame) -> Value:
        result: bool | None = neutral
        for part in parts:
            value = part(frame)
            if value is decisive:
                return decisive
            if value is not neutral:
                result = None
                if value is not None:
                    frame[_RUN].warn(place, "not_boolean", found=kind(value))
        return result

    return junction


def compile_if(compiler: Compiler, node: Node) -> Code:
    """Compile `if`: what is not true counts as false."""
    assert isinstance(node, If)
    branches = [
        (compiler.code(test), compiler.code(then)) for test, then in node.branches
    ]
    otherwise = compiler.code(node.otherwise)
    place = compiler.place(node)

    def chosen(frame: Frame) -> Value:
        for condition, then in branches:
            value = condition(frame)
            if value is True:
                return then(frame)
            if value is not False and value is not None:
                frame[_RUN].warn(place, "not_boolean", found=kind(value))
        return otherwise(frame)

    return chosen


# -- what loops go over


def elements(
    value: Value, run: Run, place: Position, weight: int
) -> Iterable[Value] | None:
    """Give what a loop visits; None with a warning where it cannot.

    What the visits will cost is spent in advance.
    """
    if type(value) is list:
        _spend(len(value), weight, run, place)
        return value
    if value is None:
        run.warn(place, "null_list")
        return None
    if is_list(value):
        _spend(len(value), weight, run, place)
        return list(value)
    if isinstance(value, Range):
        return _steps(value, run, place, weight)
    return [value]


def _spend(count: int, weight: int, run: Run, place: Position) -> None:
    if count > LIST_LENGTH:
        raise FeelError("list_too_long", place, most=LIST_LENGTH)
    try:
        run.spend(count * weight)
    except LimitFault as fault:
        run.fault(fault, place)


def _steps(
    span: Range, run: Run, place: Position, weight: int
) -> Iterable[Value] | None:
    """Give the whole numbers or days of a range, downwards if it is turned."""
    start, end = span.start, span.end
    numbers = is_number(start) and is_number(end)
    days = kind(start) == "date" and kind(end) == "date"
    if span.op or not (days or (numbers and is_whole(start) and is_whole(end))):
        run.warn(place, "not_countable", left=kind(start), right=kind(end))
        return None
    first, last = (
        (day_number(start), day_number(end)) if days else (int(start), int(end))
    )
    step = 1 if first <= last else -1
    first += 0 if span.start_included else step
    last -= 0 if span.end_included else step
    _spend(max((last - first) * step + 1, 0), weight, run, place)
    counted = range(first, last + step, step)
    if (last - first) * step < 0:
        return []
    return map(make_day, counted) if isinstance(start, DAYS) else map(Decimal, counted)


# -- for, some, every


def compile_for(compiler: Compiler, node: Node) -> Code:
    """Compile `for`; several iterators go round like nested loops."""
    assert isinstance(node, For)
    scopes, sources = _open_iterators(compiler, node.iterators)
    partial = compiler.variables("partial")
    body, weight = compiler.weighed(node.body)
    compiler.close(scopes + 1)
    place = compiler.place(node)
    so_far = partial.slots["partial"] if "partial" in partial.used else None

    def collect(frame: Frame) -> Value:
        results: list[Value] = []

        def visit(frame: Frame) -> bool:
            if so_far is not None:
                frame[_RUN].spend(len(results) // 64)
                frame[so_far] = list(results)
            results.append(body(frame))
            if len(results) > LIST_LENGTH:
                raise FeelError("list_too_long", place, most=LIST_LENGTH)
            return True

        return results if _loop(sources, weight, 0, frame, visit) else None

    if len(sources) == 1 and so_far is None:
        return _simple_for(*sources[0], body, weight)
    return collect


_Source = tuple[int, Code, Position]


def _open_iterators(
    compiler: Compiler, iterators: list[NamedSource]
) -> tuple[int, list[_Source]]:
    sources = []
    for name, source in iterators:
        code = compiler.code(source)
        scope = compiler.variables(name)
        sources.append((scope.slots[name], code, compiler.place(source)))
    return len(iterators), sources


def _loop(
    sources: list[_Source],
    weight: int,
    depth: int,
    frame: Frame,
    visit: Callable[[Frame], bool],
) -> bool:
    """Visit all combinations; false where a source has no elements to give."""
    slot, source, place = sources[depth]
    found = elements(source(frame), frame[_RUN], place, weight)
    if found is None:
        return False
    innermost = depth + 1 == len(sources)
    for frame[slot] in found:
        if innermost:
            more = visit(frame)
        else:
            more = _loop(sources, weight, depth + 1, frame, visit)
        if not more:
            return False
    return True


def _simple_for(
    slot: int, source: Code, place: Position, body: Code, weight: int
) -> Code:
    def collect(frame: Frame) -> Value:
        found = elements(source(frame), frame[_RUN], place, weight)
        if found is None:
            return None
        results = []
        for frame[slot] in found:
            results.append(body(frame))
        return results

    return collect


def compile_quantified(compiler: Compiler, node: Node) -> Code:
    """Compile `some` and `every`."""
    assert isinstance(node, Quantified)
    scopes, sources = _open_iterators(compiler, node.iterators)
    condition, weight = compiler.weighed(node.condition)
    compiler.close(scopes)
    decisive = not node.every
    if len(sources) == 1:
        return _simple_quantified(*sources[0], condition, weight, decisive=decisive)

    def quantified(frame: Frame) -> Value:
        result: list[bool | None] = [not decisive]

        def visit(frame: Frame) -> bool:
            value = condition(frame)
            if value is decisive:
                result[0] = decisive
                return False
            if value is not (not decisive):
                result[0] = None
            return True

        if not _loop(sources, weight, 0, frame, visit) and result[0] is not decisive:
            return None
        return result[0]

    return quantified


def _simple_quantified(
    slot: int,
    source: Code,
    place: Position,
    condition: Code,
    weight: int,
    *,
    decisive: bool,
) -> Code:
    neutral = not decisive

    def quantified(frame: Frame) -> Value:
        found = elements(source(frame), frame[_RUN], place, weight)
        if found is None:
            return None
        result: bool | None = neutral
        for frame[slot] in found:
            value = condition(frame)
            if value is decisive:
                return decisive
            if value is not neutral:
                result = None
        return result

    return quantified


# -- filters


def pick(items: list[Value], position: Value) -> Value:
    """Give the element at a position from 1, or from -1 backwards, else null."""
    at = int(position)
    if 0 < at <= len(items):
        return items[at - 1]
    return items[at] if -len(items) <= at < 0 else None


def compile_filter(compiler: Compiler, node: Node) -> Code:
    """Compile `source[condition]`."""
    assert isinstance(node, Filter)
    source = compiler.code(node.source)
    place = compiler.place(node)
    if isinstance(node.condition, Literal) and is_number(node.condition.value):
        return _at_position(source, node.condition.value, place)
    scope = compiler.element()
    condition, weight = compiler.weighed(node.condition)
    compiler.close()
    slot = scope.slot

    def filtered(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        items = as_list(items)
        run = frame[_RUN]
        _spend(len(items), weight, run, place)
        if not items:
            return _nothing(frame, condition, slot)
        results = []
        for item in items:
            frame[slot] = item
            value = condition(frame)
            if value is True:
                results.append(item)
            elif value is not False and value is not None:
                if is_number(value):
                    return _picked(items, value, run, place)
                run.warn(place, "not_a_condition", found=kind(value))
                return None
        return results

    return filtered


def _nothing(frame: Frame, condition: Code, slot: int) -> Value:
    """Filter an empty list: null where the condition is a position, else empty."""
    run: Run = frame[_RUN]
    frame[slot] = None
    heard, run.warnings = run.warnings, None
    found = condition(frame)
    run.warnings = heard
    return None if is_number(found) else []


def _picked(items: list[Value], at: Value, run: Run, place: Position) -> Value:
    if not is_whole(at) or not -len(items) <= at <= len(items) or not at:
        run.warn(place, "no_such_position", position=at, length=len(items))
        return None
    return pick(items, at)


def _at_position(source: Code, at: Value, place: Position) -> Code:
    def picked(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        return _picked(as_list(items), at, frame[_RUN], place)

    return picked
