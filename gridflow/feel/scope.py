"""The compiler's view of names: where each variable stands, and what falls through.

Variables of loops, functions and contexts have fixed slots in the frame. Inside a
filter a name may be an entry of the element at hand, which only the run knows;
then the entry goes first and what the name means outside follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from gridflow.feel.errors import Position
from gridflow.feel.functions import Function
from gridflow.feel.lexer import Lexer
from gridflow.feel.nodes import Name, Node
from gridflow.feel.run import Code, Frame
from gridflow.feel.values import Value, kind

_CONTEXT, _RUN = 0, 1


@dataclass(slots=True)
class Variables:
    """Names with their slots; `used` gathers those that the text mentions."""

    slots: dict[str, int]
    used: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Element:
    """The slot of the element that a filter looks at."""

    slot: int


Handler: TypeAlias = "Callable[[Compiler, Node], Code]"


class Compiler:
    """Turns nodes into code, and hands out slots on the way."""

    def __init__(
        self,
        lexer: Lexer,
        handlers: Mapping[type[Node], Handler],
        functions: Mapping[str, Function],
    ) -> None:
        self.lexer = lexer
        self.handlers = handlers
        self.functions = functions
        self.scopes: list[Variables | Element] = []
        self.size = 2
        self._nodes = 0

    def code(self, node: Node) -> Code:
        """Compile a node."""
        self._nodes += 1
        return self.handlers[type(node)](self, node)

    def weighed(self, node: Node) -> tuple[Code, int]:
        """Compile what runs many times, and tell what one time costs."""
        before = self._nodes
        code = self.code(node)
        return code, 1 + (self._nodes - before) // 8

    def place(self, node: Node) -> Position:
        """Give the place of a node in the text."""
        return self.lexer.place(node.at)

    def slot(self) -> int:
        """Reserve a slot of the frame."""
        self.size += 1
        return self.size - 1

    def variables(self, *names: str) -> Variables:
        """Open a scope with these names, each with a new slot."""
        scope = Variables({name: self.slot() for name in names})
        self.scopes.append(scope)
        return scope

    def element(self) -> Element:
        """Open the scope of a filter."""
        scope = Element(self.slot())
        self.scopes.append(scope)
        return scope

    def close(self, count: int = 1) -> None:
        """Close the innermost scopes."""
        del self.scopes[len(self.scopes) - count :]

    def find(self, name: str) -> tuple[list[int], int | None]:
        """Give the filters that go before a name, and the slot of its variable."""
        elements: list[int] = []
        for scope in reversed(self.scopes):
            if isinstance(scope, Element):
                elements.append(scope.slot)
            elif name in scope.slots:
                scope.used.add(name)
                return elements, scope.slots[name]
        return elements, None


def compile_name(compiler: Compiler, node: Node) -> Code:
    """Compile the use of a name."""
    assert isinstance(node, Name)
    name = node.name
    elements, slot = compiler.find(name)
    if slot is not None:
        code = _variable(slot)
    elif name == "item" and elements:
        code = _variable(elements[0])
    else:
        code = _global(name, compiler.functions.get(name), compiler.place(node))
    for element in reversed(elements):
        code = _entry(element, name, code)
    return code


def _variable(slot: int) -> Code:
    def variable(frame: Frame) -> Value:
        return frame[slot]

    return variable


def _global(name: str, function: Function | None, place: Position) -> Code:
    def from_context(frame: Frame) -> Value:
        try:
            return frame[_CONTEXT][name]
        except KeyError:
            if function is None:
                frame[_RUN].warn(place, "unknown_name", name=name)
            return function

    return from_context


def _entry(slot: int, name: str, outside: Code) -> Code:
    def entry(frame: Frame) -> Value:
        element = frame[slot]
        if type(element) is dict or kind(element) == "context":
            try:
                return element[name]
            except KeyError:
                return outside(frame)
        return outside(frame)

    return entry
