"""What a record was on a day, as known at an instant: folding its revisions.

A revision counts from its day on and once it is recorded; of two for the same day
the later recorded one counts. The projection is the fold of everything recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gridflow.store.database import Session
from gridflow.store.models import RecordRevision
from gridflow.store.sealing import placeholders
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a record; fields that it left alone are not in `changes`.

    `title`, `record_number`, `area`, `grid` and `ended_on` are None where unchanged.
    """

    id: int
    record: int
    number: int
    changes: Mapping[str, Any]
    title: str | None
    record_number: str | None
    area: int | None
    grid: int | None
    ended_on: date | None
    valid_from: date
    recorded_at: datetime
    submission: int | None
    person: int | None
    post: int | None
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """What revisions add up to; sealed values are placeholders."""

    area: int = 0
    grid: int = 0
    title: str = ""
    number: str = ""
    ended_on: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def _changes(text: str) -> dict[str, Any]:
    return placeholders(RecordRevision.changes.from_column(text))


_REVISION = shape(Revision, RecordRevision, changes=(RecordRevision.changes, _changes))
_OF_RECORD = Statement(
    lambda: (
        RecordRevision.select(*_REVISION.columns)
        .where(
            (RecordRevision.county == at("county"))
            & (RecordRevision.record == at("record"))
        )
        .order_by(RecordRevision.number)
    )
)


def revisions_of(session: Session, record_id: int) -> tuple[Revision, ...]:
    """Return a record's revisions in the order in which they were recorded."""
    return session.rows(_REVISION, _OF_RECORD, record=record_id)


def fold(revisions: Iterable[Revision]) -> State:
    """Return what revisions add up to, by the day they are valid from."""
    state = State()
    for one in sorted(revisions, key=lambda item: (item.valid_from, item.number)):
        values = {**state.values, **one.changes}
        state = State(
            area=state.area if one.area is None else one.area,
            grid=state.grid if one.grid is None else one.grid,
            title=state.title if one.title is None else one.title,
            number=(state.number if one.record_number is None else one.record_number),
            ended_on=state.ended_on if one.ended_on is None else one.ended_on,
            values={name: item for name, item in values.items() if item is not None},
        )
    return state


def folded(session: Session, record_id: int) -> State:
    """Return what all revisions of a record add up to, as it is stored."""
    return fold(revisions_of(session, record_id))
