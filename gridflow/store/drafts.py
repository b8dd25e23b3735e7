"""Drafts: what a person has typed into a task so far, sealed as a whole.

One draft a task and person. A save names the version it was made from, so of two
devices the second is shown what the first has saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gridflow.store.database import Session, Transaction
from gridflow.store.models import Draft as DraftModel
from gridflow.store.sealing import Sealed
from gridflow.store.statements import Statement, at, shape


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has typed; `content` is plain."""

    task: int
    person: int
    version: int
    content: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft was saved and now has this version."""

    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The draft has another version by now; None if it is gone."""

    draft: Draft | None


@dataclass(frozen=True, slots=True)
class _Stored:
    task: int
    person: int
    version: int
    content: Mapping[str, str]
    saved_at: datetime


_STORED = shape(_Stored, DraftModel)
_ONE = Statement(
    lambda: DraftModel.select(*_STORED.columns).where(
        (DraftModel.county == at("county"))
        & (DraftModel.task == at("task"))
        & (DraftModel.person == at("person"))
    )
)
_OF_TASK = Statement(
    lambda: (
        DraftModel.select(*_STORED.columns)
        .where((DraftModel.county == at("county")) & (DraftModel.task == at("task")))
        .order_by(DraftModel.saved_at)
    )
)
_INSERT = Statement(
    lambda: DraftModel.insert(
        {
            DraftModel.county: at("county"),
            DraftModel.id: at("draft"),
            DraftModel.task: at("task"),
            DraftModel.person: at("person"),
            DraftModel.version: 1,
            DraftModel.content: at("content"),
            DraftModel.saved_at: at("now"),
        }
    ).on_conflict_ignore()
)
_UPDATE = Statement(
    lambda: DraftModel.update(
        {
            DraftModel.version: DraftModel.version + 1,
            DraftModel.content: at("content"),
            DraftModel.saved_at: at("now"),
        }
    ).where(
        (DraftModel.county == at("county"))
        & (DraftModel.task == at("task"))
        & (DraftModel.person == at("person"))
        & (DraftModel.version == at("expected"))
    )
)
_DELETE = Statement(
    lambda: DraftModel.delete().where(
        (DraftModel.county == at("county"))
        & (DraftModel.task == at("task"))
        & (DraftModel.person == at("person"))
    )
)


def _owner(task: int, person: int) -> str:
    return f"draft:{task}:{person}"


def _opened(session: Session, stored: _Stored) -> Draft:
    content = session.keys.unseal(
        _owner(stored.task, stored.person), "", Sealed(stored.content["sealed"])
    )
    return Draft(stored.task, stored.person, stored.version, content, stored.saved_at)


def draft(session: Session, task: int, person: int) -> Draft | None:
    """Return a person's draft of a task, or None."""
    stored = session.row(_STORED, _ONE, task=task, person=person)
    return None if stored is None else _opened(session, stored)


def drafts_of_task(session: Session, task: int) -> tuple[Draft, ...]:
    """Return everybody's drafts of a task, the oldest save first."""
    return tuple(
        _opened(session, stored)
        for stored in session.rows(_STORED, _OF_TASK, task=task)
    )


def save_draft(
    tx: Transaction,
    task: int,
    person: int,
    expected_version: int,
    content: Mapping[str, object],
    now: datetime,
) -> Saved | Conflict:
    """Save a draft made from a version (0: there was none), or say what is there."""
    sealed = tx.keys.seal(_owner(task, person), "", content)
    facts = {"task": task, "person": person, "content": sealed, "now": now}
    if expected_version == 0:
        written = tx.change(_INSERT, draft=tx.new_id(), **facts)
    else:
        written = tx.change(_UPDATE, expected=expected_version, **facts)
    if written:
        return Saved(expected_version + 1)
    return Conflict(draft(tx, task, person))


def drop_draft(tx: Transaction, task: int, person: int) -> bool:
    """Throw a draft away; tell whether there was one."""
    return tx.change(_DELETE, task=task, person=person) == 1
