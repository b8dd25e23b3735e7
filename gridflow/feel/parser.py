"""Builds the syntax tree: operators by precedence, and whole unary tests.

From loose to tight: `or`, `and`, comparisons (`=`, `<`, `between`, `in`), sums,
products, powers, `instance of`, negation, then what `primaries` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from gridflow.feel.lexer import Lexer
from gridflow.feel.nodes import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    HalfLine,
    In,
    InstanceOf,
    Literal,
    Name,
    Negate,
    Node,
    Or,
    Tests,
)
from gridflow.feel.primaries import Primaries

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_BAR = re.compile(r"\s*-\s*$")


class Parser(Primaries):
    """Reads one text as an expression or as unary tests."""

    def whole(self) -> Node:
        """Read the whole text as one expression."""
        node = self.expression()
        self.expect_end()
        return node

    def whole_tests(self) -> Tests:
        """Read the whole text as unary tests."""
        lexer = self.lexer
        if _BAR.match(lexer.text):
            return Tests([], negated=False, anything=True)
        at = lexer.start
        tests = self.tests_until_end()
        if len(tests) == 1 and (inner := _negated(tests[0])) is not None:
            return Tests(inner, negated=True, anything=False)
        if not tests:
            raise lexer.fail("unexpected", at, found="", wanted="a test")
        return Tests(tests, negated=False, anything=False)

    def tests_until_end(self) -> list[Node]:
        """Read tests separated by commas up to the end of the text."""
        self.in_tests = True
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        self.expect_end()
        return tests

    def test(self) -> Node:
        """Read one unary test: a comparison without its left side, or a value."""
        lexer = self.lexer
        if lexer.kind == "op" and lexer.value in _COMPARISONS:
            at, op = lexer.start, lexer.value
            lexer.advance()
            return HalfLine(at, op, self.sum())
        return self.expression()

    def disjunction(self, first: Node | None = None) -> Node:
        """Read `and`s joined by `or`."""
        node = self.conjunction(first)
        if not self.at_keyword("or"):
            return node
        parts = [node]
        while self.accept_keyword("or"):
            parts.append(self.conjunction())
        return Or(node.at, parts)

    def conjunction(self, first: Node | None = None) -> Node:
        """Read comparisons joined by `and`."""
        node = self.comparison(first)
        if not self.at_keyword("and"):
            return node
        parts = [node]
        while self.accept_keyword("and"):
            parts.append(self.comparison())
        return And(node.at, parts)

    def comparison(self, first: Node | None = None) -> Node:
        """Read sums compared with each other, with ranges or with lists."""
        lexer = self.lexer
        node = self.sum(first)
        rounds = 0
        while True:
            rounds += 1
            self.bound_chain(rounds)
            at = lexer.start
            if lexer.kind == "op" and lexer.value in _COMPARISONS:
                op = lexer.value
                lexer.advance()
                node = Compare(at, op, node, self.sum())
            elif self.accept_keyword("between"):
                low = self.sum()
                self.expect_keyword("and")
                node = Between(at, node, low, self.sum())
            elif self.accept_keyword("in"):
                node = In(at, node, self.tests_after_in())
            else:
                return node

    def tests_after_in(self) -> list[Node]:
        """Read what stands right of `in`: one test, or several in parentheses."""
        lexer = self.lexer
        if lexer.kind != "op" or lexer.value != "(":
            if lexer.kind == "op" and lexer.value in _COMPARISONS:
                return [self.test()]
            return [self.sum()]
        at = lexer.start
        lexer.advance()
        with self.deeper():
            tests = [self.test()]
            if lexer.value == ".." and lexer.kind == "op":
                interval = self.interval_end(at, tests[0], low_included=False)
                return [self.sum(interval)]
            while self.accept(","):
                tests.append(self.test())
            self.expect(")")
        if len(tests) == 1 and not isinstance(tests[0], HalfLine):
            return [self.sum(tests[0])]
        return tests

    def sum(self, first: Node | None = None) -> Node:
        """Read products joined by `+` and `-`."""
        return self._chain(first, self.product, ("+", "-"))

    def product(self, first: Node | None = None) -> Node:
        """Read powers joined by `*` and `/`."""
        return self._chain(first, self.power, ("*", "/"))

    def power(self, first: Node | None = None) -> Node:
        """Read operands joined by `**`, from the left."""
        return self._chain(first, self.instance, ("**",))

    def _chain(
        self,
        first: Node | None,
        tighter: Callable[[Node | None], Node],
        signs: tuple[str, ...],
    ) -> Node:
        lexer = self.lexer
        node = tighter(first)
        if lexer.kind != "op" or lexer.value not in signs:
            return node
        rest: list[tuple[str, Node, int]] = []
        while lexer.kind == "op" and lexer.value in signs:
            op, at = lexer.value, lexer.start
            lexer.advance()
            rest.append((op, tighter(None), at))
        return Arithmetic(node.at, node, rest)

    def instance(self, first: Node | None = None) -> Node:
        """Read an operand and the `instance of` after it."""
        node = self.negation() if first is None else self.postfix(first)
        rounds = 0
        while self.at_keyword("instance"):
            rounds += 1
            self.bound_chain(rounds)
            at = self.lexer.start
            self.lexer.advance()
            if self.lexer.value != "of":
                raise self.unexpected("of")
            self.lexer.advance()
            node = InstanceOf(at, node, self.type_reference())
        return node

    def negation(self) -> Node:
        """Read an operand with the minus signs before it."""
        lexer = self.lexer
        if lexer.kind != "op" or lexer.value != "-":
            return self.postfix(self.primary())
        at = lexer.start
        lexer.advance()
        with self.deeper():
            operand = self.negation()
        if isinstance(operand, Literal) and self.is_number(operand.value):
            return Literal(at, self.negated(operand.value))
        return Negate(at, operand)


def _negated(test: Node) -> list[Node] | None:
    """Give the tests inside `not(...)`, which the grammar reads as a call."""
    if isinstance(test, Call) and test.names is None:
        callee = test.function
        if isinstance(callee, Name) and callee.name == "not":
            return test.arguments
    return None


def parse(text: str, names: Iterable[str] = ()) -> tuple[Node, Lexer]:
    """Read an expression; the lexer comes along because it knows positions."""
    lexer = Lexer(text, names)
    return Parser(lexer).whole(), lexer


def parse_tests(text: str, names: Iterable[str] = ()) -> tuple[Tests, Lexer]:
    """Read unary tests."""
    lexer = Lexer(text, names)
    return Parser(lexer).whole_tests(), lexer
