"""The static check: every name is known, every built-in gets arguments it takes.

Shapes of known names: None for a value nothing is known of, a mapping for a context,
a list of one mapping for a list of contexts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

from gridflow.feel import nodes
from gridflow.feel.decimals import is_number
from gridflow.feel.errors import FeelProblem
from gridflow.feel.freenames import children
from gridflow.feel.functions import Function
from gridflow.feel.lexer import Lexer
from gridflow.feel.library import FUNCTIONS
from gridflow.feel.nodes import Node
from gridflow.feel.parser import parse, parse_tests
from gridflow.feel.unary import TESTED

Shape: TypeAlias = Any
"""None, a mapping of name to shape, a list of one mapping, or a Function."""


def check(text: str, scope: Mapping[str, Shape]) -> list[FeelProblem]:
    """Return what is wrong with the names of an expression, in order.

    Raises FeelError where the text is no FEEL.
    """
    node, lexer = parse(text, _with_signs(scope))
    checker = _Checker(lexer, [dict(scope)])
    checker.shape(node)
    return checker.problems


def check_tests(text: str, scope: Mapping[str, Shape]) -> list[FeelProblem]:
    """Return the same for unary tests."""
    tests, lexer = parse_tests(text, _with_signs(scope))
    checker = _Checker(lexer, [{**scope, TESTED: None}])
    for test in tests.tests:
        checker.shape(test)
    return checker.problems


def _with_signs(scope: Mapping[str, Shape]) -> set[str]:
    """Gather the names that are no plain words, from every depth of the scope."""
    found: set[str] = set()
    waiting: list[Shape] = [scope]
    while waiting:
        shape = waiting.pop()
        if shape is None or isinstance(shape, str):
            continue
        if isinstance(shape, Mapping):
            found.update(name for name in shape if not name.isidentifier())
            waiting.extend(one for one in shape.values() if one is not None)
        elif isinstance(shape, Sequence):
            waiting.extend(shape)
    return found


def _element(shape: Shape) -> Shape:
    """Return the shape of what a list of this shape holds."""
    if isinstance(shape, list):
        return shape[0] if shape else None
    return shape


def _common(shapes: Sequence[Shape]) -> Shape:
    """Return the one shape that all have, or None: nothing is known."""
    first = shapes[0] if shapes else None
    return first if all(shape == first for shape in shapes) else None


@dataclass(slots=True)
class _Element:
    """Inside a filter: the shape of the element whose entries go first."""

    shape: Shape


@dataclass(slots=True)
class _Checker:
    lexer: Lexer
    scopes: list[dict[str, Shape] | _Element]
    problems: list[FeelProblem] = field(default_factory=list)

    def shape(self, node: Node) -> Shape:
        """Check a node and everything in it; return what is known of its value."""
        match node:
            case nodes.Name():
                return self._name(node)
            case nodes.Path():
                return self._path(node)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Call():
                return self._call(node)
            case nodes.For(iterators=iterators, body=body):
                self._inside(iterators, body, {"partial": None})
                return None
            case nodes.Quantified(iterators=iterators, condition=condition):
                self._inside(iterators, condition, {})
                return None
            case nodes.ContextOf(entries=entries):
                return self._context(entries)
            case nodes.FunctionOf(parameters=parameters, body=body):
                self.scopes.append({name: None for name, _ in parameters})
                self.shape(body)
                self.scopes.pop()
                return None
        shapes = [self.shape(child) for child in children(node)]
        if isinstance(node, nodes.If):
            return _common(shapes[1:-1:2] + shapes[-1:])
        if isinstance(node, nodes.ListOf) and isinstance(_common(shapes), Mapping):
            return [shapes[0]]
        return None

    def _find(self, name: str) -> tuple[bool, Shape]:
        for scope in reversed(self.scopes):
            if isinstance(scope, dict):
                if name in scope:
                    return True, scope[name]
            elif isinstance(scope.shape, Mapping):
                if name in scope.shape:
                    return True, scope.shape[name]
                if name == "item":
                    return True, scope.shape
            else:
                return True, None
        return name in FUNCTIONS, None

    def _name(self, node: nodes.Name) -> Shape:
        known, shape = self._find(node.name)
        if not known:
            self._tell("unknown_name", node, node.name, self._visible())
        return shape

    def _visible(self) -> Iterable[str]:
        for scope in self.scopes:
            yield from scope if isinstance(scope, dict) else scope.shape or ()

    def _path(self, node: nodes.Path) -> Shape:
        source = self.shape(node.source)
        inner = _element(source)
        if not isinstance(inner, Mapping):
            return None
        if node.name not in inner:
            self._tell("unknown_name", node, node.name, inner)
            return None
        return [inner[node.name]] if isinstance(source, list) else inner[node.name]

    def _filter(self, node: nodes.Filter) -> Shape:
        source = self.shape(node.source)
        self.scopes.append(_Element(_element(source)))
        self.shape(node.condition)
        self.scopes.pop()
        condition = node.condition
        if isinstance(condition, nodes.Literal) and is_number(condition.value):
            return _element(source)
        return source

    def _call(self, node: nodes.Call) -> Shape:
        for argument in node.arguments:
            self.shape(argument)
        if not isinstance(node.function, nodes.Name):
            self.shape(node.function)
            return None
        name = node.function.name
        known, shape = self._find(name)
        if isinstance(shape, Function):
            self._arguments(node, shape)
        elif not known:
            names = (*self._visible(), *FUNCTIONS)
            self._tell("unknown_function", node.function, name, names)
        elif name in FUNCTIONS and not any(
            name in scope for scope in self.scopes if isinstance(scope, dict)
        ):
            self._arguments(node, FUNCTIONS[name])
        return None

    def _arguments(self, node: nodes.Call, function: Function) -> None:
        count = len(node.arguments)
        if not function.candidates(count, node.names):
            self._tell("wrong_arguments", node.function, function.name, (), count=count)

    def _inside(
        self, iterators: list[nodes.Iterator], body: Node, more: dict[str, Shape]
    ) -> None:
        opened = 0
        for name, source in iterators:
            self.scopes.append({name: _element(self.shape(source))})
            opened += 1
        self.scopes.append(more)
        self.shape(body)
        del self.scopes[len(self.scopes) - opened - 1 :]

    def _context(self, entries: list[tuple[str, Node, int]]) -> Shape:
        made: dict[str, Shape] = {}
        self.scopes.append(made)
        for name, value, _ in entries:
            made[name] = self.shape(value)
        self.scopes.pop()
        return made

    def _tell(
        self, code: str, node: Node, name: str, known: Iterable[str], **facts: object
    ) -> None:
        near = get_close_matches(name, [*known], n=1)
        position = self.lexer.place(node.at)
        meant = near[0] if near else None
        self.problems.append(FeelProblem(position, code, name, meant, facts))
