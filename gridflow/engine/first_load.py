"""What a site begins with: areas from a table, and records many at once.

Both come from trusted tables of the command line; what people type goes through the
forms. One command each, so that a load that fails leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.commands import Act, run
from gridflow.engine.plans import record_plan
from gridflow.engine.values import to_json, to_text
from gridflow.errors import NotFoundError
from gridflow.spec.records import Record as RecordKind
from gridflow.store import areas, bulk
from gridflow.store.areas import NewArea
from gridflow.store.ids import code_of
from gridflow.store.record_writing import NewRecord, Origin

if TYPE_CHECKING:
    from gridflow.engine import Engine

AREA = "area"


def load_areas(
    engine: Engine, rows: Iterable[Mapping[str, str]], valid_from: date, *, key: str
) -> int:
    """Add the areas of a table (code, name, level, parent) that are new; how many.

    TreeError for a table that is no tree.
    """
    table = [
        NewArea(row["code"], row["name"], row["level"], row["parent"] or None)
        for row in rows
    ]

    def act(act: Act) -> Mapping[str, object]:
        added = areas.load_areas(act.tx, table, valid_from)
        top = areas.area_by_code(act.tx, engine.library.active().county.area)
        if added and top is not None:
            act.note(top.id, "areas_loaded", {"count": added})
        return {"added": added}

    arguments = {"codes": [one.code for one in table], "from": valid_from.isoformat()}
    answer = run(engine, None, key, "load_areas", arguments, act)
    return int(str(answer["added"]))


def load_records(
    engine: Engine,
    kind: str,
    rows: Sequence[Mapping[str, object]],
    valid_from: date,
    *,
    key: str,
) -> tuple[str, ...]:
    """Add records of a kind with their parts, valid from a day; returns their codes.

    A row holds values by field id, its area's code under `area`, and its parts as a
    list of rows under their kind. KeyTakenError where a unique value comes twice.
    """

    def act(act: Act) -> Mapping[str, object]:
        loading = _Loading(act, valid_from)
        for row in rows:
            loading.plan(kind, row)
        return {"codes": loading.write()}

    arguments = {"kind": kind, "rows": len(rows), "from": valid_from.isoformat()}
    answer = run(engine, None, key, "load_records", arguments, act)
    codes = answer["codes"]
    return tuple(map(str, codes)) if isinstance(codes, list) else ()


@dataclass(frozen=True, slots=True)
class _Planned:
    """A record to write, with the rows of its parts by kind."""

    new: NewRecord
    parts: Mapping[str, Sequence[Mapping[str, object]]]


class _Loading:
    """Rows on their way into the store: first the records, then their parts."""

    def __init__(self, act: Act, valid_from: date) -> None:
        self._act = act
        self._from = valid_from
        self._areas: dict[str, areas.Area] = {}
        self._planned: dict[str, list[_Planned]] = {}
        self._kinds: dict[str, Mapping[str, RecordKind]] = {}

    def plan(self, kind: str, row: Mapping[str, object]) -> None:
        """Take a row; NotFoundError for an area or a kind that is nowhere."""
        area = self._area(str(row[AREA]))
        kinds = self._kinds[area.code]
        if kind not in kinds:
            raise NotFoundError(record=kind)
        parts = {
            name: rows
            for name, rows in row.items()
            if isinstance(rows, list) and name in kinds and kinds[name].part_of == kind
        }
        new = _new(kinds[kind], row, area.id, None)
        self._planned.setdefault(kind, []).append(_Planned(new, parts))

    def write(self) -> list[str]:
        """Write everything that was taken, note it where it lies; return the codes."""
        codes: list[str] = []
        kinds = next(iter(self._kinds.values()), {})
        for kind, planned in self._planned.items():
            ids = self._load(kinds[kind], [one.new for one in planned])
            codes.extend(map(code_of, ids))
            parts: dict[str, list[NewRecord]] = {}
            for record, one in zip(ids, planned, strict=True):
                for name, rows in one.parts.items():
                    parts.setdefault(name, []).extend(
                        _new(kinds[name], row, one.new.area, record) for row in rows
                    )
            for name, found in parts.items():
                self._load(kinds[name], found)
        for area in self._areas.values():
            self._act.note_in_town(area.id, "records_loaded", {"area": area.code})
        return codes

    def _load(self, kind: RecordKind, rows: Sequence[NewRecord]) -> Sequence[int]:
        origin = Origin(self._act.by)
        plan = record_plan(kind)
        return bulk.load_records(self._act.tx, plan, rows, self._from, origin)

    def _area(self, code: str) -> areas.Area:
        known = self._areas.get(code)
        if known is not None:
            return known
        found = areas.area_by_code(self._act.tx, code, self._from)
        if found is None:
            raise NotFoundError(area=code)
        above = areas.ancestors(self._act.tx, found.id, self._from)
        site = self._act.engine.library.active()
        procedure = site.procedure_for([one.code for one in above])
        self._kinds[code] = procedure.records
        return self._areas.setdefault(code, found)


def _new(
    kind: RecordKind, row: Mapping[str, object], area: int, parent: int | None
) -> NewRecord:
    values = {
        one.id: to_json(row[one.id])
        for one in kind.fields
        if row.get(one.id) is not None
    }
    number = row.get(kind.number) if kind.number else None
    return NewRecord(
        kind=kind.id,
        parent=parent,
        area=area,
        grid=area,
        title=to_text(row.get(kind.title)),
        number=to_text(number),
        values=values,
    )
