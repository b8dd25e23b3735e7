"""A judged chunk written: new records many at once, changes as revisions, audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridflow.engine.commands import Act
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.judged import Judged, PartPlan
from gridflow.engine.loading import Held
from gridflow.engine.plans import record_plan
from gridflow.engine.reclassing import reconsider
from gridflow.engine.values import to_json, to_text
from gridflow.spec.records import Record as RecordKind
from gridflow.store import bulk
from gridflow.store.record_writing import Change, NewRecord, Origin, revise_record


@dataclass(frozen=True, slots=True)
class _Parent:
    """Where a new part belongs."""

    id: int
    area: int
    grid: int


def write(at: Act, ground: Ground, found: Sequence[Judged], digest: str) -> list[int]:
    """Write what is new and what is changed of a chunk.

    Returns the records of the register that the chunk is about, in its order.
    """
    origin = Origin(at.by, sources={"import": ground.one.id})
    new = [one for one in found if one.verdict == "new"]
    ids = _add_wholes(at, ground, new, origin)
    parents = {id(one): parent for one, parent in zip(new, ids, strict=True)}
    changed = [one for one in found if one.verdict == "changed"]
    for one in changed:
        if one.known is not None:
            _change(at, ground, one, one.known.held, origin)
            row = one.known.held.row
            area = one.moved.id if one.moved else row.area
            grid = one.moved.id if one.moved else row.grid
            parents[id(one)] = _Parent(row.id, area, grid)
    _add_parts(at, ground, [*new, *changed], parents, origin)
    _note(at, ground, [*new, *changed], parents, digest)
    reconsider(at, [one.id for one in parents.values()])
    known = (one.known.held.row.id for one in found if one.known is not None)
    return [*known, *(parent.id for parent in ids)]


def _add_wholes(
    at: Act, ground: Ground, new: Sequence[Judged], origin: Origin
) -> list[_Parent]:
    rows = []
    for one in new:
        area = one.taken.area
        if area is None:
            raise ValueError(one.place)
        rows.append(_new(ground.kind, one.taken.values, None, area.id, area.id))
    if not rows:
        return []
    plan = record_plan(ground.kind)
    ids = bulk.load_records(at.tx, plan, rows, at.engine.today(), origin)
    return [
        _Parent(record, row.area, row.grid)
        for record, row in zip(ids, rows, strict=True)
    ]


def _add_parts(
    at: Act,
    ground: Ground,
    found: Sequence[Judged],
    parents: Mapping[int, _Parent],
    origin: Origin,
) -> None:
    rows = []
    for one in found:
        parent = parents[id(one)]
        for part in one.parts:
            if part.held is None and ground.part is not None:
                new = _new(
                    ground.part, part.values, parent.id, parent.area, parent.grid
                )
                rows.append(new)
    if rows and ground.part is not None:
        plan = record_plan(ground.part)
        bulk.load_records(at.tx, plan, rows, at.engine.today(), origin)


def _new(
    kind: RecordKind,
    said: Mapping[str, object],
    parent: int | None,
    area: int,
    grid: int,
) -> NewRecord:
    values = {name: to_json(value) for name, value in said.items() if value is not None}
    return NewRecord(
        kind=kind.id,
        parent=parent,
        area=area,
        grid=grid,
        title=to_text(said.get(kind.title)),
        number=to_text(said.get(kind.number or "")),
        values=values,
    )


def _change(at: Act, ground: Ground, one: Judged, held: Held, origin: Origin) -> None:
    """Append revisions for what a record and its parts say otherwise."""
    moved = one.moved.id if one.moved else None
    if one.changed or moved is not None:
        _revise(at, held, _said(held.kind, one.changed, moved), origin)
    mine = set()
    for part in one.parts:
        if part.held is None:
            continue
        mine.add(part.held.row.id)
        if part.changed or moved is not None:
            change = _said(part.held.kind, part.changed, moved)
            _revise(at, part.held, change, origin)
    if ground.one.missing_parts == "end":
        for gone in one.missing:
            _revise(at, gone, Change(ended_on=at.engine.today()), origin)
            mine.add(gone.row.id)
    if moved is not None and one.known is not None:
        rest = (part for parts in one.known.parts.values() for part in parts)
        for other in rest:
            if other.row.id not in mine:
                _revise(at, other, Change(area=moved, grid=moved), origin)


def _said(kind: RecordKind, changed: Mapping[str, object], moved: int | None) -> Change:
    values = {name: to_json(value) for name, value in changed.items()}
    number = kind.number or ""
    return Change(
        values=values,
        title=to_text(changed[kind.title]) if kind.title in changed else None,
        number=to_text(changed[number]) if number in changed else None,
        area=moved,
        grid=moved,
    )


def _revise(at: Act, held: Held, change: Change, origin: Origin) -> None:
    plan, row, day = record_plan(held.kind), held.row, at.engine.today()
    revise_record(at.tx, plan, row.id, row.revision, change, day, origin)


def _note(
    at: Act,
    ground: Ground,
    found: Sequence[Judged],
    parents: Mapping[int, _Parent],
    digest: str,
) -> None:
    """Note in the chain of each area's town how many of its records were touched."""
    counts: dict[int, Counter[str]] = {}
    for one in found:
        area = parents[id(one)].area
        counts.setdefault(area, Counter())[one.verdict] += 1
        counts[area]["parts"] += sum(_touched(part) for part in one.parts)
    for area, count in counts.items():
        entry = {"import": ground.one.id, "area": area, "sha256": digest, **count}
        at.note_in_town(area, "records_imported", entry)


def _touched(part: PartPlan) -> bool:
    return part.held is None or bool(part.changed)
