"""Walks a syntax tree: which names come from outside, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridflow.feel import nodes
from gridflow.feel.errors import Position
from gridflow.feel.nodes import Node, Tests


@dataclass(frozen=True, slots=True)
class FreeName:
    """A name that the context must provide, with the path after it.

    `path` is the whole dotted text, such as `clue.found_on`; `name` its head.
    """

    path: str
    position: Position
    called: bool = False

    @property
    def name(self) -> str:
        """The part before the first dot."""
        return self.parts[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts between the dots."""
        return tuple(self.path.split("."))


def children(node: Node) -> Iterator[Node]:
    """Give the direct parts of a node that open no scope of their own."""
    match node:
        case nodes.Path(source=source):
            yield source
        case nodes.Filter(source=source, condition=condition):
            yield from (source, condition)
        case nodes.Call(function=function, arguments=arguments):
            yield function
            yield from arguments
        case nodes.Negate(operand=operand) | nodes.HalfLine(operand=operand):
            yield operand
        case nodes.Arithmetic(first=first, rest=rest):
            yield first
            yield from (operand for _, operand, _ in rest)
        case nodes.Compare(left=left, right=right):
            yield from (left, right)
        case nodes.Between(value=value, low=low, high=high):
            yield from (value, low, high)
        case nodes.In(value=value, tests=tests):
            yield value
            yield from tests
        case nodes.InstanceOf(value=value):
            yield value
        case nodes.And(parts=parts) | nodes.Or(parts=parts):
            yield from parts
        case nodes.If(branches=branches, otherwise=otherwise):
            for branch in branches:
                yield from branch
            yield otherwise
        case nodes.Span(low=low, high=high) | nodes.Interval(low=low, high=high):
            yield from (low, high)
        case nodes.ListOf(items=items):
            yield from items


def free_names(node: Node | Tests, text: str) -> tuple[FreeName, ...]:
    """Return the names that a tree takes from outside, in the order of the text.

    A name in the condition of a filter may be an entry of the element at hand; only
    a run knows, so it is told as well.
    """
    found: list[tuple[int, str, bool]] = []
    roots = node.tests if isinstance(node, Tests) else [node]
    for root in roots:
        _gather(root, frozenset(), found)
    return tuple(
        FreeName(path, _position(text, at), called) for at, path, called in found
    )


def _position(text: str, at: int) -> Position:
    line = text.count("\n", 0, at)
    return Position(line + 1, at - (text.rfind("\n", 0, at) + 1) + 1)


def _gather(
    node: Node, local: frozenset[str], found: list[tuple[int, str, bool]]
) -> None:
    match node:
        case nodes.Name(name=name):
            if name not in local:
                found.append((node.at, name, False))
        case nodes.Path() if (path := dotted(node)) is not None:
            if path.split(".")[0] not in local:
                found.append((head_of(node).at, path, False))
        case nodes.Call(function=nodes.Name(name=name) as function):
            if name not in local:
                found.append((function.at, name, True))
            for argument in node.arguments:
                _gather(argument, local, found)
        case nodes.For(iterators=iterators, body=body):
            inner = _gather_sources(iterators, local, found)
            _gather(body, inner | {"partial"}, found)
        case nodes.Quantified(iterators=iterators, condition=condition):
            _gather(condition, _gather_sources(iterators, local, found), found)
        case nodes.Filter(source=source, condition=condition):
            _gather(source, local, found)
            _gather(condition, local | {"item"}, found)
        case nodes.ContextOf(entries=entries):
            for name, value, _ in entries:
                _gather(value, local, found)
                local |= {name}
        case nodes.FunctionOf(parameters=parameters, body=body):
            _gather(body, local | {name for name, _ in parameters}, found)
        case _:
            for child in children(node):
                _gather(child, local, found)


def _gather_sources(
    iterators: list[nodes.Iterator],
    local: frozenset[str],
    found: list[tuple[int, str, bool]],
) -> frozenset[str]:
    for name, source in iterators:
        _gather(source, local, found)
        local |= {name}
    return local


def dotted(node: Node) -> str | None:
    """Return `a.b.c` where a node is nothing but names and dots."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Path):
        before = dotted(node.source)
        return None if before is None else f"{before}.{node.name}"
    return None


def head_of(node: Node) -> Node:
    """Return the first name of a path."""
    while isinstance(node, nodes.Path):
        node = node.source
    return node
