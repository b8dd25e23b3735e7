"""What waits for a person: the queues behind the tabs, with bounded counts.

Lists come by due day. In a narrow scope the open tasks of its areas are read and
sorted; in a wide one the role's tasks are walked by due day, keeping those in scope.
So the work does not grow with the tasks of other people's areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, Select, fn

from gridflow.store.areas import areas_below, covers, is_wide
from gridflow.store.cases import CASE, Case
from gridflow.store.database import Session
from gridflow.store.models import AreaClosure, Draft, FlowCase
from gridflow.store.models import Task as TaskModel
from gridflow.store.paging import earlier_than, first_by, later_than
from gridflow.store.people import covered_areas
from gridflow.store.rows import COUNT_LIMIT, Scope
from gridflow.store.statements import word
from gridflow.store.tasks import TASK, Task, tasks_query


@dataclass(frozen=True, slots=True)
class Pool:
    """A role whose tasks a post may take.

    Attributes:
        role: the role of the tasks.
        stands_in: only those where nobody holds that role over the task's area.
        levels: when standing in, posts at these levels count; empty: at any.
    """

    role: str
    stands_in: bool = False
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person narrows a list to; days are inclusive.

    `area` must lie in the scope, and then takes its place.
    """

    search: str = ""
    due_from: date | None = None
    due_until: date | None = None
    area: int | None = None
    form: str | None = None


NO_FILTERS = Filters()


def _filtered(condition: Any, filters: Filters) -> Any:  # noqa: ANN401
    """Return a condition on tasks narrowed by the filters, the area aside."""
    if filters.search:
        condition &= TaskModel.title.contains(filters.search)
    if filters.due_from is not None:
        condition &= TaskModel.due_on >= filters.due_from
    if filters.due_until is not None:
        condition &= TaskModel.due_on <= filters.due_until
    if filters.form is not None:
        condition &= TaskModel.form == filters.form
    return condition


def _narrowed(session: Session, scope: Scope, filters: Filters) -> Scope | None:
    """Return the scope that the area filter leaves; None if it lies outside."""
    if filters.area is None:
        return scope
    return (
        Scope(filters.area, scope.day) if covers(session, scope, filters.area) else None
    )


def _below(session: Session, scope: Scope) -> Any:  # noqa: ANN401
    return areas_below(session.county, scope.area, scope.day)


def _open_in(session: Session, scope: Scope, pool: Pool) -> Any:  # noqa: ANN401
    """Return the condition of the open tasks of a pool in a scope."""
    areas = _below(session, scope)
    if pool.stands_in:
        covered = covered_areas(session.county, pool.role, scope.day, pool.levels)
        areas = areas.where(AreaClosure.area.not_in(covered))
    return (
        (TaskModel.role == pool.role)
        & (TaskModel.state == word("open"))
        & TaskModel.area.in_(areas)
    )


def _claimed_under(post: int) -> Any:  # noqa: ANN401
    return (TaskModel.holder_post == post) & (TaskModel.state == word("claimed"))


def _page(session: Session, condition: Any, order: Sequence[Any], limit: int) -> Any:  # noqa: ANN401
    query = TaskModel.select(TaskModel.due_on, TaskModel.id).where(condition)
    return session.tuples(query.order_by(*order).limit(limit))


def _rows(session: Session, ids: Sequence[int]) -> list[Task]:
    # By id alone: with the county beside a list of ids SQLite reads the whole county.
    query = tasks_query().where(TaskModel.id.in_(ids))
    return list(session.rows(TASK, query)) if ids else []


def todo(
    session: Session,
    scope: Scope,
    post: int,
    pools: Sequence[Pool],
    filters: Filters = NO_FILTERS,
    *,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[Task, ...]:
    """Return what a post can act on: open tasks of its pools, and those it claimed.

    By due day; `after` is the cursor of the last task shown.
    """
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return ()
    asked = _filtered(TaskModel.county == session.county, filters)
    if after is not None:
        asked &= later_than((TaskModel.due_on, TaskModel.id), after)
    order = (first_by(TaskModel.due_on, wide=is_wide(session, narrow)), TaskModel.id)
    found = [
        key
        for pool in pools
        for key in _page(session, asked & _open_in(session, narrow, pool), order, limit)
    ]
    mine = _claimed_under(post) & TaskModel.area.in_(_below(session, narrow))
    found += _page(session, asked & mine, order, limit)
    ids = [task_id for _, task_id in sorted(found)[:limit]]
    return tuple(sorted(_rows(session, ids), key=lambda task: task.cursor))


def _count(session: Session, condition: Any) -> int:  # noqa: ANN401
    bounded = TaskModel.select(TaskModel.id).where(condition).limit(COUNT_LIMIT)
    counted: int = session.value(
        Select([bounded.alias("bounded")], [fn.COUNT(SQL("1"))])
    )
    return counted


def count_todo(
    session: Session,
    scope: Scope,
    post: int,
    pools: Sequence[Pool],
    filters: Filters = NO_FILTERS,
) -> int:
    """Return how many tasks `todo` has, at most 1000."""
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return 0
    asked = _filtered(TaskModel.county == session.county, filters)
    mine = _claimed_under(post) & TaskModel.area.in_(_below(session, narrow))
    total = _count(session, asked & mine)
    for pool in pools:
        if total < COUNT_LIMIT:
            total += _count(session, asked & _open_in(session, narrow, pool))
    return min(total, COUNT_LIMIT)


def may_take(
    session: Session, scope: Scope, pools: Sequence[Pool], task_id: int
) -> bool:
    """Tell whether an open task is in these pools, by the condition of the list."""
    one = (TaskModel.county == session.county) & (TaskModel.id == task_id)
    return any(_count(session, one & _open_in(session, scope, pool)) for pool in pools)


def _mine_done(session: Session, scope: Scope, person: int, filters: Filters) -> Any:  # noqa: ANN401
    mine = (
        (TaskModel.county == session.county)
        & (TaskModel.holder == person)
        & (TaskModel.state == word("done"))
        & TaskModel.area.in_(_below(session, scope))
    )
    return _filtered(mine, filters)


def done(
    session: Session,
    scope: Scope,
    person: int,
    filters: Filters = NO_FILTERS,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> tuple[Task, ...]:
    """Return the tasks in a scope that a person has done, latest first.

    `after` is `done_at` and `id` of the last task shown.
    """
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return ()
    condition = _mine_done(session, narrow, person, filters)
    if after is not None:
        condition &= earlier_than((TaskModel.done_at, TaskModel.id), after)
    query = tasks_query().where(condition)
    latest = (TaskModel.done_at.desc(), TaskModel.id.desc())
    return session.rows(TASK, query.order_by(*latest).limit(limit))


def count_done(
    session: Session, scope: Scope, person: int, filters: Filters = NO_FILTERS
) -> int:
    """Return how many tasks `done` has, at most 1000."""
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return 0
    return _count(session, _mine_done(session, narrow, person, filters))


def _with_draft(session: Session, scope: Scope, person: int, filters: Filters) -> Any:  # noqa: ANN401
    drafts = Draft.select(Draft.task).where(
        (Draft.county == session.county) & (Draft.person == person)
    )
    # No county beside the ids, as in _rows; the drafts are of this county.
    mine = (
        TaskModel.id.in_(drafts)
        & TaskModel.state.in_(["open", "claimed"])
        & TaskModel.area.in_(_below(session, scope))
    )
    return _filtered(mine, filters)


def drafted(
    session: Session,
    scope: Scope,
    person: int,
    filters: Filters = NO_FILTERS,
    *,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> tuple[Task, ...]:
    """Return the unfinished tasks in a scope for which a person has a draft."""
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return ()
    condition = _with_draft(session, narrow, person, filters)
    if after is not None:
        condition &= later_than((TaskModel.due_on, TaskModel.id), after)
    query = tasks_query().where(condition)
    return session.rows(
        TASK, query.order_by(TaskModel.due_on, TaskModel.id).limit(limit)
    )


def count_drafted(
    session: Session, scope: Scope, person: int, filters: Filters = NO_FILTERS
) -> int:
    """Return how many tasks `drafted` has, at most 1000."""
    narrow = _narrowed(session, scope, filters)
    if narrow is None:
        return 0
    return _count(session, _with_draft(session, narrow, person, filters))


def _started_by(session: Session, scope: Scope, person: int) -> Any:  # noqa: ANN401
    return (
        (FlowCase.county == session.county)
        & (FlowCase.opened_by == person)
        & FlowCase.area.in_(_below(session, scope))
    )


def started(
    session: Session,
    scope: Scope,
    person: int,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> tuple[Case, ...]:
    """Return the cases in a scope that a person has opened, newest first."""
    condition = _started_by(session, scope, person)
    if after is not None:
        condition &= earlier_than((FlowCase.opened_at, FlowCase.id), after)
    query = FlowCase.select(*CASE.columns).where(condition)
    newest = (FlowCase.opened_at.desc(), FlowCase.id.desc())
    return session.rows(CASE, query.order_by(*newest).limit(limit))


def count_started(session: Session, scope: Scope, person: int) -> int:
    """Return how many cases `started` has, at most 1000."""
    query = FlowCase.select(FlowCase.id).where(_started_by(session, scope, person))
    return len(session.tuples(query.limit(COUNT_LIMIT)))
