"""How a campaign goes beyond its counts: what is in hand, parts, days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from gridflow.store.areas import areas_below
from gridflow.store.campaigns import DONE, ENDED
from gridflow.store.database import Session
from gridflow.store.fields import FOREVER, InstantField
from gridflow.store.models import CampaignSubject as SubjectModel
from gridflow.store.models import Record as RecordModel
from gridflow.store.models import Task as TaskModel
from gridflow.store.rows import Scope
from gridflow.store.statements import word


@dataclass(frozen=True, slots=True)
class InHand:
    """How many subjects of an area and a class somebody has claimed."""

    area: int
    class_: str
    count: int


@dataclass(frozen=True, slots=True)
class Parts:
    """How many parts the records of an area have, of those in one state."""

    area: int
    state: str
    count: int


def _within(session: Session, campaign: int, scope: Scope) -> Any:  # noqa: ANN401 - peewee queries
    return (
        (SubjectModel.county == session.county)
        & (SubjectModel.campaign == campaign)
        & SubjectModel.area.in_(areas_below(session.county, scope.area, scope.day))
    )


def in_hand(session: Session, campaign: int, scope: Scope) -> tuple[InHand, ...]:
    """Return how many subjects of a scope are claimed, by grid and class."""
    columns = (SubjectModel.area, SubjectModel.class_)
    # claimed ones are few and have an index of their own: they are where it begins
    query = (
        TaskModel.select(*columns, fn.COUNT(SQL("1")))
        .join(SubjectModel, on=(SubjectModel.task == TaskModel.id))
        .where(
            (TaskModel.county == session.county)
            & (TaskModel.state == word("claimed"))
            & _within(session, campaign, scope)
        )
        .group_by(*columns)
    )
    return tuple(InHand(*row) for row in session.tuples(query))


def parts(
    session: Session, campaign: int, scope: Scope, kinds: Sequence[str]
) -> tuple[Parts, ...]:
    """Return how many parts of some kinds the records of a scope have, by grid."""
    if not kinds:
        return ()
    columns = (SubjectModel.area, SubjectModel.state)
    query = (
        SubjectModel.select(*columns, fn.COUNT(SQL("1")))
        .join(RecordModel, on=(RecordModel.parent == SubjectModel.record))
        .where(
            _within(session, campaign, scope)
            & (SubjectModel.state != ENDED)
            & RecordModel.kind.in_(list(kinds))
            & (RecordModel.ended_on == FOREVER)
        )
        .group_by(*columns)
    )
    return tuple(Parts(*row) for row in session.tuples(query))


def done_at(session: Session, campaign: int, scope: Scope) -> Iterator[datetime]:
    """Yield the instants at which subjects of a scope were done."""
    query = (
        SubjectModel.select(TaskModel.done_at)
        .join(TaskModel, on=(TaskModel.id == SubjectModel.task))
        .where(_within(session, campaign, scope) & (SubjectModel.state == DONE))
    )
    for (found,) in session.tuples(query):
        if found is not None:
            yield InstantField.from_column(found)
