"""Publishing definitions: check all, store the source text, activate it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridflow.spec.problem import Problem
from gridflow.spec.sources import Sources

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to.

    Attributes:
        digest: of the sources.
        problems: with an error among them nothing was published.
        published: whether these sources are active now.
        changed: False when they were active already.
    """

    digest: str
    problems: tuple[Problem, ...]
    published: bool
    changed: bool


def publish(
    engine: Engine, actor: Actor | None, sources: Sources, *, note: str, key: str
) -> Published:
    """Check and activate sources; actor None is the command line."""
    raise NotImplementedError


def move_unstarted(
    engine: Engine, actor: Actor, flow: str, *, note: str, key: str
) -> int:
    """Move cases nobody has begun to the active version; returns how many moved."""
    raise NotImplementedError
