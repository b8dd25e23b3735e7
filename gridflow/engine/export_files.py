"""Writing an export: a workbook or a table of commas, row by row in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gridflow.clock import LEGAL_ZONE
from gridflow.engine.access import may, procedure_of
from gridflow.engine.exports import Export, demand_export, parts_exported
from gridflow.engine.progress import Progress, untold
from gridflow.engine.record_lists import columns_of, scope_of, wanted_of
from gridflow.engine.record_showing import value_text
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.values import from_json, show
from gridflow.engine.workbook import as_cell
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record as RecordKind
from gridflow.spec.records import RecordField
from gridflow.spec.roles import Level
from gridflow.store import Session, areas, records
from gridflow.store.record_finding import find_records
from gridflow.store.records import Record

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

AT_ONCE = 250
SHEET_NAME_AT_MOST = 31
Value = str | int | Decimal | date | None
Append = Callable[[Sequence[Value]], None]


def write_export(
    engine: Engine,
    actor: Actor,
    wanted: Export,
    file: IO[bytes],
    progress: Progress = untold,
) -> int:
    """Write the records of an export into a file; returns how many there were.

    The rights are asked once more: between order and work a post may end.
    """
    kind = demand_export(engine, actor, wanted)
    if wanted.format == "csv":
        # Excel knows by the byte-order mark that it is UTF-8
        text = TextIOWrapper(file, "utf-8-sig", newline="")
        lines = csv.writer(text)
        count = _Writing(engine, actor, wanted, kind, ()).write(
            [lines.writerow], progress
        )
        text.detach()
        return count
    parts = parts_exported(engine, actor, kind) if wanted.whole else ()
    writing = _Writing(engine, actor, wanted, kind, parts)
    book = Workbook(write_only=True)
    tables: list[Append] = []
    for one in (kind, *parts):
        sheet = book.create_sheet(one.label[:SHEET_NAME_AT_MOST])
        sheet.freeze_panes = "C2"
        tables.append(sheet.append)
    count = writing.write(tables, progress)
    about = book.create_sheet(writing.say("export_about"))
    for line in writing.about(count):
        about.append(line)
    book.save(file)
    return count


class _Writing:
    """One export under way: its definitions, and the names of places seen so far."""

    def __init__(
        self,
        engine: Engine,
        actor: Actor,
        wanted: Export,
        kind: RecordKind,
        parts: tuple[RecordKind, ...],
    ) -> None:
        self._engine = engine
        self._actor = actor
        self._wanted = wanted
        self._kind = kind
        self._parts = parts
        procedure = procedure_of(engine, actor)
        vocabulary = engine.library.vocabulary
        self._around = Surroundings(procedure, vocabulary, engine.today())
        self._levels = _from_the_county_down(engine, procedure)
        self._places: dict[int, tuple[str, ...]] = {}
        self.say = procedure.wording.say
        self._open = {
            one.id
            for one in (kind, *parts)
            if wanted.full and may(engine, actor, "reveal", one.id).allowed
        }

    def write(self, tables: Sequence[Append], progress: Progress) -> int:
        """Append headings and rows to the table of the records and those of parts."""
        mine, *others = tables
        mine(self._headings(self._kind))
        for append, part in zip(others, self._parts, strict=True):
            append(self._headings(part, self._kind))
        done = 0
        for session, page in self._pages():
            progress(done, self._wanted.count)
            for one in page:
                mine([*self._whose(session, one), *self._row(session, one, self._kind)])
            for append, part in zip(others, self._parts, strict=True):
                found = records.parts_of_many(
                    session, [one.id for one in page], part.id
                )
                for one in page:
                    for row in found.get(one.id, ()):
                        values = self._row(session, row, part)
                        append([one.code, as_cell(one.title), *values])
            done += len(page)
        progress(done, done)
        return done

    def about(self, count: int) -> Iterator[tuple[Value, Value]]:
        """Yield what stands on the last sheet: who took what, when and why."""
        actor, wanted = self._actor, self._wanted
        now = self._engine.clock.now().astimezone(LEGAL_ZONE)
        names = "export_full" if wanted.full else "export_masked"
        yield self.say("export_by"), as_cell(f"{actor.name} {actor.role_label}")
        yield self.say("area"), as_cell(" ".join(actor.area_path))
        yield self.say("export_at"), f"{now:%Y-%m-%d %H:%M}"
        yield self.say("export_count"), count
        yield self.say("export_values"), self.say(names)
        if wanted.reason:
            yield self.say("export_reason"), as_cell(wanted.reason)

    def _pages(self) -> Iterator[tuple[Session, tuple[Record, ...]]]:
        """Yield the records page by page, each as it is when it is read."""
        engine, actor, filters = self._engine, self._actor, self._wanted.filters
        after: tuple[str, int] | None = None
        while True:
            with engine.store.reading() as session:
                scope = scope_of(engine, session, actor, filters)
                asked = wanted_of(engine, session, actor, self._kind, filters)
                page = find_records(
                    session, self._kind.id, scope, asked, after=after, limit=AT_ONCE
                )
                if page:
                    yield session, page
            if len(page) < AT_ONCE:
                return
            after = page[-1].cursor

    def _fields(self, kind: RecordKind) -> tuple[RecordField, ...]:
        if self._wanted.whole:
            return kind.fields
        named = (kind.field(name) for name in (kind.title, kind.number or ""))
        first = dict.fromkeys((*(one for one in named if one), *columns_of(kind)))
        return tuple(first)

    def _headings(self, kind: RecordKind, of: RecordKind | None = None) -> list[Value]:
        code = self.say("export_code")
        above = [of.label] if of else [one.label for one in self._levels]
        units = [
            f"{one.label}（{one.unit}）" if one.unit else one.label
            for one in self._fields(kind)
        ]
        return [as_cell(text) for text in (code, *above, *units)]

    def _whose(self, session: Session, record: Record) -> tuple[str, ...]:
        """Return a record's code and the names of the places it lies in, by level."""
        if record.grid not in self._places:
            above = areas.ancestors(session, record.grid, self._around.day)
            names = {one.level: one.label for one in above}
            self._places[record.grid] = tuple(
                as_cell(names.get(one.id, "")) for one in self._levels
            )
        return (record.code, *self._places[record.grid])

    def _row(self, session: Session, record: Record, kind: RecordKind) -> list[Value]:
        full = kind.id in self._open
        return [
            self._value(session, record, one, full=full) for one in self._fields(kind)
        ]

    def _value(
        self, session: Session, record: Record, of: RecordField, *, full: bool
    ) -> Value:
        if record.values.get(of.id) is None:
            return None
        if of.sensitive:
            text = value_text(session, record, of, self._around, full=full)
            return _text(text)
        value = from_json(of, record.values[of.id], self._around)
        if isinstance(value, date | Decimal) or type(value) is int:
            return value
        return _text(show(of, value, self._around))


def _from_the_county_down(engine: Engine, procedure: Procedure) -> tuple[Level, ...]:
    with engine.store.reading() as session:
        county = areas.area_by_code(session, engine.library.active().county.area)
    top = county.level if county else ""
    orders = [one.order for one in procedure.levels if one.id == top]
    return tuple(one for one in procedure.levels if one.order >= min(orders, default=0))


def _text(text: str) -> str:
    """Return a text that no spreadsheet takes for anything else."""
    return as_cell(ILLEGAL_CHARACTERS_RE.sub("", text))
