"""What goes wrong with FEEL text: errors, warnings of a run, problems of a check.

`FeelError` is the only exception that leaves the package. What FEEL itself calls
an error is the value null and a `FeelWarning`; what a static check finds is a
`FeelProblem`. All three carry a stable code, a place and facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Position(NamedTuple):
    """A place in the text of an expression; line and column count from 1."""

    line: int
    column: int


START = Position(1, 1)


class FeelError(Exception):
    """The text is no FEEL, or it exceeds a limit.

    Attributes:
        code: stable word for the condition, such as `unexpected` or `too_deep`.
        position: where in the text.
        facts: what a sentence about it would mention.
    """

    def __init__(self, code: str, position: Position, /, **facts: object) -> None:
        self.code = code
        self.position = position
        self.facts = facts
        told = "".join(f", {name}={value!r}" for name, value in facts.items())
        super().__init__(f"{code} at {position.line}:{position.column}{told}")

    @property
    def line(self) -> int:
        """Line of the text, from 1."""
        return self.position.line

    @property
    def column(self) -> int:
        """Column of the line in characters, from 1."""
        return self.position.column


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why an evaluation gave null at this place."""

    position: Position
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeelProblem:
    """What the static check found; `suggestion` is the nearest known name."""

    position: Position
    code: str
    name: str
    suggestion: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """Line of the text, from 1."""
        return self.position.line

    @property
    def column(self) -> int:
        """Column of the line in characters, from 1."""
        return self.position.column


class Fault(Exception):  # noqa: N818 - a signal inside the package, never an error outside
    """An operation has no value here; whoever knows the place makes it a warning."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class LimitFault(Fault):
    """An operation would exceed a limit; becomes a `FeelError` with its place."""
