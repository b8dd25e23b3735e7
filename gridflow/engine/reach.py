"""Which tasks a person reaches, and what they may do to one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import procedure_of, role_of
from gridflow.errors import DeniedError, NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.store import Scope, Session, areas, people, submissions, tasks
from gridflow.store.inbox import Pool
from gridflow.store.tasks import Task

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


def task_in_reach(engine: Engine, session: Session, actor: Actor, code: str) -> Task:
    """Return the task behind a code if the actor may see it; else NotFoundError.

    Seen are tasks at or below the actor's area: by those whose role lists
    `see: tasks` or who may take them, by who holds or did them, and by who is named
    as second visitor. Who holds a post elsewhere by now sees them no more.
    """
    day = engine.today()
    found = tasks.task_by_code(session, code, Scope(actor.area, day))
    if found is None:
        raise NotFoundError
    if found.holder == actor.person:
        return found
    role = role_of(engine, actor)
    if role is not None and role.allows("see", "tasks"):
        return found
    if in_pool(engine, session, actor, found) or _is_second(session, actor, found):
        return found
    raise NotFoundError


def _is_second(session: Session, actor: Actor, task: Task) -> bool:
    last = submissions.latest_submission(session, task.id)
    named = submissions.people_of(session, last.id) if last else ()
    return any(one.person == actor.person for one in named)


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


def is_holder(actor: Actor, task: Task) -> bool:
    """Tell whether the actor holds the task, under the post they act under."""
    return (
        task.state == tasks.CLAIMED
        and task.holder == actor.person
        and task.holder_post == actor.post
    )


def require_holder(actor: Actor, task: Task) -> None:
    """Raise DeniedError unless the actor holds the task under this post."""
    if is_holder(actor, task):
        return
    mine = task.holder == actor.person and task.state == tasks.CLAIMED
    raise DeniedError(why="denied_other_post" if mine else "denied_not_holder")


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
