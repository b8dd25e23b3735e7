"""Which records of the register the rows of a chunk are about; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.taking import Taken, Values
from gridflow.engine.loading import Held
from gridflow.engine.plans import normal_key, record_plan
from gridflow.engine.values import from_json, to_text
from gridflow.spec.imports import Way
from gridflow.spec.records import Record as RecordKind
from gridflow.store import Session, records
from gridflow.store.record_matching import (
    alive_by_key,
    alive_by_title,
    records_by_id,
)
from gridflow.store.records import Record


@dataclass(slots=True)
class Known:
    """A record of the register with its parts, opened for comparing only."""

    held: Held
    parts: dict[str, list[Held]] = field(default_factory=dict)


def hold(ground: Ground, session: Session, row: Record, kind: RecordKind) -> Held:
    """Return a record with its values in plain."""
    stored = records.open_record(session, row)
    values = {
        one.id: from_json(one, stored.get(one.id), ground.around)
        for one in kind.fields
        if stored.get(one.id) is not None
    }
    return Held(row, kind, values)


class Matcher:
    """Finds the records of one chunk, a few queries for all of them."""

    def __init__(self, ground: Ground, session: Session) -> None:
        self.ground = ground
        self.session = session
        self._known: dict[int, Known] = {}

    def of_records(self, chunk: Sequence[Taken]) -> list[Known | None]:
        """Return the record that the rows' key names, None for a new one."""
        fields = [name.partition(".")[2] for name in self.ground.one.record_key]
        first, *others = fields
        by_first = self._by(self.ground.kind, first, [one.values for one in chunk])
        self._load(row.id for rows in by_first.values() for row in rows)
        found: list[Known | None] = []
        for one in chunk:
            rows = by_first.get(_word(one.values.get(first)), ())
            same = [
                self._known[row.id]
                for row in rows
                if _agree(self._known[row.id].held.values, one.values, others)
            ]
            found.append(same[0] if len(same) == 1 else None)
        return found

    def of_parts(self, chunk: Sequence[Taken]) -> list[tuple[Known, ...]]:
        """Return the records that the ways of the definition find for each row.

        The first way that finds any decides; what another way contradicts is no find.
        """
        ways = self.ground.one.find
        by_way = [self._by_way(way, chunk) for way in ways]
        self._load(
            row.parent if row.parent is not None else row.id
            for found in by_way
            for rows in found.values()
            for row in rows
        )
        return [self._found(one, by_way) for one in chunk]

    def _found(
        self, one: Taken, by_way: Sequence[Mapping[str, tuple[Record, ...]]]
    ) -> tuple[Known, ...]:
        for place, (way, found) in enumerate(
            zip(self.ground.one.find, by_way, strict=True)
        ):
            rows = found.get(_word(_said(one, way.from_)), ())
            fit = {
                known.held.row.id: known
                for row in rows
                if (known := self._whole(row)) is not None
                and self._fits(one, way, row, known, place)
            }
            if fit:
                return tuple(fit.values())
        return ()

    def _whole(self, row: Record) -> Known | None:
        known = self._known.get(row.parent if row.parent is not None else row.id)
        return None if known is None or known.held.row.ended_on is not None else known

    def _fits(
        self, one: Taken, way: Way, row: Record, known: Known, place: int
    ) -> bool:
        """Tell whether a find lies where the row says and agrees with earlier ways."""
        if way.within and (one.area is None or not self._below(known, one)):
            return False
        kind = way.by.partition(".")[0]
        for before in self.ground.one.find[:place]:
            record, _, name = before.by.partition(".")
            if record != kind:
                continue
            said, has = _said(one, before.from_), self._values(row, known).get(name)
            if said is not None and has is not None and _word(said) != _word(has):
                return False
        return True

    def _below(self, known: Known, one: Taken) -> bool:
        return one.area is not None and self.ground.places.is_below(
            known.held.row.area, one.area.id
        )

    def _values(self, row: Record, known: Known) -> Mapping[str, object]:
        if row.id == known.held.row.id:
            return known.held.values
        for part in known.parts.get(row.kind, ()):
            if part.row.id == row.id:
                return part.values
        return {}

    def _by_way(
        self, way: Way, chunk: Sequence[Taken]
    ) -> Mapping[str, tuple[Record, ...]]:
        record, _, name = way.by.partition(".")
        kind = self.ground.around.procedure.records[record]
        said = [{name: _said(one, way.from_)} for one in chunk]
        return self._by(kind, name, said)

    def _by(
        self, kind: RecordKind, name: str, said: Iterable[Mapping[str, object]]
    ) -> dict[str, tuple[Record, ...]]:
        """Return records by what their field is compared by."""
        words = {_word(one.get(name)) for one in said} - {""}
        plan = record_plan(kind)
        if name in plan.keyed:
            found = alive_by_key(self.session, plan, kind.id, name, words)
            return dict(found)
        titles = {to_text(one.get(name)) for one in said if one.get(name) is not None}
        rows = alive_by_title(self.session, kind.id, titles)
        return {_word(title): found for title, found in rows.items()}

    def _load(self, ids: Iterable[int]) -> None:
        """Read records with all their parts."""
        new = set(ids) - self._known.keys()
        kind, session = self.ground.kind, self.session
        for row in records_by_id(session, new).values():
            self._known[row.id] = Known(hold(self.ground, session, row, kind))
        parts = (self.ground.part, *self.ground.others)
        for each in (one for one in parts if one is not None):
            rows_of = records.parts_of_many(session, sorted(new), each.id)
            for whole, rows in rows_of.items():
                self._known[whole].parts[each.id] = [
                    hold(self.ground, session, row, each) for row in rows
                ]


def elsewhere(
    ground: Ground, session: Session, name: str, values: Iterable[object]
) -> dict[str, tuple[Record, ...]]:
    """Return the whole records that have some values of a field, by the word of it."""
    record, _, own = name.partition(".")
    kind = ground.around.procedure.records[record]
    plan = record_plan(kind)
    words = {_word(value) for value in values} - {""}
    if own in plan.keyed:
        found = alive_by_key(session, plan, kind.id, own, words)
    else:
        found = alive_by_title(session, kind.id, words)
    above = {row.parent for rows in found.values() for row in rows if row.parent}
    wholes = records_by_id(session, above)
    return {
        word: tuple(
            whole
            for row in rows
            if (whole := wholes.get(row.parent) if row.parent else row)
            and whole.ended_on is None
        )
        for word, rows in found.items()
    }


def part_word(ground: Ground, values: Values | Mapping[str, object]) -> str:
    """Return what a part is told from the others of its record by."""
    if ground.part is None:
        return ""
    names = [name.partition(".")[2] for name in ground.one.part_key]
    words = [_word(values.get(name)) for name in names]
    if not any(words):
        return f"title\n{_word(values.get(ground.part.title))}"
    return "\n".join(words)


def _agree(
    held: Mapping[str, object], said: Mapping[str, object], names: Iterable[str]
) -> bool:
    return all(_word(held.get(name)) == _word(said.get(name)) for name in names)


def _said(one: Taken, name: str) -> object:
    """Return the value of a field of the row, wherever it belongs."""
    own = name.partition(".")[2]
    for values in (*one.parts, one.values):
        if own in values:
            return values[own]
    return None


def _word(value: object) -> str:
    return "" if value is None else normal_key(to_text(value))
