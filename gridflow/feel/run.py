"""One running evaluation: its budget, its clock and the warnings it gathers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeAlias

from gridflow.feel.errors import (
    Fault,
    FeelError,
    FeelWarning,
    LimitFault,
    Position,
)
from gridflow.feel.limits import CALLS, STEPS, WARNINGS
from gridflow.feel.values import Value

Frame: TypeAlias = list[Any]
"""Slot 0 the context, slot 1 the run, then variables at places fixed in advance."""
Code: TypeAlias = Callable[[Frame], Value]
"""A compiled part of an expression."""


class Run:
    """What all parts of one evaluation share."""

    __slots__ = ("calls", "now", "steps", "warnings")

    def __init__(
        self,
        warnings: list[FeelWarning] | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        self.warnings = warnings
        self.now = now
        self.steps = STEPS
        self.calls = 0

    def warn(self, position: Position, code: str, /, **facts: object) -> None:
        """Note why a part of the expression is null."""
        if self.warnings is not None and len(self.warnings) < WARNINGS:
            self.warnings.append(FeelWarning(position, code, facts))

    def fault(self, fault: Fault, position: Position) -> None:
        """Note a fault at its place; a limit ends the evaluation."""
        if isinstance(fault, LimitFault):
            raise FeelError(fault.code, position, **fault.facts) from fault
        self.warn(position, fault.code, **fault.facts)

    def spend(self, steps: int) -> None:
        """Count work; too much ends the evaluation."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitFault("too_many_steps", most=STEPS)

    def enter(self, weight: int) -> None:
        """Count a call of a function written in FEEL, whose body weighs this."""
        self.spend(weight)
        self.calls += 1
        if self.calls > CALLS:
            raise LimitFault("too_many_calls", most=CALLS)

    def instant(self) -> datetime.datetime:
        """Give the moment of this evaluation, the same each time it asks."""
        if self.now is None:
            self.now = datetime.datetime.now(tz=datetime.UTC).astimezone()
        return self.now
