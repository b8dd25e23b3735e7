"""One record: its page with history, masked values and their reveal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gridflow.engine.access import demand, may, procedure_of
from gridflow.engine.accounts import path_from_county
from gridflow.engine.commands import Act, Answer, run
from gridflow.engine.record_changes import History, RevisionRow
from gridflow.engine.record_filings import FilingRow, filings
from gridflow.engine.record_periods import PeriodTable, period_table
from gridflow.engine.record_showing import PartRow, Showing, ShownValue
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.tasks import required_reason
from gridflow.engine.values import from_json, show
from gridflow.errors import NotFoundError
from gridflow.spec.procedure import Procedure
from gridflow.spec.records import Record
from gridflow.store import Scope, Session, areas, cases, logs
from gridflow.store import records as store

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine


@dataclass(frozen=True, slots=True)
class RecordCase:
    """A case about the record."""

    code: str
    flow_label: str
    state: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What `/records/<path>/<code>` shows, as of a day, as known at an instant.

    Attributes:
        groups: the values again, parted as the kind says; the first has no label.
        changed: `kind.field` and label of what the history can be narrowed to.
    """

    kind: Record
    code: str
    title: str
    number: str
    area_path: tuple[str, ...]
    values: tuple[ShownValue, ...]
    groups: tuple[tuple[str, tuple[ShownValue, ...]], ...]
    parts: tuple[tuple[Record, tuple[PartRow, ...]], ...]
    periods: PeriodTable | None
    filings: tuple[FilingRow, ...]
    revisions: tuple[RevisionRow, ...]
    changed: tuple[tuple[str, str], ...]
    cases: tuple[RecordCase, ...]
    as_of: date
    known_at: datetime | None
    may: frozenset[str]


def kind_at(procedure: Procedure, path: str) -> Record:
    """Return the kind of records behind a path; NotFoundError for none."""
    for one in procedure.records.values():
        if path and one.path == path:
            return one
    raise NotFoundError


def record_page(
    engine: Engine,
    actor: Actor,
    path: str,
    code: str,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    field: str = "",
) -> RecordPage:
    """Return one record in scope; NotFoundError otherwise.

    `field` (`kind.field`) narrows the history to what changed it.
    """
    procedure = procedure_of(engine, actor)
    kind = kind_at(procedure, path)
    day, known = as_of or engine.today(), known_at or engine.clock.now()
    with engine.store.reading() as session:
        now = _record(engine, session, actor, kind, code)
        demand(engine, actor, "see", kind.id, now.grid)
        shown = store.record_as_of(session, now.id, day, known)
        if shown is None:
            raise NotFoundError
        showing = Showing(engine, session, actor, procedure, day, known)
        above = areas.ancestors(session, shown.grid, engine.today())
        values = showing.values(kind, shown)
        revisions = History(showing, kind, shown.title).rows(shown, field)
        return RecordPage(
            kind=kind,
            code=now.code,
            title=shown.title,
            number=shown.number,
            area_path=path_from_county(engine.library.active(), above),
            values=values,
            groups=_grouped(kind, values),
            parts=showing.parts(kind, now),
            periods=period_table(showing, kind, shown),
            filings=filings(showing, now),
            revisions=revisions,
            changed=_fields_of(kind, showing.seen_parts(kind, now)),
            cases=tuple(
                RecordCase(
                    one.code,
                    procedure.flows[one.flow].label
                    if one.flow in procedure.flows
                    else one.flow,
                    one.state,
                    one.opened_at,
                )
                for one in cases.cases_of_record(session, now.id)
            ),
            as_of=day,
            known_at=known_at,
            may=frozenset(
                verb
                for verb in ("reveal", "print")
                if may(engine, actor, verb, kind.id, now.grid).allowed
            )
            | frozenset(
                f"open:{flow.id}"
                for flow in procedure.flows.values()
                if flow.about == kind.id
                and may(engine, actor, "open", flow.id, now.grid).allowed
            ),
        )


def _grouped(
    kind: Record, values: Sequence[ShownValue]
) -> tuple[tuple[str, tuple[ShownValue, ...]], ...]:
    """Return the values parted at the first field of each group."""
    begins = {one.begins: one.label for one in kind.groups}
    groups: list[tuple[str, list[ShownValue]]] = [("", [])]
    for one in values:
        if one.field.id in begins:
            groups.append((begins[one.field.id], []))
        groups[-1][1].append(one)
    return tuple((label, tuple(found)) for label, found in groups)


def _fields_of(kind: Record, parts: Sequence[Record]) -> tuple[tuple[str, str], ...]:
    own = [(f"{kind.id}.{one.id}", one.label) for one in kind.fields]
    return (
        *own,
        *(
            (f"{part.id}.{one.id}", f"{part.label} {one.label}")
            for part in parts
            for one in part.fields
        ),
    )


def _record(
    engine: Engine, session: Session, actor: Actor, kind: Record, code: str
) -> store.Record:
    found = store.record_by_code(session, code, Scope(actor.area, engine.today()))
    if found is None or found.kind != kind.id:
        raise NotFoundError
    return found


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
    """Return one unmasked value; right and reason needed, every look is logged.

    `code` is a record of the path's kind, or a part of one.
    """
    words = required_reason(reason)
    procedure = procedure_of(engine, actor)
    whole = kind_at(procedure, path)

    def act(at: Act) -> Answer:
        scope = Scope(actor.area, engine.today())
        found = store.record_by_code(at.tx, code, scope)
        kind = procedure.records.get(found.kind) if found else None
        if found is None or kind is None or whole.id not in {kind.id, kind.part_of}:
            raise NotFoundError
        demand(engine, actor, "reveal", kind.id, found.grid)
        of = kind.field(field)
        if of is None or not of.sensitive:
            raise NotFoundError
        logs.log_look(at.tx, found.id, field, words, at.by)
        # the answer that is kept names the record, never the value
        return {"record": found.id}

    told = {"path": path, "record": code, "field": field, "reason": words}
    answer = run(engine, actor, key, "reveal", told, act)
    with engine.store.reading() as session:
        found = store.record(session, int(str(answer["record"])))
        if found is None:
            raise NotFoundError
        of = procedure.records[found.kind].field(field)
        if of is None:
            raise NotFoundError
        around = Surroundings(procedure, engine.library.vocabulary, engine.today())
        value = from_json(of, store.open_field(session, found, field), around)
    return show(of, value, around)
