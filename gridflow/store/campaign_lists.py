"""Lists and counts of a campaign's subjects, and the records that have none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL, fn

from gridflow.store.areas import areas_below, is_wide
from gridflow.store.campaigns import (
    ENDED,
    OPEN,
    SUBJECT,
    WAITING,
    Subject,
    subjects_query,
)
from gridflow.store.database import Session
from gridflow.store.fields import FOREVER
from gridflow.store.models import CampaignSubject as SubjectModel
from gridflow.store.models import FlowCase
from gridflow.store.models import Record as RecordModel
from gridflow.store.models import Task as TaskModel
from gridflow.store.paging import first_by, later_than
from gridflow.store.records import RECORD, Record, parts_of, record, records_query
from gridflow.store.rows import COUNT_LIMIT, Scope
from gridflow.store.statements import word


@dataclass(frozen=True, slots=True)
class Tally:
    """How many subjects of an area have a class and a state."""

    area: int
    class_: str
    state: str
    count: int


TODO = "todo"
CLAIMED = "claimed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of subjects is narrowed to.

    WAITING, TODO and CLAIMED are states here: what is open is claimed or still to do.
    """

    class_: str | None = None
    state: str | None = None


ANY = Wanted()


def _within(session: Session, campaign: int, scope: Scope) -> Any:  # noqa: ANN401
    return (
        (SubjectModel.county == session.county)
        & (SubjectModel.campaign == campaign)
        & SubjectModel.area.in_(areas_below(session.county, scope.area, scope.day))
    )


def tallies(session: Session, campaign: int, scope: Scope) -> tuple[Tally, ...]:
    """Return the counts of a campaign in a scope by grid, class and state."""
    columns = (SubjectModel.area, SubjectModel.class_, SubjectModel.state)
    query = (
        SubjectModel.select(*columns, fn.COUNT(SQL("1")))
        .where(_within(session, campaign, scope))
        .group_by(*columns)
    )
    return tuple(Tally(*row) for row in session.tuples(query))


def _is_waiting() -> Any:  # noqa: ANN401
    return SubjectModel.proposal == word(WAITING)


def _is_claimed() -> Any:  # noqa: ANN401
    claimed = (TaskModel.id == SubjectModel.task) & (TaskModel.state == word("claimed"))
    return fn.EXISTS(TaskModel.select(SQL("1")).where(claimed))


def count_waiting(session: Session, campaign: int, scope: Scope) -> int:
    """Return how many proposals wait for a decision, at most 1000."""
    condition = _within(session, campaign, scope) & _is_waiting()
    query = SubjectModel.select(SubjectModel.record).where(condition)
    return len(session.tuples(query.limit(COUNT_LIMIT)))


def waiting_subjects(
    session: Session, campaign: int, scope: Scope, limit: int = 100
) -> tuple[Subject, ...]:
    """Return the subjects with a proposal that waits, the oldest proposal first."""
    query = subjects_query(_within(session, campaign, scope) & _is_waiting())
    order = (SubjectModel.proposed_at, SubjectModel.record)
    return session.rows(SUBJECT, query.order_by(*order).limit(limit))


def find_subjects(
    session: Session,
    campaign: int,
    scope: Scope,
    wanted: Wanted = ANY,
    *,
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[Subject, ...]:
    """Return subjects in a scope by title; `after` is title and record of the last."""
    key = (SubjectModel.title, SubjectModel.record)
    condition = _within(session, campaign, scope)
    if wanted.class_ is not None:
        condition &= SubjectModel.class_ == wanted.class_
    if wanted.state == WAITING:
        condition &= _is_waiting()
    elif wanted.state in {TODO, CLAIMED}:
        claimed = _is_claimed()
        condition &= SubjectModel.state == OPEN
        condition &= claimed if wanted.state == CLAIMED else ~claimed
    elif wanted.state is not None:
        condition &= SubjectModel.state == wanted.state
    if after is not None:
        condition &= later_than(key, after)
    # few wait: they are read by their own index and sorted, in a wide scope too
    wide = wanted.state != WAITING and is_wide(session, scope)
    first = first_by(SubjectModel.title, wide=wide)
    page = SubjectModel.select(*key).where(condition).order_by(first, key[1])
    ids = [record for _, record in session.tuples(page.limit(limit))]
    if not ids:
        return ()
    rows = subjects_query(
        (SubjectModel.county == session.county)
        & (SubjectModel.campaign == campaign)
        & SubjectModel.record.in_(ids)
    )
    found = session.rows(SUBJECT, rows)
    return tuple(sorted(found, key=lambda one: (one.title, one.record)))


def count_not_in_force(session: Session, campaign: int) -> int:
    """Return how many subjects that go on have a task that is not theirs to do."""
    query = (
        SubjectModel.select(fn.COUNT(SQL("1")))
        .join(TaskModel, JOIN.LEFT_OUTER, on=(TaskModel.id == SubjectModel.task))
        .where(
            (SubjectModel.county == session.county)
            & (SubjectModel.campaign == campaign)
            & (SubjectModel.state != ENDED)
            & (
                TaskModel.id.is_null()
                | (TaskModel.case != SubjectModel.case)
                | TaskModel.state.not_in(["open", "claimed", "done"])
            )
        )
    )
    found: int = session.value(query)
    return found


def records_without_subject(
    session: Session, campaign: int, kind: str, grid: int
) -> tuple[Record, ...]:
    """Return the records of a kind in one grid that a campaign has not reached."""
    reached = SubjectModel.select(SubjectModel.record).where(
        (SubjectModel.county == session.county)
        & (SubjectModel.campaign == campaign)
        & (SubjectModel.record == RecordModel.id)
    )
    query = records_query().where(
        (RecordModel.county == session.county)
        & (RecordModel.kind == kind)
        & (RecordModel.grid == grid)
        & RecordModel.parent.is_null()
        & (RecordModel.ended_on == FOREVER)
        & ~fn.EXISTS(reached)
    )
    return session.rows(RECORD, query.order_by(RecordModel.id))


def count_records(session: Session, kind: str, scope: Scope) -> int:
    """Return how many records of a kind there are in a scope, without a limit."""
    query = RecordModel.select(fn.COUNT(SQL("1"))).where(
        (RecordModel.county == session.county)
        & (RecordModel.kind == kind)
        & RecordModel.parent.is_null()
        & (RecordModel.ended_on == FOREVER)
        & RecordModel.grid.in_(areas_below(session.county, scope.area, scope.day))
    )
    found: int = session.value(query)
    return found


def records_by_id(session: Session, record_ids: Sequence[int]) -> tuple[Record, ...]:
    """Return some records (a few hundred at most), parts too."""
    if len(record_ids) == 1:
        # one at a time is what a submission asks: a prepared statement
        one = record(session, record_ids[0])
        return () if one is None else (one,)
    # By id alone: with the county beside a list of ids SQLite reads the whole county.
    query = records_query().where(RecordModel.id.in_(list(record_ids)))
    return session.rows(RECORD, query.order_by(RecordModel.id))


def parts_by_parent(
    session: Session, record_ids: Sequence[int], kinds: Sequence[str]
) -> dict[int, list[Record]]:
    """Return the parts of some kinds that there are, in the order of id, by record."""
    if not kinds:
        return {}
    if len(record_ids) == 1:
        parts = parts_of(session, record_ids[0])
        return {record_ids[0]: [one for one in parts if one.kind in kinds]}
    query = records_query().where(
        (RecordModel.county == session.county)
        & RecordModel.parent.in_(list(record_ids))
        & RecordModel.kind.in_(list(kinds))
        & (RecordModel.ended_on == FOREVER)
    )
    found: dict[int, list[Record]] = {}
    for one in session.rows(RECORD, query.order_by(RecordModel.id)):
        if one.parent is not None:
            found.setdefault(one.parent, []).append(one)
    return found


def part_counts(
    session: Session, record_ids: Sequence[int], kinds: Sequence[str]
) -> dict[int, int]:
    """Return how many parts of some kinds each of some records has."""
    if not kinds:
        return {}
    query = (
        RecordModel.select(RecordModel.parent, fn.COUNT(SQL("1")))
        .where(
            (RecordModel.county == session.county)
            & RecordModel.parent.in_(list(record_ids))
            & RecordModel.kind.in_(list(kinds))
            & (RecordModel.ended_on == FOREVER)
        )
        .group_by(RecordModel.parent)
    )
    return dict(session.tuples(query))


def open_cases_among(
    session: Session, flow: str, record_ids: Sequence[int]
) -> dict[int, int]:
    """Return the open case of a flow that each of some records has, by record."""
    query = FlowCase.select(FlowCase.record, FlowCase.id).where(
        (FlowCase.county == session.county)
        & FlowCase.record.in_(list(record_ids))
        & (FlowCase.flow == flow)
        & (FlowCase.state == "open")
    )
    return dict(session.tuples(query))
