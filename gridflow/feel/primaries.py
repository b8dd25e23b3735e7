"""Reads the tight parts of FEEL: literals, brackets, calls, paths, keyword forms."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from decimal import Decimal

from gridflow.feel.decimals import number_from_text
from gridflow.feel.lexer import Lexer
from gridflow.feel.nodes import (
    Broken,
    Call,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    Interval,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    Span,
    TypeRef,
)
from gridflow.feel.temporal import temporal_from_text
from gridflow.feel.tokens import Tokens

# A part of a name: no ASCII sign, no blank, no full-width punctuation.
_PART = r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f\s，。；：（）]"
_NAME = rf"(?!\d){_PART}+(?:\s+{_PART}+)*"
_ARGUMENT = re.compile(rf"({_NAME})\s*:")
_PARAMETER = re.compile(rf"({_NAME})(?=\s*[:,)])")
_SIGNED = r"[^\s:,{}\[\]()\"]"
_SIGNED_NAME = rf"(?![\d\W]){_SIGNED}+|[^\x00-\x7f]{_SIGNED}*"
_KEY = re.compile(rf"((?:{_SIGNED_NAME})(?:\s+{_SIGNED}+)*)\s*:")
_VARIABLE = re.compile(rf"((?:{_SIGNED_NAME})(?:\s+(?!in\b){_SIGNED}+)*)(?=\s+in\b)")
_WORDS_OF_TYPE = re.compile(
    r"(date\s+and\s+time|years\s+and\s+months\s+duration|days\s+and\s+time\s+duration"
    r"|[^\W\d]\w*(?:\.\w+)*)"
)
_CONSTANTS = {"true": True, "false": False, "null": None}
# what may follow a bracket that closes an open interval, as in `[1..10[`; after a
# filter's bracket stands an operand
_ENDS = re.compile(r"\s*(?:$|[)\],}=<>]|!=|(?:and|or|then|else|return|satisfies)\b)")


class Primaries(Tokens, ABC):
    """The lower half of the parser; `Parser` adds the operators."""

    def __init__(self, lexer: Lexer) -> None:
        super().__init__(lexer)
        self.in_tests = False
        self.in_interval = 0

    @abstractmethod
    def test(self) -> Node:
        """Read one unary test."""

    @abstractmethod
    def sum(self, first: Node | None = None) -> Node:
        """Read a sum."""

    @abstractmethod
    def disjunction(self, first: Node | None = None) -> Node:
        """Read the loosest operators."""

    # -- expressions

    def expression(self) -> Node:
        """Read an expression of any kind."""
        self.enter()
        lexer = self.lexer
        if lexer.kind == "keyword" and (read := _FORMS.get(lexer.value)):
            node = read(self)
        else:
            node = self.disjunction()
        self.depth -= 1
        return node

    def primary(self) -> Node:
        """Read a literal, a name, a bracket or a keyword form."""
        lexer = self.lexer
        at, kind, value = lexer.start, lexer.kind, lexer.value
        if kind == "name":
            lexer.advance()
            return Name(at, value)
        if kind == "number":
            lexer.advance()
            number = number_from_text(value)
            if number is None:
                return Broken(at, "number_too_large", value)
            return Literal(at, number)
        if kind == "string":
            lexer.advance()
            return Literal(at, value)
        if kind == "keyword":
            return self._keyword(at, value)
        if kind == "at":
            lexer.advance()
            moment = temporal_from_text(value)
            if moment is None:
                return Broken(at, "no_such_moment", value)
            return Literal(at, moment)
        return self._bracket(at, value)

    def _keyword(self, at: int, word: str) -> Node:
        if word in _CONSTANTS:
            self.lexer.advance()
            return Literal(at, _CONSTANTS[word])
        if read := _FORMS.get(word):
            self.enter()
            node = read(self)
            self.depth -= 1
            return node
        raise self.unexpected("a value")

    def _bracket(self, at: int, sign: str) -> Node:
        lexer = self.lexer
        if lexer.kind != "op" or sign not in {"(", "[", "]", "{"}:
            raise self.unexpected("a value")
        lexer.advance()
        self.enter()
        if sign == "{":
            node: Node = self._context(at)
        elif sign == "(":
            node = self._parenthesis(at)
        elif sign == "[":
            node = self._list(at)
        else:
            node = self.interval_end(at, self.expression(), low_included=False)
        self.depth -= 1
        return node

    def _parenthesis(self, at: int) -> Node:
        node = self.test()
        if self.at_sign(".."):
            return self.interval_end(at, node, low_included=False)
        self.expect(")")
        return node

    def _list(self, at: int) -> Node:
        items: list[Node] = []
        if not self.at_sign("]"):
            items.append(self.expression())
            if self.at_sign(".."):
                return self.interval_end(at, items[0], low_included=True)
            while self.accept(","):
                items.append(self.expression())
        self.expect("]")
        return ListOf(at, items)

    def interval_end(self, at: int, low: Node, *, low_included: bool) -> Interval:
        """Read `..high` and the closing bracket of an interval."""
        self.expect("..")
        self.in_interval += 1
        high = self.expression()
        self.in_interval -= 1
        closing = self.lexer.value if self.lexer.kind == "op" else ""
        if closing not in {"]", ")", "["}:
            raise self.unexpected("]")
        self.lexer.advance()
        return Interval(at, low, high, low_included, closing == "]")

    def _context(self, at: int) -> Node:
        lexer = self.lexer
        entries: list[tuple[str, Node, int]] = []
        while not self.at_sign("}"):
            if entries:
                self.expect(",")
            key_at = lexer.start
            if lexer.kind == "string":
                key = lexer.value
            else:
                raw = lexer.take_raw(_KEY)
                if raw is None:
                    raise self.unexpected("a key")
                key = raw
                lexer.end -= 1
            lexer.know(key)
            lexer.advance()
            self.expect(":")
            entries.append((key, self.expression(), key_at))
        self.expect("}")
        return ContextOf(at, entries)

    # -- what follows an operand

    def postfix(self, node: Node) -> Node:
        """Read the paths, filters and calls after an operand."""
        lexer = self.lexer
        rounds = 0
        while lexer.kind == "op":
            rounds += 1
            self.bound_chain(rounds)
            at, sign = lexer.start, lexer.value
            if sign == ".":
                lexer.advance()
                if lexer.kind not in {"name", "keyword"}:
                    raise self.unexpected("a name")
                node = Path(lexer.start, node, lexer.value)
                lexer.advance()
            elif sign == "[":
                if self.in_interval and _ENDS.match(lexer.text, lexer.end):
                    return node
                lexer.advance()
                condition = self.expression()
                self.expect("]")
                node = Filter(at, node, condition)
            elif sign == "(":
                lexer.advance()
                node = self._call(node)
            else:
                return node
        return node

    def _call(self, function: Node) -> Call:
        lexer = self.lexer
        arguments: list[Node] = []
        names: list[str] = []
        in_tests = isinstance(function, Name) and function.name == "not"
        while not self.at_sign(")"):
            if arguments:
                self.expect(",")
            raw = lexer.take_raw(_ARGUMENT)
            if raw is not None:
                if len(names) < len(arguments):
                    raise lexer.fail("mixed_arguments", name=raw)
                names.append(raw)
                lexer.advance()
            elif names:
                raise lexer.fail("mixed_arguments", name=names[-1])
            tested = in_tests and self.in_tests
            arguments.append(self.test() if tested else self.expression())
        self.expect(")")
        return Call(function.at, function, arguments, names or None)

    # -- keyword forms

    def if_form(self) -> Node:
        """Read `if condition then value else value`."""
        at = self.lexer.start
        branches: list[tuple[Node, Node]] = []
        while self.accept_keyword("if"):
            condition = self.expression()
            self.expect_keyword("then")
            branches.append((condition, self.expression()))
            self.expect_keyword("else")
        return If(at, branches, self.expression())

    def for_form(self) -> Node:
        """Read `for name in source return value`."""
        at = self.lexer.start
        self.lexer.advance()
        iterators = self._iterators()
        self.lexer.know("partial")
        self.expect_keyword("return")
        return For(at, iterators, self.expression())

    def quantified_form(self) -> Node:
        """Read `some|every name in source satisfies condition`."""
        at, every = self.lexer.start, self.lexer.value == "every"
        self.lexer.advance()
        iterators = self._iterators()
        self.expect_keyword("satisfies")
        return Quantified(at, every, iterators, self.expression())

    def _iterators(self) -> list[tuple[str, Node]]:
        iterators: list[tuple[str, Node]] = []
        while not iterators or self.accept(","):
            name = self.lexer.take_raw(_VARIABLE)
            if name is None:
                raise self.unexpected("a variable and `in`")
            self.lexer.know(name)
            self.lexer.advance()
            self.expect_keyword("in")
            at = self.lexer.start
            source = self.expression()
            if self.accept(".."):
                source = Span(at, source, self.expression())
            iterators.append((name, source))
        return iterators

    def function_form(self) -> Node:
        """Read `function(parameters) body`."""
        lexer = self.lexer
        at = lexer.start
        lexer.advance()
        self.expect("(")
        parameters: list[tuple[str, TypeRef | None]] = []
        while not self.at_sign(")"):
            if parameters:
                self.expect(",")
            name = lexer.take_raw(_PARAMETER)
            if name is None:
                raise self.unexpected("a parameter")
            lexer.know(name)
            lexer.advance()
            kind = self.type_reference() if self.accept(":") else None
            parameters.append((name, kind))
        self.expect(")")
        external = lexer.kind == "name" and lexer.value == "external"
        if external and lexer.follows("{", lexer.end):
            lexer.advance()
            self.expression()
            return Broken(at, "external_function", "external")
        return FunctionOf(at, parameters, self.expression())

    # -- types

    def type_reference(self) -> TypeRef:
        """Read a type, such as `list<number>` or `date and time`."""
        name = self.lexer.take_raw(_WORDS_OF_TYPE)
        if name is None:
            raise self.unexpected("a type")
        self.lexer.advance()
        if not self.at_sign("<"):
            return TypeRef(name)
        with self.deeper():
            self.lexer.advance()
            parts: list[tuple[str, TypeRef]] = []
            while not self.at_sign(">"):
                if parts:
                    self.expect(",")
                field = ""
                if name == "context":
                    raw = self.lexer.take_raw(_ARGUMENT)
                    if raw is None:
                        raise self.unexpected("a key")
                    field = raw
                    self.lexer.advance()
                parts.append((field, self.type_reference()))
            self.expect(">")
            if name == "function":
                self.expect("->")
                parts.append(("", self.type_reference()))
        return TypeRef(name, tuple(parts))

    @staticmethod
    def is_number(value: object) -> bool:
        """Tell whether a literal's value is a number."""
        return isinstance(value, Decimal)

    @staticmethod
    def negated(value: object) -> object:
        """Give the number with the other sign; there is no negative zero."""
        assert isinstance(value, Decimal)
        return value.copy_negate() if value else value


_FORMS = {
    "if": Primaries.if_form,
    "for": Primaries.for_form,
    "some": Primaries.quantified_form,
    "every": Primaries.quantified_form,
    "function": Primaries.function_form,
}
