"""Compiled expressions, and the calls that make and run them."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Mapping
from typing import TypeVar

from gridflow.feel.compiler import make_compiler
from gridflow.feel.errors import (
    START,
    FeelError,
    FeelWarning,
    LimitFault,
)
from gridflow.feel.freenames import FreeName, free_names
from gridflow.feel.nodes import Node
from gridflow.feel.parser import parse
from gridflow.feel.run import Code, Run
from gridflow.feel.values import Value

T = TypeVar("T")


class Expression:
    """A compiled expression: its text, the names it needs, and its evaluation."""

    __slots__ = ("_code", "_frame", "_names", "node", "text")

    def __init__(self, text: str, node: Node, code: Code, size: int) -> None:
        self.text = text
        self.node = node
        self._code = code
        self._frame: list[Value] = [None] * size
        self._names: tuple[FreeName, ...] | None = None

    @property
    def names(self) -> tuple[FreeName, ...]:
        """The names that must come from the context, in the order of the text."""
        if self._names is None:
            self._names = free_names(self.node, self.text)
        return self._names

    def evaluate(
        self,
        context: Mapping[str, Value],
        warnings: list[FeelWarning] | None = None,
        *,
        now: datetime.datetime | None = None,
    ) -> Value:
        """Compute the value; why something is null is added to `warnings`.

        `now` is what `now()` and `today()` answer; without it they read the clock.
        Raises FeelError where a limit is exceeded.
        """
        frame = self._frame.copy()
        frame[0] = context
        frame[1] = Run(warnings, now)
        try:
            return self._code(frame)
        except LimitFault as fault:
            raise FeelError(fault.code, START, **fault.facts) from fault
        except RecursionError:
            raise FeelError("too_deep", START) from None
        except decimal.DecimalException:
            # comparing NaN, which only a caller's context can hold
            raise FeelError("not_a_number", START) from None


def compile_expression(text: str, names: Iterable[str] = ()) -> Expression:
    """Compile an expression; `names` are known names with spaces or signs in them.

    Raises FeelError where the text is no FEEL.
    """
    try:
        node, lexer = parse(text, names)
        compiler = make_compiler(lexer)
        code = compiler.code(node)
    except RecursionError:
        raise FeelError("too_deep", START) from None
    return Expression(text, node, code, compiler.size)


def evaluate(
    text: str,
    context: Mapping[str, Value],
    *,
    warnings: list[FeelWarning] | None = None,
    now: datetime.datetime | None = None,
) -> Value:
    """Compile and compute an expression in one go."""
    known = names_within(context)
    return compile_expression(text, known).evaluate(context, warnings, now=now)


_MOST_NAMES = 2_000


def names_within(context: Mapping[str, Value]) -> set[str]:
    """Gather the names of a context and of what is in it, up to a bound.

    Only names that are no plain words matter; the parser could not tell where
    they end. Of a list the first elements stand for all.
    """
    found: set[str] = set()
    waiting: list[Value] = [context]
    seen: set[int] = set()
    visited = 0
    while waiting and visited < _MOST_NAMES:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        visited += 1
        if isinstance(value, Mapping):
            found.update(
                name
                for name in value
                if isinstance(name, str) and not name.isidentifier()
            )
            waiting.extend(
                part for part in value.values() if isinstance(part, Mapping | list)
            )
        elif isinstance(value, list):
            waiting.extend(
                part for part in value[:20] if isinstance(part, Mapping | list)
            )
    return found
