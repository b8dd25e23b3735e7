"""Compiled unary tests: `> 5`, `1, 2, [7..9]`, `not("a")`, `-`, `? > x`."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Mapping

from gridflow.feel.compile_compare import compile_test
from gridflow.feel.compiler import make_compiler
from gridflow.feel.errors import START, FeelError, FeelWarning, LimitFault
from gridflow.feel.expression import names_within
from gridflow.feel.freenames import FreeName, free_names
from gridflow.feel.nodes import (
    And,
    Between,
    Compare,
    In,
    InstanceOf,
    Node,
    Or,
    Quantified,
)
from gridflow.feel.parser import parse_tests
from gridflow.feel.run import Frame, Run
from gridflow.feel.scope import Compiler
from gridflow.feel.values import Value

TESTED = "?"
_CONDITIONS = (And, Between, Compare, In, InstanceOf, Or, Quantified)
"""What gives true or false by its form."""


class UnaryTests:
    """Compiled tests over one value, which they may name `?`."""

    def __init__(self, text: str, names: Iterable[str] = ()) -> None:
        self.text = text
        try:
            self.tree, lexer = parse_tests(text, names)
            compiler = make_compiler(lexer)
            scope = compiler.variables(TESTED)
            self._slot = scope.slots[TESTED]
            self._tests = [
                _compile_one(compiler, test, text, self._slot)
                for test in self.tree.tests
            ]
        except RecursionError:
            raise FeelError("too_deep", START) from None
        self._size = compiler.size

    @property
    def names(self) -> tuple[FreeName, ...]:
        """The names that must come from the context, without `?`."""
        found = free_names(self.tree, self.text)
        return tuple(one for one in found if one.name != TESTED)

    def matches(
        self,
        value: Value,
        context: Mapping[str, Value],
        warnings: list[FeelWarning] | None = None,
        *,
        now: datetime.datetime | None = None,
    ) -> bool | None:
        """Tell whether a value passes one of the tests; None where undecided.

        Raises FeelError where a limit is exceeded.
        """
        if self.tree.anything:
            return True
        frame: Frame = [None] * self._size
        frame[0], frame[1], frame[self._slot] = context, Run(warnings, now), value
        try:
            passed = self._any(frame, value)
        except LimitFault as fault:
            raise FeelError(fault.code, START, **fault.facts) from fault
        except RecursionError:
            raise FeelError("too_deep", START) from None
        except decimal.DecimalException:
            raise FeelError("not_a_number", START) from None
        if self.tree.negated and passed is not None:
            return not passed
        return passed

    def _any(self, frame: Frame, value: Value) -> bool | None:
        result: bool | None = False
        for test in self._tests:
            passed = test(frame, value)
            if passed is True:
                return True
            if passed is None:
                result = None
        return result


def _compile_one(compiler: Compiler, test: Node, text: str, slot: int) -> Value:
    """Compile a test; one that names `?` decides by being true or false itself."""
    if TESTED not in {one.name for one in free_names(test, text)}:
        if isinstance(test, _CONDITIONS):
            return _condition(compiler, test)
        return compile_test(compiler, test)
    code = compiler.code(test)

    def decided(frame: Frame, value: Value) -> Value:
        frame[slot] = value
        found = code(frame)
        return found if isinstance(found, bool) else None

    return decided


def _condition(compiler: Compiler, test: Node) -> Value:
    """Compile a comparison of other names: for a value of another kind it decides."""
    code = compiler.code(test)

    def decided(frame: Frame, value: Value) -> Value:
        found = code(frame)
        if isinstance(value, bool) and found is not None:
            return value is found
        return found if isinstance(found, bool) else None

    return decided


def compile_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Compile unary tests; FeelError where the text is none."""
    return UnaryTests(text, names)


def matches(
    text: str,
    value: Value,
    context: Mapping[str, Value],
    *,
    warnings: list[FeelWarning] | None = None,
) -> bool | None:
    """Compile tests and try a value in one go."""
    return compile_tests(text, names_within(context)).matches(value, context, warnings)
