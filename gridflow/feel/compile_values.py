"""Compiles literals, lists, contexts, functions, calls, paths and arithmetic."""

from __future__ import annotations

import decimal
from decimal import Decimal

from gridflow.feel.arithmetic import NUMERIC, apply, negate
from gridflow.feel.errors import Fault, Position
from gridflow.feel.functions import Candidates, Function, Parameter, Signature, call
from gridflow.feel.nodes import (
    Arithmetic,
    Broken,
    Call,
    ContextOf,
    FunctionOf,
    ListOf,
    Literal,
    Name,
    Negate,
    Node,
    Path,
    TypeRef,
)
from gridflow.feel.run import Code, Frame, Run
from gridflow.feel.scope import Compiler
from gridflow.feel.temporal import property_of
from gridflow.feel.typenames import conforms
from gridflow.feel.values import Range, Value, kind

_CONTEXT, _RUN = 0, 1


def compile_literal(compiler: Compiler, node: Node) -> Code:  # noqa: ARG001 - all handlers are alike
    """Compile a constant."""
    assert isinstance(node, Literal)
    value = node.value
    return lambda _frame: value


def compile_broken(compiler: Compiler, node: Node) -> Code:
    """Compile a literal without a value."""
    assert isinstance(node, Broken)
    place, code, text = compiler.place(node), node.code, node.text

    def broken(frame: Frame) -> Value:
        frame[_RUN].warn(place, code, text=text)

    return broken


def compile_list(compiler: Compiler, node: Node) -> Code:
    """Compile `[a, b]`."""
    assert isinstance(node, ListOf)
    codes = [compiler.code(item) for item in node.items]
    return lambda frame: [code(frame) for code in codes]


def compile_context(compiler: Compiler, node: Node) -> Code:
    """Compile `{key: value}`; entries see the ones before them."""
    assert isinstance(node, ContextOf)
    place = compiler.place(node)
    scope = compiler.variables()
    entries: list[tuple[str, int, Code]] = []
    for key, value, _at in node.entries:
        if key in scope.slots:
            compiler.close()
            return _warning(place, "duplicate_key", key)
        slot = compiler.slot()
        if isinstance(value, FunctionOf):
            scope.slots[key] = slot
        code = compiler.code(value)
        scope.slots[key] = slot
        entries.append((key, slot, code))
    compiler.close()

    def context(frame: Frame) -> Value:
        made = {}
        for key, slot, code in entries:
            value = made[key] = frame[slot] = code(frame)
            if type(value) is Lambda:
                # it may call itself by the name it has just got
                value.frame[slot] = value
        return made

    return context


def _warning(place: Position, code: str, name: str) -> Code:
    def null(frame: Frame) -> Value:
        frame[_RUN].warn(place, code, name=name)

    return null


# -- functions


class Lambda(Function):
    """A function written in FEEL, with the variables it was made among."""

    __slots__ = ("frame",)

    def __init__(self, signature: Signature, frame: Frame) -> None:
        super().__init__("function", (signature,))
        self.frame = frame


def compile_function(compiler: Compiler, node: Node) -> Code:
    """Compile `function(a, b) body`."""
    assert isinstance(node, FunctionOf)
    names = [name for name, _ in node.parameters]
    scope = compiler.variables(*names)
    slots = [scope.slots[name] for name in names]
    body, weight = compiler.weighed(node.body)
    compiler.close()
    types = [wanted for _, wanted in node.parameters]
    parameters = tuple(Parameter(name) for name in names)

    def function(frame: Frame) -> Value:
        captured = frame.copy()

        def invoke(run: Run, *values: Value) -> Value:
            inner = captured.copy()
            inner[_RUN] = run
            for slot, wanted, value in zip(slots, types, values, strict=True):
                inner[slot] = _typed(value, wanted)
            run.enter(weight)
            result = body(inner)
            run.calls -= 1
            return result

        return Lambda(Signature(parameters, invoke, wants_run=True), captured)

    return function


def _typed(value: Value, wanted: TypeRef | None) -> Value:
    if wanted is None or conforms(value, wanted) is not False:
        return value
    if kind(value) == "list" and len(value) == 1 and conforms(value[0], wanted):
        return value[0]
    if wanted.name == "list" and conforms([value], wanted):
        return [value]
    raise Fault("wrong_argument", found=kind(value), expected=wanted.name)


def compile_call(compiler: Compiler, node: Node) -> Code:
    """Compile `function(arguments)`."""
    assert isinstance(node, Call)
    arguments = [compiler.code(argument) for argument in node.arguments]
    place, callee, names = compiler.place(node), node.function, node.names
    if isinstance(callee, Name):
        elements, slot = compiler.find(callee.name)
        known = compiler.functions.get(callee.name)
        if known is not None and slot is None:
            candidates = known.candidates(len(arguments), names)
            return _known_call(known, candidates, arguments, names, place)
        del elements
    function = compiler.code(callee)

    def invocation(frame: Frame) -> Value:
        found = function(frame)
        values = [argument(frame) for argument in arguments]
        if isinstance(found, Function):
            return _invoke(found, values, names, frame[_RUN], place)
        frame[_RUN].warn(place, "no_function", found=kind(found))
        return None

    return invocation


def _invoke(
    function: Function,
    values: list[Value],
    names: list[str] | None,
    run: Run,
    place: Position,
) -> Value:
    try:
        return function.call(run, values, names)
    except Fault as fault:
        return run.fault(fault, place)


def _known_call(
    function: Function,
    candidates: Candidates,
    arguments: list[Code],
    names: list[str] | None,
    place: Position,
) -> Code:
    """Compile the call of a built-in; a function in the context goes before it."""
    name = function.name

    def invocation(frame: Frame) -> Value:
        values = [argument(frame) for argument in arguments]
        own = frame[_CONTEXT].get(name)
        if own is not None and isinstance(own, Function):
            return _invoke(own, values, names, frame[_RUN], place)
        try:
            return call(function, candidates, frame[_RUN], values)
        except Fault as fault:
            return frame[_RUN].fault(fault, place)

    return invocation


# -- paths


def compile_path(compiler: Compiler, node: Node) -> Code:
    """Compile `source.name`."""
    assert isinstance(node, Path)
    source, name = compiler.code(node.source), node.name
    place = compiler.place(node)

    def path(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and name in value:
            return value[name]
        return member(value, name, frame[_RUN], place)

    return path


def member(value: Value, name: str, run: Run, place: Position) -> Value:
    """Give an entry or property; a list gives those of its elements."""
    found = kind(value)
    if found == "null":
        return None
    if found == "list":
        run.spend(len(value))
        return [member(item, name, run, place) for item in value]
    try:
        if found == "context":
            return value[name]
        if found == "range":
            return _end(value, name)
        return property_of(value, name)
    except KeyError:
        run.warn(place, "no_such_entry", name=name, found=found)
        return None


def _end(span: Range, name: str) -> Value:
    if name in {"start", "end"}:
        return span.start if name == "start" else span.end
    if name in {"start included", "end included"}:
        return span.start_included if name[0] == "s" else span.end_included
    raise KeyError(name)


# -- arithmetic


def compile_negate(compiler: Compiler, node: Node) -> Code:
    """Compile `-operand`."""
    assert isinstance(node, Negate)
    operand, place = compiler.code(node.operand), compiler.place(node)

    def negated(frame: Frame) -> Value:
        value = operand(frame)
        try:
            return negate(value)
        except Fault as fault:
            return frame[_RUN].fault(fault, place)

    return negated


def compile_arithmetic(compiler: Compiler, node: Node) -> Code:
    """Compile a chain of operators of one precedence."""
    assert isinstance(node, Arithmetic)
    code = compiler.code(node.first)
    steps = [
        (op, compiler.code(operand), compiler.lexer.place(at))
        for op, operand, at in node.rest
    ]
    if len(steps) == 1:
        return _operation(code, *steps[0])

    def chain(frame: Frame) -> Value:
        value = code(frame)
        for op, operand, place in steps:
            value = _computed(frame, op, value, operand(frame), place)
        return value

    return chain


def _computed(
    frame: Frame, op: str, left: Value, right: Value, place: Position
) -> Value:
    try:
        found = apply(op, left, right)
        if type(found) is str:
            frame[_RUN].spend(len(found) >> 6)
    except Fault as fault:
        return frame[_RUN].fault(fault, place)
    return found


def _operation(left: Code, op: str, right: Code, place: Position) -> Code:
    numeric = NUMERIC[op]

    def operation(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        of_one, of_other = type(one), type(other)
        if (of_one is Decimal or of_one is int) and (
            of_other is Decimal or of_other is int
        ):
            try:
                return numeric(one, other)
            except decimal.DecimalException:
                return _computed(frame, op, one, other, place)
        return _computed(frame, op, one, other, place)

    return operation
