"""The tasks of a campaign's form in one grid, as the rows of a ledger."""

from __future__ import annotations

from collections.abc import Collection

from gridflow.store.database import Session
from gridflow.store.models import CampaignSubject
from gridflow.store.models import Task as TaskModel
from gridflow.store.tasks import CLAIMED, DONE, OPEN, TASK, Task, tasks_query


def ledger_tasks(
    session: Session, campaign: int, area: int, forms: Collection[str]
) -> tuple[Task, ...]:
    """Return the tasks in force of some forms in a grid itself, oldest first."""
    if not forms:
        return ()
    query = (
        tasks_query()
        .switch(TaskModel)
        .join(CampaignSubject, on=(CampaignSubject.task == TaskModel.id))
        .where(
            (CampaignSubject.county == session.county)
            & (CampaignSubject.campaign == campaign)
            & (TaskModel.county == session.county)
            & (TaskModel.area == area)
            & TaskModel.form.in_(list(forms))
            & TaskModel.state.in_([OPEN, CLAIMED, DONE])
        )
    )
    return session.rows(TASK, query.order_by(TaskModel.id))
