"""The tasks of a campaign's form in one grid, as the rows of a ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from peewee import Case, fn

from gridflow.store.campaigns import DONE as SUBJECT_DONE
from gridflow.store.campaigns import ENDED
from gridflow.store.campaigns import OPEN as CAMPAIGN_OPEN
from gridflow.store.database import Session
from gridflow.store.ids import code_of
from gridflow.store.models import Campaign, CampaignSubject
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


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """How far a grid's ledger of one form is in a running campaign."""

    campaign: str
    form: str
    done: int
    total: int


def ledger_counts(
    session: Session, area: int, forms: Collection[str]
) -> tuple[LedgerCount, ...]:
    """Count the ledgers of a grid itself, by campaign and form."""
    if not forms:
        return ()
    done = fn.COUNT(Case(None, ((CampaignSubject.state == SUBJECT_DONE, 1),)))
    query = (
        CampaignSubject.select(
            Campaign.id, CampaignSubject.form, done, fn.COUNT(CampaignSubject.record)
        )
        .join(Campaign, on=(Campaign.id == CampaignSubject.campaign))
        .where(
            (Campaign.county == session.county)
            & (Campaign.state == CAMPAIGN_OPEN)
            & (CampaignSubject.county == session.county)
            & (CampaignSubject.area == area)
            & CampaignSubject.form.in_(list(forms))
            & (CampaignSubject.state != ENDED)
        )
        .group_by(Campaign.id, CampaignSubject.form)
        .order_by(Campaign.id)
    )
    return tuple(
        LedgerCount(code_of(campaign), form, finished, total)
        for campaign, form, finished, total in session.tuples(query)
    )
