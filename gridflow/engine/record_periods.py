"""A record by its periods, such as accounts: what it said of each, a row a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gridflow.engine.record_showing import Showing
from gridflow.engine.values import from_json, mask, show, to_text
from gridflow.spec.records import Record, RecordField
from gridflow.store import records as store
from gridflow.store.sealing import open_values


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """What a record said of a period: its days, the columns, and the line then."""

    from_: date
    to: date
    cells: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class PeriodTable:
    """All periods, the latest first; `line` is what the parameter is called, ""."""

    label: str
    columns: tuple[RecordField, ...]
    line: str
    rows: tuple[PeriodRow, ...]


def period_table(
    showing: Showing, kind: Record, record: store.Record
) -> PeriodTable | None:
    """Return the record's periods, None where the kind has none.

    A period's row has what stood there when the record was about that period last.
    """
    periods = kind.periods
    if periods is None:
        return None
    columns = tuple(of for name in periods.columns if (of := kind.field(name)))
    seen: dict[tuple[date, date], Mapping[str, object]] = {}
    state: dict[str, object] = {}
    asked = {periods.from_, periods.to, *periods.columns}
    ordered = sorted(
        showing.revisions(record), key=lambda one: (one.valid_from, one.number)
    )
    for one in ordered:
        owner = store.owner(record.id)
        state |= open_values(showing.session.keys, owner, one.changes)
        begins, ends = (_day(state.get(name)) for name in (periods.from_, periods.to))
        if begins and ends and asked & one.changes.keys():
            seen[begins, ends] = dict(state)
    parameter = showing.procedure.parameters.get(periods.line or "")
    rows = []
    for (begins, ends), values in sorted(seen.items(), reverse=True):
        dated = parameter.dated_on(ends) if parameter else None
        line = f"{to_text(dated.value)}{dated.unit}" if dated else ""
        cells = tuple(_text(showing, of, values.get(of.id)) for of in columns)
        rows.append(PeriodRow(begins, ends, cells, line))
    label = parameter.label if parameter else ""
    return PeriodTable(periods.label, columns, label, tuple(rows))


def _day(stored: object) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) and stored else None


def _text(showing: Showing, of: RecordField, stored: object) -> str:
    value = from_json(of, stored, showing.around)
    return mask(of, show(of, value, showing.around))
