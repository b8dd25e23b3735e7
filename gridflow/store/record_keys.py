"""Keyed hashes of records' values: exact search, and what only one may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridflow.store.database import Session, Transaction
from gridflow.store.errors import KeyTakenError
from gridflow.store.models import RecordKey
from gridflow.store.sealing import SealingPlan, key_hash
from gridflow.store.statements import Statement, at

_DELETE = Statement(
    lambda: RecordKey.delete().where(
        (RecordKey.county == at("county"))
        & (RecordKey.record == at("record"))
        & (RecordKey.field == at("field"))
    )
)
INSERT_KEY = Statement(
    lambda: RecordKey.insert(
        {
            RecordKey.county: at("county"),
            RecordKey.record: at("record"),
            RecordKey.kind: at("kind"),
            RecordKey.field: at("field"),
            RecordKey.hash: at("hash"),
            RecordKey.exclusive: at("exclusive"),
        }
    ).on_conflict_ignore()
)


def write(
    tx: Transaction,
    plan: SealingPlan,
    kind: str,
    record_id: int,
    values: Mapping[str, object],
) -> None:
    """Write the keys of the given plain values; None or empty takes a key away.

    Raises KeyTakenError where another record has a value that must be unique.
    """
    for field_id in sorted(plan.keyed.keys() & values.keys()):
        tx.change(_DELETE, record=record_id, field=field_id)
        value = values[field_id]
        if value is None or value == "":
            continue
        written = tx.change(
            INSERT_KEY,
            record=record_id,
            kind=kind,
            field=field_id,
            hash=key_hash(tx.keys, plan, kind, field_id, value),
            exclusive=int(field_id in plan.unique),
        )
        if not written:
            raise KeyTakenError(kind=kind, field=field_id)


def having(
    session: Session, plan: SealingPlan, kind: str, field_id: str, value: object
) -> Any:  # noqa: ANN401 - a peewee query
    """Return the query of the ids of records whose field has exactly a value."""
    return RecordKey.select(RecordKey.record).where(
        (RecordKey.county == session.county)
        & (RecordKey.kind == kind)
        & (RecordKey.field == field_id)
        & (RecordKey.hash == key_hash(session.keys, plan, kind, field_id, value))
    )
