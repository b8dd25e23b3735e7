"""Reading records: the current ones, by scope, and as they were on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from gridflow.store import record_keys
from gridflow.store.areas import area, areas_below, is_wide
from gridflow.store.database import Session
from gridflow.store.ids import code_of, id_of_code
from gridflow.store.models import Area as AreaModel
from gridflow.store.models import Record as RecordModel
from gridflow.store.paging import first_by, later_than
from gridflow.store.record_history import fold, revisions_of
from gridflow.store.rows import COUNT_LIMIT, Scope
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
        return self.title, self.id


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


def _records() -> Any:  # noqa: ANN401 - peewee queries
    return (
        RecordModel.select(*RECORD.columns)
        .join(AreaModel, on=(AreaModel.id == RecordModel.area))
        .switch(RecordModel)
        .join(_GRID, on=(_GRID.id == RecordModel.grid))
    )


def _in_scope(county: Any, area: Any, day: Any) -> Any:  # noqa: ANN401
    return RecordModel.grid.in_(areas_below(county, area, day))


_BY_ID = Statement(
    lambda: _records().where(
        (RecordModel.county == at("county")) & (RecordModel.id == at("record"))
    )
)
_BY_ID_IN_SCOPE = Statement(
    lambda: _records().where(
        (RecordModel.county == at("county"))
        & (RecordModel.id == at("record"))
        & _in_scope(at("county"), at("area"), at("day"))
    )
)
_PARTS = Statement(
    lambda: (
        _records()
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


def _found(session: Session, kind: str, scope: Scope) -> Any:  # noqa: ANN401
    return (
        (RecordModel.county == session.county)
        & (RecordModel.kind == kind)
        & (RecordModel.ended_on >= scope.day)
        & _in_scope(session.county, scope.area, scope.day)
    )


def _searched(search: str) -> tuple[Any, ...]:
    """Return the conditions of a search, apart so that each finds its index."""
    if not search:
        return (True,)
    return RecordModel.title.contains(search), (RecordModel.number == search)


def find_records(
    session: Session,
    kind: str,
    scope: Scope,
    *,
    search: str = "",
    after: tuple[str, int] | None = None,
    limit: int = 50,
) -> tuple[Record, ...]:
    """Return records of a kind in a scope by title.

    `search` is a part of the title or the whole number; `after` is the cursor of the
    last record shown.
    """
    key = (RecordModel.title, RecordModel.id)
    condition = _found(session, kind, scope)
    if after is not None:
        condition &= later_than(key, after)
    first = first_by(RecordModel.title, wide=is_wide(session, scope))
    keys: set[tuple[str, int]] = set()
    for asked in _searched(search):
        query = RecordModel.select(*key).where(condition, asked)
        keys |= set(session.tuples(query.order_by(first, RecordModel.id).limit(limit)))
    ids = [record_id for _, record_id in sorted(keys)[:limit]]
    # By id alone: with the county beside a list of ids SQLite reads the whole county.
    query = _records().where(RecordModel.id.in_(ids))
    found = session.rows(RECORD, query) if ids else ()
    return tuple(sorted(found, key=lambda record: record.cursor))


def count_records(
    session: Session, kind: str, scope: Scope, *, search: str = ""
) -> int:
    """Return how many records `find_records` would find, at most 1000."""
    found: set[int] = set()
    for asked in _searched(search):
        query = RecordModel.select(RecordModel.id).where(
            _found(session, kind, scope), asked
        )
        found |= {row[0] for row in session.tuples(query.limit(COUNT_LIMIT))}
    return min(len(found), COUNT_LIMIT)


def records_by_key(
    session: Session,
    plan: SealingPlan,
    kind: str,
    field_id: str,
    value: object,
    scope: Scope | None = None,
) -> tuple[Record, ...]:
    """Return the records of a kind whose keyed field has exactly a value."""
    # No county beside the ids, as in find_records; the keys are of this county.
    query = _records().where(
        RecordModel.id.in_(record_keys.having(session, plan, kind, field_id, value))
    )
    if scope is not None:
        query = query.where(_in_scope(session.county, scope.area, scope.day))
    return session.rows(RECORD, query.order_by(RecordModel.id))


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
