"""Loading much at once: the first records of a town, the rows of a benchmark.

The same statements and the same rows as one at a time, only many to a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from gridflow.store.cases import INSERT_CASE, NewCase
from gridflow.store.database import Transaction
from gridflow.store.errors import KeyTakenError
from gridflow.store.fields import FOREVER
from gridflow.store.record_keys import INSERT_KEY
from gridflow.store.record_listing import INSERT_WORD, facets, sort_key, word_rows
from gridflow.store.record_writing import (
    INSERT_RECORD,
    INSERT_REVISION,
    NewRecord,
    Origin,
)
from gridflow.store.records import owner
from gridflow.store.rows import By
from gridflow.store.sealing import SealingPlan, key_hash, seal_values
from gridflow.store.tasks import INSERT_TASK, NewTask


def load_records(
    tx: Transaction,
    plan: SealingPlan,
    rows: Sequence[NewRecord],
    valid_from: date,
    origin: Origin,
) -> list[int]:
    """Add records with their first revisions and keys; return their ids in order.

    Raises KeyTakenError where two records would have a value that must be unique.
    """
    ids = tx.reserve(len(rows))
    stored = [
        seal_values(
            tx.keys,
            plan,
            owner(record_id),
            {name: value for name, value in row.values.items() if value is not None},
        )
        for record_id, row in zip(ids, rows, strict=True)
    ]
    whole = list(zip(ids, rows, stored, strict=True))
    tx.change_many(INSERT_RECORD, _records(plan, whole, origin))
    tx.change_many(
        INSERT_REVISION,
        _revisions(tx.reserve(len(rows)), whole, valid_from, origin),
    )
    keys = list(_keys(tx, plan, ids, rows))
    if tx.change_many(INSERT_KEY, keys) < len(keys):
        raise KeyTakenError(kind=rows[0].kind, field=", ".join(sorted(plan.unique)))
    tx.change_many(
        INSERT_WORD,
        (
            word
            for record_id, row in zip(ids, rows, strict=True)
            for word in word_rows(plan, row.kind, record_id, row.values)
        ),
    )
    return ids


Whole = tuple[int, NewRecord, dict[str, Any]]


def _records(
    plan: SealingPlan, whole: Sequence[Whole], origin: Origin
) -> Iterator[dict[str, Any]]:
    for record_id, row, stored in whole:
        yield {
            "record": record_id,
            "kind": row.kind,
            "parent": row.parent,
            "area": row.area,
            "grid": row.grid,
            "title": row.title,
            "number": row.number,
            "sort": sort_key(row.title),
            "facets": facets(plan, row.values),
            "content": stored,
            "now": origin.by.at,
        }


def _revisions(
    ids: Sequence[int], whole: Sequence[Whole], valid_from: date, origin: Origin
) -> Iterator[dict[str, Any]]:
    for revision_id, (record_id, row, stored) in zip(ids, whole, strict=True):
        yield {
            "revision": revision_id,
            "record": record_id,
            "number": 1,
            "changes": stored,
            "title": row.title,
            "record_number": row.number,
            "area": row.area,
            "grid": row.grid,
            "ended_on": None,
            "valid_from": valid_from,
            "now": origin.by.at,
            "submission": origin.submission,
            "person": origin.by.person,
            "post": origin.by.post,
            "sources": dict(origin.sources),
        }


def _keys(
    tx: Transaction, plan: SealingPlan, ids: Sequence[int], rows: Sequence[NewRecord]
) -> Iterator[dict[str, Any]]:
    for record_id, row in zip(ids, rows, strict=True):
        for field_id in sorted(plan.keyed.keys() & row.values.keys()):
            value = row.values[field_id]
            if value is not None and value != "":
                yield {
                    "record": record_id,
                    "kind": row.kind,
                    "field": field_id,
                    "hash": key_hash(tx.keys, plan, row.kind, field_id, value),
                    "exclusive": int(field_id in plan.unique),
                }


def load_cases(
    tx: Transaction, rows: Sequence[tuple[NewCase, NewTask]], by: By
) -> list[int]:
    """Open cases, each with its first task (whose `case` is filled in here).

    Returns the tasks' ids in order.
    """
    return [task for _, task in load_cases_and_tasks(tx, rows, by)]


def load_cases_and_tasks(
    tx: Transaction, rows: Sequence[tuple[NewCase, NewTask]], by: By
) -> list[tuple[int, int]]:
    """Open cases, each with its first task; return the ids of both in order."""
    case_ids = tx.reserve(len(rows))
    task_ids = tx.reserve(len(rows))
    tx.change_many(
        INSERT_CASE,
        (
            {
                "case": case_id,
                "flow": new.flow,
                "record": new.record,
                "area": new.area,
                "title": new.title,
                "bundle": new.bundle,
                "now": by.at,
                "person": by.person,
                "post": by.post,
            }
            for case_id, (new, _) in zip(case_ids, rows, strict=True)
        ),
    )
    tx.change_many(INSERT_TASK, _tasks(case_ids, task_ids, rows, by))
    return list(zip(case_ids, task_ids, strict=True))


def _tasks(
    case_ids: Sequence[int],
    task_ids: Sequence[int],
    rows: Sequence[tuple[NewCase, NewTask]],
    by: By,
) -> Iterator[dict[str, Any]]:
    for case_id, task_id, (_, new) in zip(case_ids, task_ids, rows, strict=True):
        yield {
            "task": task_id,
            "case": case_id,
            "step": new.step,
            "form": new.form,
            "form_label": new.form_label,
            "role": new.role,
            "area": new.area,
            "area_label": new.area_label,
            "record": new.record,
            "title": new.title,
            "size_text": new.size_text,
            "people": new.people,
            "due_on": new.due_on or FOREVER,
            "now": by.at,
            "person": by.person,
        }
