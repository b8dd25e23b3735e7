"""What was found and what becomes of records, as people read it, masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.utils import get_column_letter

from gridflow.engine.importing.findings import WHOLE_ROW, Finding, Row
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.judged import Judged
from gridflow.engine.importing.layout import Layout
from gridflow.engine.loading import Held
from gridflow.engine.values import mask, show, to_text
from gridflow.spec.records import Record as RecordKind
from gridflow.store.import_reports import FieldChange, Outcome, Told

_VALUE_AT_MOST = 60


def told(ground: Ground, finding: Finding, rows: Mapping[int, Row]) -> Told:
    """Return a finding with what stands in its cell."""
    text = finding.value
    if not text and finding.row in rows:
        text = rows[finding.row].text(finding.place)
    column = ground.layout.columns.get(finding.place)
    if column is not None and column.to:
        text = mask(ground.field(column.to), text)
    return plain_told(ground.layout, finding, text[:_VALUE_AT_MOST])


def plain_told(layout: Layout, finding: Finding, value: str = "") -> Told:
    """Return a finding about a file of which no row was read."""
    inside = finding.place != WHOLE_ROW
    return Told(
        sheet=layout.sheet,
        row=finding.row,
        column=get_column_letter(finding.place + 1) if inside else "",
        heading=layout.heading(finding.place),
        rule=finding.rule,
        severity=finding.severity,
        value=value,
        code=finding.code,
        facts={name: _plain(fact) for name, fact in finding.facts.items()},
        say=finding.say,
        allowed=finding.allowed,
    )


def _plain(fact: object) -> object:
    return fact if isinstance(fact, int) else str(fact)


def all_told(ground: Ground, one: Judged) -> Iterator[Told]:
    """Yield everything that was found about a record."""
    rows = {row.number: row for row in one.rows}
    for finding in one.findings:
        yield told(ground, finding, rows)


def outcome(ground: Ground, one: Judged) -> Outcome:
    """Return what becomes of a record, field by field."""
    held = one.known.held if one.known else None
    seen = held is not None and ground.places.covers(held.row.grid)
    if held is not None and not seen:
        # it is somewhere else in the county, and that is all there is to say
        held = None
    title = to_text(one.taken.values.get(ground.kind.title))
    number = to_text(one.taken.values.get(ground.kind.number or ""))
    area = one.taken.area.id if one.taken.area else held.row.area if held else None
    first = one.rows[0]
    if not title:
        title = held.row.title if held else _title_of_part(ground, one)
    return Outcome(
        place=one.place,
        verdict=one.verdict,
        title=title,
        number=number or (held.row.number if held else ""),
        code=held.row.code if held else "",
        area=ground.places.label(area) if area is not None else "",
        first_row=first.number,
        changes=tuple(_changes(ground, one)) if one.verdict != "wrong" else (),
        gone=tuple(part.row.title for part in one.missing),
    )


def _title_of_part(ground: Ground, one: Judged) -> str:
    if ground.part is None or not one.taken.parts:
        return ""
    return to_text(one.taken.parts[0].get(ground.part.title))


def _changes(ground: Ground, one: Judged) -> Iterator[FieldChange]:
    if one.verdict == "new":
        for part in one.parts:
            yield FieldChange(_title(ground.part, part.values), "", "", "")
        return
    if one.verdict != "changed":
        return
    held = one.known.held if one.known else None
    if one.moved is not None and held is not None:
        old = ground.places.label(held.row.area)
        yield FieldChange("", "", old, ground.places.label(one.moved.id))
    yield from _fields(ground, "", ground.kind, held, one.changed)
    for part in one.parts:
        name = _title(ground.part, part.values)
        if part.held is None:
            yield FieldChange(name, "", "", name)
        elif ground.part is not None:
            old_title = part.held.row.title
            yield from _fields(ground, old_title, ground.part, part.held, part.changed)


def _fields(
    ground: Ground,
    part: str,
    kind: RecordKind,
    held: Held | None,
    changed: Mapping[str, object],
) -> Iterator[FieldChange]:
    for name, value in changed.items():
        of = kind.field(name)
        if of is None:
            continue
        old = held.values.get(name) if held else None
        texts = [
            mask(of, show(of, each, ground.around) or to_text(each))
            for each in (old, value)
        ]
        yield FieldChange(part, of.label, *texts)


def _title(kind: RecordKind | None, values: Mapping[str, object]) -> str:
    return to_text(values.get(kind.title)) if kind else ""


def gone_outcome(ground: Ground, place: int, held: Held) -> Outcome:
    """Return a record of the register that the file does not have."""
    row = held.row
    area = ground.places.label(row.area)
    return Outcome(place, "gone", row.title, row.number, row.code, area)
