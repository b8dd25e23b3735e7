"""Many records found at once: by a keyed value, by title, by area."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gridflow.store.database import Session
from gridflow.store.models import Record as RecordModel
from gridflow.store.models import RecordKey
from gridflow.store.records import RECORD, Record, records_query
from gridflow.store.sealing import SealingPlan, key_hash

Found = Mapping[str, tuple[Record, ...]]


def records_by_id(session: Session, ids: Collection[int]) -> dict[int, Record]:
    """Return records by id; those that there are."""
    # No county beside the ids: SQLite would read the whole county.
    query = records_query().where(RecordModel.id.in_(sorted(ids)))
    return {one.id: one for one in session.rows(RECORD, query)} if ids else {}


def alive_by_key(
    session: Session,
    plan: SealingPlan,
    kind: str,
    field_id: str,
    values: Collection[str],
) -> Found:
    """Return the records of a kind that have not ended, by values of a keyed field."""
    by_hash: dict[str, str] = {
        key_hash(session.keys, plan, kind, field_id, value): value for value in values
    }
    query = RecordKey.select(RecordKey.hash, RecordKey.record).where(
        (RecordKey.county == session.county)
        & (RecordKey.kind == kind)
        & (RecordKey.field == field_id)
        & RecordKey.hash.in_(sorted(by_hash))
    )
    pairs = session.tuples(query) if by_hash else []
    rows = records_by_id(session, {record for _, record in pairs})
    found: dict[str, tuple[Record, ...]] = {}
    for hashed, record in sorted(pairs, key=lambda pair: int(pair[1])):
        if rows[record].ended_on is None:
            value = by_hash[hashed]
            found[value] = (*found.get(value, ()), rows[record])
    return found


def alive_by_title(session: Session, kind: str, titles: Collection[str]) -> Found:
    """Return the records of a kind that have not ended, by their titles."""
    query = records_query().where(
        (RecordModel.county == session.county)
        & (RecordModel.kind == kind)
        & RecordModel.title.in_(sorted(titles))
    )
    found: dict[str, tuple[Record, ...]] = {}
    rows = session.rows(RECORD, query.order_by(RecordModel.id)) if titles else ()
    for one in rows:
        if one.ended_on is None:
            found[one.title] = (*found.get(one.title, ()), one)
    return found


def whole_records_in(
    session: Session, kind: str, areas: Sequence[int], after: int, limit: int
) -> tuple[Record, ...]:
    """Return records of a kind, no parts, whose address is one of some areas, by id.

    `after` is the id of the last one that was read, 0 at first.
    """
    query = (
        records_query()
        .where(
            (RecordModel.county == session.county)
            & (RecordModel.kind == kind)
            & RecordModel.parent.is_null()
            & RecordModel.area.in_(list(areas))
            & (RecordModel.id > after)
        )
        .order_by(RecordModel.id)
        .limit(limit)
    )
    return session.rows(RECORD, query) if areas else ()
