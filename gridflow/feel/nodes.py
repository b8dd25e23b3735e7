"""The syntax tree of FEEL: what the parser builds and check and compiler read.

Chains of one precedence (`a + b - c`, `a and b and c`, `else if`) are one node
with many parts, so that long rules do not make deep trees. `at` is the offset of
the node in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(slots=True, eq=False)
class Node:
    """Any part of an expression."""

    at: int


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A constant value."""

    value: object


@dataclass(slots=True, eq=False)
class Broken(Node):
    """A literal without a value (an impossible date): null with this warning."""

    code: str
    text: str


@dataclass(slots=True, eq=False)
class Name(Node):
    """A reference to a variable or a function."""

    name: str


@dataclass(slots=True, eq=False)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(slots=True, eq=False)
class Filter(Node):
    """`source[condition]`: by position or by condition."""

    source: Node
    condition: Node


@dataclass(slots=True, eq=False)
class Call(Node):
    """`function(arguments)`; `names` is None where arguments go by position."""

    function: Node
    arguments: list[Node]
    names: list[str] | None


@dataclass(slots=True, eq=False)
class Negate(Node):
    """`-operand`."""

    operand: Node


@dataclass(slots=True, eq=False)
class Arithmetic(Node):
    """`first op operand op operand ...` of one precedence, from the left."""

    first: Node
    rest: list[tuple[str, Node, int]]


@dataclass(slots=True, eq=False)
class Compare(Node):
    """`left op right` for `=`, `!=`, `<`, `<=`, `>`, `>=`."""

    op: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True, eq=False)
class In(Node):
    """`value in (test, test)`: true when one test holds."""

    value: Node
    tests: list[Node]


@dataclass(slots=True, eq=False)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeRef


@dataclass(slots=True, eq=False)
class And(Node):
    """`part and part and ...`."""

    parts: list[Node]


@dataclass(slots=True, eq=False)
class Or(Node):
    """`part or part or ...`."""

    parts: list[Node]


@dataclass(slots=True, eq=False)
class If(Node):
    """`if condition then value else if ... else otherwise`."""

    branches: list[tuple[Node, Node]]
    otherwise: Node


@dataclass(slots=True, eq=False)
class Span(Node):
    """`low..high` without brackets, after `in` of an iterator."""

    low: Node
    high: Node


Iterator: TypeAlias = tuple[str, Node]


@dataclass(slots=True, eq=False)
class For(Node):
    """`for name in source, ... return body`."""

    iterators: list[Iterator]
    body: Node


@dataclass(slots=True, eq=False)
class Quantified(Node):
    """`some|every name in source, ... satisfies condition`."""

    every: bool
    iterators: list[Iterator]
    condition: Node


@dataclass(slots=True, eq=False)
class Interval(Node):
    """`[low..high]` and its open forms."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True, eq=False)
class HalfLine(Node):
    """`< operand` and the like: a unary test, in parentheses a range value."""

    op: str
    operand: Node


@dataclass(slots=True, eq=False)
class ListOf(Node):
    """`[item, item]`."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class ContextOf(Node):
    """`{key: value}`; a later entry sees the ones before it."""

    entries: list[tuple[str, Node, int]]


@dataclass(slots=True, eq=False)
class FunctionOf(Node):
    """`function(parameter: type, ...) body`."""

    parameters: list[tuple[str, TypeRef | None]]
    body: Node


@dataclass(slots=True, eq=False)
class TypeRef:
    """The name of a type, with the types inside its angle brackets.

    `parts` are (field name or empty, type); a function's last part is its result.
    """

    name: str
    parts: tuple[tuple[str, TypeRef], ...] = ()


@dataclass(slots=True, eq=False)
class Tests:
    """Unary tests: `-` (no tests, not negated), `not(...)`, or a list of tests."""

    tests: list[Node]
    negated: bool
    anything: bool
