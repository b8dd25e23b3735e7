"""Reading records: the current ones, by scope, and as they were on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from gridflow.store import record_keys
from gridflow.store.areas import area, areas_below
from gridflow.store.database import Session
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import Area as AreaModel
from gridflow.store.models import Record as RecordModel
from gridflow.store.record_history import fold, revisions_of
from gridflow.store.record_listing import sort_key
from gridflow.store.rows import Scope
from gridflow.store.sealing import Sealed, SealingPlan, open_values, placeholders
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Record:
    """A thing with a file; sealed values are placeholders, missing ones are None.

    Attributes:
        area: the address; `grid`: the area that is responsible.
        revision: how many revisions it has; a writer names the one it has read.
        ended_on: the last day, None while it is there.
    """

    id: int
    kind: str
    parent: int | None
    area: int
    area_label: str
    grid: int
    grid_label: str
    title: str
    number: str
    values: Mapping[str, Any]
    revision: int
    ended_on: date | None
    created_at: datetime

    @property
    def code(self) -> str:
        """Return the code that people see."""
        return code_of(self.id)

    @property
    def cursor(self) -> tuple[str, int]:
        """Return where the next page of a list begins."""
        return sort_key(self.title), self.id


_GRID = AreaModel.alias("grid_area")


def _read_values(text: str) -> dict[str, Any]:
    return placeholders(RecordModel.content.from_column(text))


RECORD = shape(
    Record,
    RecordModel,
    area_label=AreaModel.label,
    grid_label=_GRID.label,
    values=(RecordModel.content, _read_values),
)


def owner(record_id: int) -> str:
    """Return what sealed values of a record are bound to."""
    return f"record:{record_id}"


def records_query() -> Any:  # noqa: ANN401 - peewee queries
    """Return the query of records in the columns of `RECORD`."""
    return (
        RecordModel.select(*RECORD.columns)
        .join(AreaModel, on=(AreaModel.id == RecordModel.area))
        .switch(RecordModel)
        .join(_GRID, on=(_GRID.id == RecordModel.grid))
    )


def in_scope(county: Any, area: Any, day: Any) -> Any:  # noqa: ANN401
    """Return the condition that a record's grid lies at or below an area."""
    return RecordModel.grid.in_(areas_below(county, area, day))


_BY_ID = Statement(
    lambda: records_query().where(
        (RecordModel.county == at("county")) & (RecordModel.id == at("record"))
    )
)
_BY_ID_IN_SCOPE = Statement(
    lambda: records_query().where(
        (RecordModel.county == at("county"))
        & (RecordModel.id == at("record"))
        & in_scope(at("county"), at("area"), at("day"))
    )
)
_PARTS = Statement(
    lambda: (
        records_query()
        .where(
            (RecordModel.county == at("county")) & (RecordModel.parent == at("parent"))
        )
        .order_by(RecordModel.id)
    )
)


def record(
    session: Session, record_id: int, scope: Scope | None = None
) -> Record | None:
    """Return a record; None if there is none or it lies outside the scope."""
    if scope is None:
        return session.row(RECORD, _BY_ID, record=record_id)
    return session.row(
        RECORD, _BY_ID_IN_SCOPE, record=record_id, area=scope.area, day=scope.day
    )


def record_by_code(
    session: Session, code: str, scope: Scope | None = None
) -> Record | None:
    """Return the record behind a code; None as with `record`."""
    record_id = id_of_code(session.county, code)
    return None if record_id is None else record(session, record_id, scope)


def parts_of(
    session: Session, record_id: int, kind: str | None = None, *, ended: bool = False
) -> tuple[Record, ...]:
    """Return the records that are part of one, oldest first; `ended` ones if told."""
    found = session.rows(RECORD, _PARTS, parent=record_id)
    return tuple(
        item
        for item in found
        if kind in {None, item.kind} and (ended or item.ended_on is None)
    )


def records_by_key(
    session: Session,
    plan: SealingPlan,
    kind: str,
    field_id: str,
    value: object,
    scope: Scope | None = None,
) -> tuple[Record, ...]:
    """Return the records of a kind whose keyed field has exactly a value."""
    # No county beside the ids: SQLite would read the whole county; the keys are of it.
    query = records_query().where(
        RecordModel.id.in_(record_keys.having(session, plan, kind, field_id, value))
    )
    if scope is not None:
        query = query.where(in_scope(session.county, scope.area, scope.day))
    return session.rows(RECORD, query.order_by(RecordModel.id))


def parts_of_many(
    session: Session, record_ids: Sequence[int], kind: str
) -> dict[int, tuple[Record, ...]]:
    """Return the parts of a kind of several records that are there now, by record."""
    query = records_query().where(
        RecordModel.parent.in_(list(record_ids)) & (RecordModel.kind == kind)
    )
    found: dict[int, tuple[Record, ...]] = {}
    rows = session.rows(RECORD, query.order_by(RecordModel.id)) if record_ids else ()
    for one in rows:
        if one.parent is not None and one.ended_on is None:
            found[one.parent] = (*found.get(one.parent, ()), one)
    return found


def open_field(session: Session, found: Record, field_id: str) -> Any:  # noqa: ANN401
    """Return a field's value in plain; the caller logs the look."""
    value = found.values.get(field_id)
    if not isinstance(value, Sealed):
        return value
    return session.keys.unseal(owner(found.id), field_id, value)


def open_record(session: Session, found: Record) -> dict[str, Any]:
    """Return all values in plain; the caller logs the look."""
    return open_values(session.keys, owner(found.id), found.values)


def record_as_of(
    session: Session, record_id: int, as_of: date, known_at: datetime
) -> Record | None:
    """Return a record as it was on a day, as known at an instant; None before it was.

    `revision` is the number of the last revision that was known.
    """
    now = record(session, record_id)
    known = [
        one
        for one in revisions_of(session, record_id)
        if one.recorded_at <= known_at and one.valid_from <= as_of
    ]
    if now is None or not known:
        return None
    state = fold(known)
    address, grid = area(session, state.area), area(session, state.grid)
    return replace(
        now,
        area=state.area,
        area_label=address.label if address else now.area_label,
        grid=state.grid,
        grid_label=grid.label if grid else now.grid_label,
        title=state.title,
        number=state.number,
        values=state.values,
        revision=known[-1].number,
        ended_on=state.ended_on,
    )
