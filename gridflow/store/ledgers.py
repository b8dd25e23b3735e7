"""The tasks of one form in one grid, as the rows of a ledger."""

from __future__ import annotations

from collections.abc import Collection

from gridflow.store.database import Session
from gridflow.store.models import Task as TaskModel
from gridflow.store.tasks import CLAIMED, DONE, OPEN, TASK, Task, tasks_query


def ledger_tasks(
    session: Session,
    area: int,
    forms: Collection[str],
    states: Collection[str] = (OPEN, CLAIMED, DONE),
) -> tuple[Task, ...]:
    """Return the tasks of some forms in a grid itself, oldest first."""
    if not forms:
        return ()
    query = tasks_query().where(
        (TaskModel.county == session.county)
        & (TaskModel.area == area)
        & TaskModel.form.in_(list(forms))
        & TaskModel.state.in_(list(states))
    )
    return session.rows(TASK, query.order_by(TaskModel.id))
