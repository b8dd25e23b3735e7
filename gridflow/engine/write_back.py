"""What a filling changes in the record and its parts. Planned purely, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gridflow.engine.filled import FilledForm
from gridflow.engine.loading import Held, Loaded
from gridflow.engine.plans import record_plan
from gridflow.engine.values import to_json, to_text
from gridflow.spec.forms import Field, Repeat, Section
from gridflow.spec.records import Record as RecordKind
from gridflow.store import Session, Transaction, records
from gridflow.store.record_history import revisions_of
from gridflow.store.record_writing import (
    Change,
    NewRecord,
    Origin,
    add_record,
    revise_record,
)

# under which a part's first revision keeps the key of the row that it came from
ROW = "row"


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to add, for a row without one."""

    repeat: str
    row: str
    kind: RecordKind
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: changes by record, new parts by row, parts that end."""

    changed: tuple[tuple[Held, Change], ...]
    added: tuple[NewPart, ...]
    ended: tuple[Held, ...]


def plan_write_back(loaded: Loaded, filled: FilledForm) -> Plan:
    """Work out what the filling says otherwise than the record does.

    What was hidden says nothing; what was asked and left empty empties the field.
    """
    changed: list[tuple[Held, Change]] = []
    added: list[NewPart] = []
    ended: list[Held] = []
    mine: dict[str, object] = {}
    for filled_section in filled.sections:
        section = filled_section.section
        if not filled_section.relevant:
            continue
        if isinstance(section, Section):
            asked = _asked(section.fields, loaded.form.about, filled.values, filled, "")
            mine.update(asked)
        elif section.record is not None:
            _rows(loaded, filled, section, changed, added, ended)
    change = _change(loaded.record, mine)
    if change is not None:
        changed.insert(0, (loaded.record, change))
    return Plan(tuple(changed), tuple(added), tuple(ended))


def _asked(
    fields: Sequence[Field],
    record: str,
    values: Mapping[str, object],
    filled: FilledForm,
    prefix: str,
) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in fields:
        if not one.write or one.from_ is None:
            continue
        target, _, name = one.from_.partition(".")
        answer = filled.answer(prefix + one.id)
        if target == record and answer is not None and answer.relevant:
            found[name] = values.get(one.id)
    return found


def _rows(
    loaded: Loaded,
    filled: FilledForm,
    repeat: Repeat,
    changed: list[tuple[Held, Change]],
    added: list[NewPart],
    ended: list[Held],
) -> None:
    kind = loaded.procedure.records[repeat.record or ""]
    keys = filled.row_keys[repeat.id]
    rows = filled.values[repeat.id]
    parts = {
        code: part for code, part in loaded.parts.items() if part.kind.id == kind.id
    }
    for key, row in zip(keys, rows if isinstance(rows, tuple) else (), strict=True):
        prefix = f"{repeat.id}.{key}."
        asked = _asked(repeat.fields, kind.id, row, filled, prefix)
        part = parts.pop(key, None)
        if part is None:
            added.append(NewPart(repeat.id, key, kind, asked))
            continue
        change = _change(part, asked)
        if change is not None:
            changed.append((part, change))
    ended.extend(parts.values())


def _change(held: Held, said: Mapping[str, object]) -> Change | None:
    values = {
        name: to_json(value)
        for name, value in said.items()
        if held.values.get(name) != value
    }
    if not values:
        return None
    title = said.get(held.kind.title) if held.kind.title in values else None
    number = said.get(held.kind.number or "") if held.kind.number in values else None
    return Change(
        values=values,
        title=None if title is None else to_text(title),
        number=None if number is None else to_text(number),
    )


def write(
    tx: Transaction, loaded: Loaded, plan: Plan, day: date, origin: Origin
) -> None:
    """Write the plan as revisions of a submission, valid from a day.

    Raises RecordChangedError where somebody wrote in between, KeyTakenError for a
    value that another record has.
    """
    for held, change in plan.changed:
        _revise(tx, held, change, day, origin)
    for held in plan.ended:
        _revise(tx, held, Change(ended_on=day), day, origin)
    for part in plan.added:
        _add(tx, loaded.record, part, day, origin)


def new_codes(session: Session, record: int, submission: int) -> dict[str, str]:
    """Return the codes of the parts that a submission added, by their row's key."""
    found: dict[str, str] = {}
    for part in records.parts_of(session, record, ended=True):
        first = revisions_of(session, part.id)[0]
        if first.submission == submission and ROW in first.sources:
            found[first.sources[ROW]] = part.code
    return found


def _revise(
    tx: Transaction, held: Held, change: Change, day: date, origin: Origin
) -> None:
    plan = record_plan(held.kind)
    row = held.row
    revise_record(tx, plan, row.id, row.revision, change, day, origin)


def _add(
    tx: Transaction, parent: Held, part: NewPart, day: date, origin: Origin
) -> None:
    values = {name: to_json(value) for name, value in part.values.items()}
    new = NewRecord(
        kind=part.kind.id,
        parent=parent.row.id,
        area=parent.row.area,
        grid=parent.row.grid,
        title=to_text(part.values.get(part.kind.title)),
        number=to_text(part.values.get(part.kind.number or "")),
        values=values,
    )
    mine = replace(origin, sources={**origin.sources, ROW: part.row})
    add_record(tx, record_plan(part.kind), new, day, mine)
