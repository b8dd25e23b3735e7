"""Slot columns: a submission's countable fields, typed, for lists and counters.

Which field has which slot is told by the bundle the submission was filled in. The
table is a projection: a job can throw it away and build it anew. Numbers are kept
as whole millionths, so sums are exact on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from gridflow.clock import legal_day
from gridflow.store.database import Session, Transaction
from gridflow.store.fields import converter_of, to_millionths
from gridflow.store.models import DAY_SLOTS, NUMBER_SLOTS, TEXT_SLOTS, Slot
from gridflow.store.models import Submission as SubmissionModel
from gridflow.store.models import Task as TaskModel
from gridflow.store.sealing import Sealed
from gridflow.store.statements import Statement, at


@dataclass(frozen=True, slots=True)
class SlotMap:
    """Which field stands in which slot, by the type of the slot."""

    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse slots that there are not, and one slot for two fields."""
        for given, known in (
            (self.texts, TEXT_SLOTS),
            (self.numbers, NUMBER_SLOTS),
            (self.days, DAY_SLOTS),
        ):
            slots = list(given.values())
            if not set(slots) <= set(known) or len(set(slots)) < len(slots):
                raise ValueError(slots)


NO_SLOTS = SlotMap()
ALL_SLOTS = (*TEXT_SLOTS, *NUMBER_SLOTS, *DAY_SLOTS)

_INSERT = Statement(
    lambda: Slot.insert(
        {
            getattr(Slot, name): at(name)
            for name in (
                "county",
                "form",
                "area",
                "submission",
                "record",
                "filled_on",
                *ALL_SLOTS,
            )
        }
    )
)
_DELETE = Statement(
    lambda: Slot.delete().where(
        (Slot.county == at("county")) & (Slot.submission == at("submission"))
    )
)


def _text(value: object) -> str:
    """Return what a text slot holds: a choice's id, yes or no, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(value)
    return to_millionths(value)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return date.fromisoformat(str(value)).isoformat()


def _columns(slots: SlotMap, values: Mapping[str, object]) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(ALL_SLOTS)
    readers: tuple[tuple[Mapping[str, str], Callable[[object], Any]], ...] = (
        (slots.texts, _text),
        (slots.numbers, _number),
        (slots.days, _day),
    )
    for given, read in readers:
        for field_id, slot in given.items():
            value = values.get(field_id)
            if isinstance(value, Sealed):
                raise TypeError(field_id)
            if value is not None:
                columns[slot] = read(value)
    return columns


@dataclass(frozen=True, slots=True)
class Filled:
    """What a slot row needs of a submission; `values` may hold placeholders."""

    form: str
    area: int
    submission: int
    record: int | None
    filled_on: date
    values: Mapping[str, object]


def write_slots(tx: Transaction, slots: SlotMap, filled: Filled) -> None:
    """Write the slot row of a submission; TypeError for a value of another type.

    A sealed field has no slot: a placeholder in one is a TypeError too.
    """
    tx.change(
        _INSERT,
        form=filled.form,
        area=filled.area,
        submission=filled.submission,
        record=filled.record,
        filled_on=filled.filled_on,
        **_columns(slots, filled.values),
    )


def drop_slots(tx: Transaction, submission: int) -> None:
    """Take a submission out of the lists and counters: it was corrected."""
    tx.change(_DELETE, submission=submission)


def rebuild_slots(
    tx: Transaction, form: str, slots_of: Callable[[str], SlotMap]
) -> int:
    """Write all slot rows of a form anew and return how many there are.

    `slots_of` tells the map of a bundle by its digest.
    """
    tx.change(Slot.delete().where((Slot.county == tx.county) & (Slot.form == form)))
    later = SubmissionModel.alias("later")
    replaced = later.select(later.replaces).where(
        (later.county == tx.county) & later.replaces.is_null(is_null=False)
    )
    superseded = TaskModel.select(TaskModel.id).where(
        (TaskModel.county == tx.county)
        & (TaskModel.form == form)
        & (TaskModel.state == "superseded")
    )
    query = SubmissionModel.select(
        SubmissionModel.bundle,
        SubmissionModel.area,
        SubmissionModel.id,
        SubmissionModel.record,
        SubmissionModel.filled_at,
        SubmissionModel.content,
    ).where(
        (SubmissionModel.county == tx.county)
        & (SubmissionModel.form == form)
        & SubmissionModel.id.not_in(replaced)
        & SubmissionModel.task.not_in(superseded)
    )
    rows = tx.tuples(query)
    for bundle, area, submission, record, filled_at, content in rows:
        filled_on = legal_day(SubmissionModel.filled_at.from_column(filled_at))
        values = SubmissionModel.content.from_column(content)
        filled = Filled(form, area, submission, record, filled_on, values)
        write_slots(tx, slots_of(bundle), filled)
    return len(rows)


def slot_values(session: Session, submission: int) -> dict[str, Any]:
    """Return what stands in a submission's slots, empty ones left out."""
    columns = [getattr(Slot, name) for name in ALL_SLOTS]
    query = Slot.select(*columns).where(
        (Slot.county == session.county) & (Slot.submission == submission)
    )
    found: dict[str, Any] = {}
    for row in session.tuples(query):
        for name, column, value in zip(ALL_SLOTS, columns, row, strict=True):
            if value is not None:
                convert = converter_of(column)
                found[name] = value if convert is None else convert(value)
    return found
