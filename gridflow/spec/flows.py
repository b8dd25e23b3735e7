"""Flows: the steps that a case passes through."""

from __future__ import annotations

from dataclasses import dataclass

from gridflow.spec.formula import Formula
from gridflow.spec.place import NOWHERE, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a step leads: to the step `go`, or the end of the case, `close`."""

    if_: Formula | None = None
    go: str | None = None
    close: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One task of a case; `due` is an expression that gives a date."""

    id: str
    label: str
    role: str
    form: str | None = None
    people: int = 1
    due: Formula | None = None
    then: tuple[Outcome, ...] = ()
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A chain of steps about a record; the first step opens the case."""

    id: str
    label: str
    about: str
    steps: tuple[Step, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def step(self, id: str) -> Step | None:  # noqa: A002  # the key of the YAML
        """Return the step with an id, or None."""
        return next((one for one in self.steps if one.id == id), None)
