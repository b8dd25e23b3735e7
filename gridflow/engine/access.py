"""May this person do this to that on this day, and why: one function answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason; `why` is a code of the wording."""

    allowed: bool
    why: str


def may(
    engine: Engine,
    actor: Actor,
    verb: str,
    thing: str,
    area: int | None = None,
) -> Verdict:
    """Tell whether the actor's role lists `verb: thing`, and covers the area today."""
    raise NotImplementedError


def demand(
    engine: Engine,
    actor: Actor,
    verb: str,
    thing: str,
    area: int | None = None,
) -> None:
    """Raise NotFoundError out of scope, DeniedError where the right is not listed."""
    raise NotImplementedError
