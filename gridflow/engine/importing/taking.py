"""The values that the rows of one record say: its own, its parts', and its area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gridflow.engine.importing.findings import Finding, Row
from gridflow.engine.importing.ground import Ground
from gridflow.spec.imports import Column
from gridflow.store.areas import Area

Values = dict[str, object]


@dataclass(slots=True)
class Taken:
    """What a record's rows say.

    Attributes:
        values: of the record, by the id of the field.
        parts: of each row's part, beside the row.
        area: the area that the rows name, None for none or a wrong one.
    """

    rows: Sequence[Row]
    values: Values = field(default_factory=dict)
    parts: list[Values] = field(default_factory=list)
    area: Area | None = None


def take(ground: Ground, rows: Sequence[Row]) -> Taken:
    """Read every cell; what is wrong is noted in the rows."""
    taken = Taken(rows)
    for place, column in ground.layout.columns.items():
        if column.to and not ground.in_row(column.to):
            name = column.to.partition(".")[2]
            taken.values[name] = _shared(ground, rows, place, column)
    taken.parts = [_part(ground, row) for row in rows] if ground.part else []
    taken.area = _area(ground, rows)
    return taken


def _part(ground: Ground, row: Row) -> Values:
    values: Values = {}
    for place, column in ground.layout.columns.items():
        if column.to and ground.in_row(column.to):
            name = column.to.partition(".")[2]
            values[name] = _read(ground, row, place, column)
    return values


def _shared(ground: Ground, rows: Sequence[Row], place: int, column: Column) -> object:
    """Return what the rows agree on; each says it again or says nothing."""
    first: Row | None = None
    value: object = None
    for row in rows:
        text = row.text(place)
        if not text or (first is not None and text == first.text(place)):
            continue
        if first is None:
            first, value = row, _read(ground, row, place, column)
        elif ground.readers[column.to].read(text)[0] != value:
            facts = {"row": first.number, "heading": column.heading}
            told = _finding(column, "import_differs", row, place)
            row.findings.append(_with(told, facts))
    if first is None and column.required:
        rows[0].findings.append(_finding(column, "cell_required", rows[0], place))
    return value


def _read(ground: Ground, row: Row, place: int, column: Column) -> object:
    text = row.text(place)
    if not text:
        if column.required:
            row.findings.append(_finding(column, "cell_required", row, place))
        return None
    reader = ground.readers[column.to]
    value, fault = reader.read(text)
    if fault is not None:
        told = _finding(column, fault.code, row, place)
        allowed = reader.allowed()
        row.findings.append(_with(told, dict(fault.facts), allowed))
    elif value is None and column.required:
        row.findings.append(_finding(column, "cell_required", row, place))
    return value


def _area(ground: Ground, rows: Sequence[Row]) -> Area | None:
    """Return the area that the rows name together."""
    places = ground.layout.areas()
    if not places:
        return None
    texts: dict[str, str] = {}
    for level, place in places.items():
        column = ground.layout.columns[place]
        said = [(row, row.text(place)) for row in rows if row.text(place)]
        texts[level] = said[0][1] if said else ""
        for row, text in said:
            if text != texts[level]:
                facts = {"row": said[0][0].number, "heading": column.heading}
                told = _finding(column, "import_differs", row, place)
                row.findings.append(_with(told, facts))
        needed = ground.one.brings == "records" and level == ground.kind.area_level
        if not said and (column.required or needed):
            rows[0].findings.append(_finding(column, "cell_required", rows[0], place))
    if not any(texts.values()):
        return None
    named = ground.places.find(texts)
    if named.code:
        place = places[named.level]
        told = _finding(ground.layout.columns[place], named.code, rows[0], place)
        rows[0].findings.append(_with(told, {"count": named.count}))
    return named.area


def _finding(column: Column, code: str, row: Row, place: int) -> Finding:
    rule = column.source or code
    return Finding(rule=rule, code=code, row=row.number, place=place)


def _with(
    told: Finding, facts: dict[str, object], allowed: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        rule=told.rule,
        code=told.code,
        facts=facts,
        row=told.row,
        place=told.place,
        allowed=allowed,
    )
