"""Which tasks a person reaches, and what they may do to one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import procedure_of, role_of
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.store import Scope, Session, areas, people, tasks
from gridflow.store.inbox import Pool
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


def task_in_reach(engine: Engine, session: Session, actor: Actor, code: str) -> Task:
    """Return the task behind a code if the actor may see it; else NotFoundError.

    Seen are tasks below the actor's area by those whose role lists `see: tasks` or
    who may fill them, and what a person holds or did themselves.
    """
    found = tasks.task_by_code(session, code)
    if found is None:
        raise NotFoundError
    if found.holder == actor.person:
        return found
    inside = tasks.task(session, found.id, Scope(actor.area, engine.today()))
    if inside is None:
        raise NotFoundError
    role = role_of(engine, actor)
    if role is None:
        raise NotFoundError
    if role.allows("see", "tasks") or in_pool(engine, session, actor, found):
        return found
    raise NotFoundError


def pools_of(engine: Engine, actor: Actor) -> tuple[Pool, ...]:
    """Return the pools whose tasks the actor's post may take."""
    procedure = procedure_of(engine, actor)
    role = procedure.roles.get(actor.role)
    if role is None:
        return ()
    stand_ins = (
        Pool(one, stands_in=True, levels=levels_of(procedure, one))
        for one in role.stands_in_for
    )
    return (Pool(role.id), *stand_ins)


def levels_of(procedure: Procedure, role: str) -> tuple[str, ...]:
    """Return the level at which a post of a role counts as filling it."""
    found = procedure.roles.get(role)
    return () if found is None else (found.level,)


def in_pool(engine: Engine, session: Session, actor: Actor, task: Task) -> bool:
    """Tell whether the task waits in a pool of the actor's post, by role and area.

    A role that stands in sees the tasks of places where nobody holds theirs.
    """
    day = engine.today()
    if tasks.task(session, task.id, Scope(actor.area, day)) is None:
        return False
    procedure = procedure_of(engine, actor)
    role = procedure.roles.get(actor.role)
    if role is None:
        return False
    if role.id == task.role:
        return True
    if task.role not in role.stands_in_for:
        return False
    levels = levels_of(procedure, task.role)
    return not any(
        one.area_level in levels
        for one in people.holders(session, task.role, task.area, day)
    )


def require_holder(actor: Actor, task: Task) -> None:
    """Raise DeniedError unless the actor holds the task."""
    if task.holder != actor.person or task.state != tasks.CLAIMED:
        raise DeniedError(why="denied_not_holder")


def posts_here(
    session: Session, procedure: Procedure, area: int, day: date, but: int
) -> tuple[people.Post, ...]:
    """Return the posts over a place or anything above it, of others than one person."""
    found = (
        one
        for role in procedure.roles
        for one in people.holders(session, role, area, day)
        if one.person != but
    )
    return tuple(sorted(found, key=lambda one: (one.person_name, one.id)))


def post_here(
    session: Session, person: int, area: int, day: date
) -> people.Post | None:
    """Return a person's post over a place or anything above it on a day, or None."""
    for one in people.posts_of(session, person, day):
        if areas.covers(session, Scope(one.area, day), area):
            return one
    return None
