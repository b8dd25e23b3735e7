"""Writing records: a revision and the projection, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gridflow.clock import legal_day
from gridflow.errors import NotFoundError
from gridflow.store import record_keys, record_listing
from gridflow.store.database import Session, Transaction
from gridflow.store.errors import FutureRevisionError, RecordChangedError
from gridflow.store.fields import FOREVER
from gridflow.store.models import Record as RecordModel
from gridflow.store.models import RecordRevision
from gridflow.store.record_history import State, fold, folded, revisions_of
from gridflow.store.record_listing import facets, sort_key
from gridflow.store.records import Record, owner, record
from gridflow.store.rows import By
from gridflow.store.sealing import SealingPlan, open_values, seal_values, stored_form
from gridflow.store.statements import Statement, at


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to add, with plain values."""

    kind: str
    parent: int | None
    area: int
    grid: int
    title: str
    number: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What a revision changes: named values, None empties one; the rest if not None."""

    values: Mapping[str, object] = field(default_factory=dict)
    title: str | None = None
    number: str | None = None
    area: int | None = None
    grid: int | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a revision comes from: who wrote it, in which submission, whose word.

    `sources` names who monitors, provides, collects and verifies.
    """

    by: By
    submission: int | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


INSERT_RECORD = Statement(
    lambda: RecordModel.insert(
        {
            RecordModel.county: at("county"),
            RecordModel.id: at("record"),
            RecordModel.kind: at("kind"),
            RecordModel.parent: at("parent"),
            RecordModel.area: at("area"),
            RecordModel.grid: at("grid"),
            RecordModel.title: at("title"),
            RecordModel.number: at("number"),
            RecordModel.sort: at("sort"),
            RecordModel.facets: at("facets"),
            RecordModel.content: at("content"),
            RecordModel.revision: 1,
            RecordModel.created_at: at("now"),
        }
    )
)
_UPDATE = Statement(
    lambda: RecordModel.update(
        {
            RecordModel.area: at("area"),
            RecordModel.grid: at("grid"),
            RecordModel.title: at("title"),
            RecordModel.number: at("number"),
            RecordModel.sort: at("sort"),
            RecordModel.facets: at("facets"),
            RecordModel.content: at("content"),
            RecordModel.ended_on: at("ended_on"),
            RecordModel.revision: RecordModel.revision + 1,
        }
    ).where(
        (RecordModel.county == at("county"))
        & (RecordModel.id == at("record"))
        & (RecordModel.revision == at("expected"))
    )
)
INSERT_REVISION = Statement(
    lambda: RecordRevision.insert(
        {
            RecordRevision.county: at("county"),
            RecordRevision.id: at("revision"),
            RecordRevision.record: at("record"),
            RecordRevision.number: at("number"),
            RecordRevision.changes: at("changes"),
            RecordRevision.title: at("title"),
            RecordRevision.record_number: at("record_number"),
            RecordRevision.area: at("area"),
            RecordRevision.grid: at("grid"),
            RecordRevision.ended_on: at("ended_on"),
            RecordRevision.valid_from: at("valid_from"),
            RecordRevision.recorded_at: at("now"),
            RecordRevision.submission: at("submission"),
            RecordRevision.person: at("person"),
            RecordRevision.post: at("post"),
            RecordRevision.sources: at("sources"),
        }
    ).on_conflict_ignore()
)


def _append(
    tx: Transaction,
    record_id: int,
    number: int,
    change: Change,
    stored: Mapping[str, object],
    valid_from: date,
    origin: Origin,
) -> None:
    written = tx.change(
        INSERT_REVISION,
        revision=tx.new_id(),
        record=record_id,
        number=number,
        changes=dict(stored),
        title=change.title,
        record_number=change.number,
        area=change.area,
        grid=change.grid,
        ended_on=change.ended_on,
        valid_from=valid_from,
        now=origin.by.at,
        submission=origin.submission,
        person=origin.by.person,
        post=origin.by.post,
        sources=dict(origin.sources),
    )
    if not written:
        raise RecordChangedError(record=record_id, revision=number)


def _check_day(valid_from: date, origin: Origin) -> None:
    if valid_from > legal_day(origin.by.at):
        raise FutureRevisionError(
            valid_from=valid_from, recorded_on=legal_day(origin.by.at)
        )


def add_record(
    tx: Transaction,
    plan: SealingPlan,
    new: NewRecord,
    valid_from: date,
    origin: Origin,
) -> Record:
    """Add a record with its first revision; KeyTakenError for a value another has."""
    _check_day(valid_from, origin)
    record_id = tx.new_id()
    given = {name: value for name, value in new.values.items() if value is not None}
    stored = seal_values(tx.keys, plan, owner(record_id), given)
    tx.change(
        INSERT_RECORD,
        record=record_id,
        kind=new.kind,
        parent=new.parent,
        area=new.area,
        grid=new.grid,
        title=new.title,
        number=new.number,
        sort=sort_key(new.title),
        facets=facets(plan, given),
        content=stored,
        now=origin.by.at,
    )
    whole = Change(title=new.title, number=new.number, area=new.area, grid=new.grid)
    _append(tx, record_id, 1, whole, stored, valid_from, origin)
    record_keys.write(tx, plan, new.kind, record_id, given)
    record_listing.write_words(tx, plan, new.kind, record_id, given)
    return _must(tx, record_id)


def _must(session: Session, record_id: int) -> Record:
    found = record(session, record_id)
    if found is None:
        raise NotFoundError(record=record_id)
    return found


def revise_record(
    tx: Transaction,
    plan: SealingPlan,
    record_id: int,
    expected_revision: int,
    change: Change,
    valid_from: date,
    origin: Origin,
) -> Record:
    """Append a revision and bring the projection up to date.

    Raises RecordChangedError if the record has another revision by now, and
    KeyTakenError for a value that another record has.
    """
    _check_day(valid_from, origin)
    before = _must(tx, record_id)
    if before.revision != expected_revision:
        raise RecordChangedError(record=record_id, revision=before.revision)
    stored = seal_values(tx.keys, plan, owner(record_id), change.values)
    _append(tx, record_id, expected_revision + 1, change, stored, valid_from, origin)
    return _project(tx, plan, before, change)


def _project(
    tx: Transaction, plan: SealingPlan, before: Record, change: Change
) -> Record:
    """Write what the revisions now say; a change of the past may be overridden."""
    state = folded(tx, before.id)
    changed = tx.change(
        _UPDATE,
        record=before.id,
        expected=before.revision,
        area=state.area,
        grid=state.grid,
        title=state.title,
        number=state.number,
        sort=sort_key(state.title),
        facets=facets(plan, state.values),
        content=stored_form(state.values),
        ended_on=state.ended_on or FOREVER,
    )
    if changed != 1:
        raise RecordChangedError(record=before.id, revision=before.revision)
    after = _must(tx, before.id)
    touched = plan.keyed.keys() & change.values.keys()
    opened = open_values(
        tx.keys,
        owner(before.id),
        {name: after.values.get(name) for name in touched},
    )
    record_keys.write(tx, plan, before.kind, before.id, opened)
    said = {name: after.values.get(name) for name in change.values}
    record_listing.write_words(tx, plan, before.kind, before.id, said)
    return after


def rebuild_record(tx: Transaction, record_id: int) -> bool:
    """Write a record's projection anew; tell whether it was not what it should be."""
    before = _must(tx, record_id)
    found = revisions_of(tx, record_id)
    state = fold(found)
    kept = State(
        before.area,
        before.grid,
        before.title,
        before.number,
        before.ended_on,
        before.values,
    )
    if kept == state and before.revision == len(found):
        return False
    tx.change(
        RecordModel.update(
            {
                RecordModel.area: state.area,
                RecordModel.grid: state.grid,
                RecordModel.title: state.title,
                RecordModel.sort: sort_key(state.title),
                RecordModel.number: state.number,
                RecordModel.content: stored_form(state.values),
                RecordModel.ended_on: state.ended_on or FOREVER,
                RecordModel.revision: len(found),
            }
        ).where((RecordModel.county == tx.county) & (RecordModel.id == record_id))
    )
    return True
