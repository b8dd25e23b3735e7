"""Records: lists, one page with history, masked values and their reveal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.spec.records import Record, RecordField

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in a list; sensitive values are never in it."""

    code: str
    title: str
    number: str
    area_label: str
    size_text: str


@dataclass(frozen=True, slots=True)
class RecordList:
    """A page of `/records/<path>`; `next` is "" on the last."""

    kind: Record
    rows: tuple[RecordRow, ...]
    next: str
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A field of a record for people.

    Attributes:
        field: the definition.
        text: shown, masked where the field is sensitive; "" for none.
        may_reveal: a reveal with a reason is possible for the actor.
        changed_at: when the value was recorded, None.
        source: code of the task whose form wrote it, "".
    """

    field: RecordField
    text: str
    may_reveal: bool
    changed_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a record (its own record), with its values in field order."""

    code: str
    title: str
    values: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One writing of the record: which fields, by whom, valid from when."""

    number: int
    recorded_at: datetime
    valid_from: date
    who: str
    role_label: str
    labels: tuple[str, ...]
    task: str


@dataclass(frozen=True, slots=True)
class RecordCase:
    """A case about the record."""

    code: str
    flow_label: str
    state: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What `/records/<path>/<code>` shows, as of a day, as known at an instant."""

    kind: Record
    code: str
    title: str
    number: str
    area_path: tuple[str, ...]
    values: tuple[ShownValue, ...]
    parts: tuple[tuple[Record, tuple[PartRow, ...]], ...]
    revisions: tuple[RevisionRow, ...]
    cases: tuple[RecordCase, ...]
    as_of: date
    known_at: datetime | None
    may: frozenset[str]


def record_list(
    engine: Engine,
    actor: Actor,
    path: str,
    *,
    search: str = "",
    area: str = "",
    after: str = "",
) -> RecordList:
    """List records of a kind in the actor's scope (`see`), fifty a page."""
    raise NotImplementedError


def record_page(
    engine: Engine,
    actor: Actor,
    path: str,
    code: str,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> RecordPage:
    """Return one record in scope; NotFoundError otherwise."""
    raise NotImplementedError


def reveal(
    engine: Engine,
    actor: Actor,
    path: str,
    code: str,
    field: str,
    *,
    reason: str,
    key: str,
) -> str:
    """Return one unmasked value; right and reason needed, logged, limited a day."""
    raise NotImplementedError
