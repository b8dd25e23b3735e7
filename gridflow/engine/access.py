"""May this person do this to that on this day, and why: one function answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.spec.roles import Role
from gridflow.store import Scope, Session, areas, people

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason; `why` is a code of the wording."""

    allowed: bool
    why: str


def procedure_of(engine: Engine, actor: Actor) -> Procedure:
    """Return the active definitions that hold where the actor's post is."""
    site = engine.library.active()
    return site.procedures.get(actor.procedure) or site.procedures[site.base]


def role_of(engine: Engine, actor: Actor) -> Role | None:
    """Return the actor's role, None where the procedure no longer has it."""
    return procedure_of(engine, actor).roles.get(actor.role)


def may(
    engine: Engine,
    actor: Actor,
    verb: str,
    thing: str,
    area: int | None = None,
) -> Verdict:
    """Tell whether the actor's role lists `verb: thing`, and covers the area today."""
    role = role_of(engine, actor)
    if role is None or not role.allows(verb, thing):
        return Verdict(allowed=False, why="denied_not_listed")
    with engine.store.reading() as session:
        if not holds_post(session, actor, engine.today()):
            return Verdict(allowed=False, why="denied_no_post")
        if area is not None and not covers(session, actor, area, engine.today()):
            return Verdict(allowed=False, why="denied_area")
    return Verdict(allowed=True, why="allowed_listed")


def demand(
    engine: Engine,
    actor: Actor,
    verb: str,
    thing: str,
    area: int | None = None,
) -> None:
    """Raise NotFoundError out of scope, DeniedError where the right is not listed."""
    verdict = may(engine, actor, verb, thing, area)
    if verdict.allowed:
        return
    if area is not None:
        with engine.store.reading() as session:
            require_scope(session, actor, area, engine.today())
    raise DeniedError(why=verdict.why)


def covers(session: Session, actor: Actor, area: int, day: date) -> bool:
    """Tell whether an area lies at or below the actor's on a day."""
    return areas.covers(session, Scope(actor.area, day), area)


def require_scope(session: Session, actor: Actor, area: int, day: date) -> None:
    """Raise NotFoundError for an area that is not the actor's on a day."""
    if not covers(session, actor, area, day):
        raise NotFoundError


def holds_post(session: Session, actor: Actor, day: date) -> bool:
    """Tell whether the actor's post is in force on a day."""
    post = people.post(session, actor.post)
    return (
        post is not None
        and post.person == actor.person
        and post.valid_from <= day
        and (post.valid_to is None or day <= post.valid_to)
    )
