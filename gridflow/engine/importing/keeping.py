"""Values worked out, and the checks of rows and records over what they will be."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from gridflow.engine.importing.findings import Finding, Row
from gridflow.engine.importing.ground import Ground
from gridflow.engine.importing.judged import Judged
from gridflow.engine.record_scope import seen_record
from gridflow.engine.values import computed
from gridflow.spec.forms import Field
from gridflow.spec.imports import ImportCheck

_WORD = re.compile(r"\w+")
Scope = Mapping[str, Any]


class Seen:
    """What expressions see of a record as it will be after the import."""

    def __init__(self, ground: Ground, one: Judged) -> None:
        self._ground = ground
        kind, part = ground.kind, ground.part
        held = one.known.held.values if one.known else {}
        parts = {
            name: [each.values for each in rows]
            for name, rows in (one.known.parts if one.known else {}).items()
        }
        if part is not None:
            parts[part.id] = [*_rows(ground, one)]
        whole = {**dict.fromkeys(each.id for each in kind.fields), **held}
        whole |= one.taken.values
        self.record = seen_record(ground.around, kind.id, whole, parts)
        self.scope: Scope = {**ground.common, kind.id: self.record}
        self.rows: Sequence[Mapping[str, object]] = ()
        if part is not None:
            self.rows = cast("list[dict[str, object]]", self.record[part.id])

    def row(self, place: int) -> Scope:
        """Return the scope of a row's part."""
        part = self._ground.part
        if part is None:
            return self.scope
        return ChainMap({part.id: self.rows[place]}, cast("dict[str, Any]", self.scope))


def _rows(ground: Ground, one: Judged) -> Iterator[Mapping[str, object]]:
    """Yield the values of the parts: those of the rows, then those that stay."""
    empty = dict.fromkeys(each.id for each in ground.part.fields) if ground.part else {}
    for plan in one.parts:
        yield {**empty, **(plan.held.values if plan.held else {}), **plan.values}
    if ground.one.brings == "records":
        stay = one.missing if ground.one.missing_parts == "report" else ()
    else:
        mine = {id(plan.held) for plan in one.parts}
        held = one.known.parts.get(ground.one.part, []) if one.known else []
        stay = [part for part in held if id(part) not in mine]
    for part in stay:
        yield {**empty, **part.values}


def worked_out(ground: Ground, one: Judged) -> None:
    """Fill the fields that no column fills, in the order in which they are written."""
    if not ground.one.values or one.verdict == "unmatched":
        return
    for worked in ground.one.values:
        seen = Seen(ground, one)
        of = ground.field(worked.to)
        target = [(seen.scope, one.taken.values, one.rows[0])]
        if ground.in_row(worked.to):
            target = [
                (seen.row(place), plan.values, plan.row)
                for place, plan in enumerate(one.parts)
            ]
        for scope, values, row in target:
            found = worked.value.evaluate(cast("dict[str, object]", scope))
            value, fault = computed(cast("Field", of), found, worked.to)
            values[of.id] = value
            if fault is not None:
                rule = worked.source or fault.code
                row.findings.append(Finding(rule, fault.code, row=row.number))


def check(ground: Ground, one: Judged) -> None:
    """Look at the checks of each row and of the record as a whole.

    A check that looks at a cell that could not be read is passed over.
    """
    if one.verdict == "unmatched" or not (ground.one.checks or ground.one.row_checks):
        return
    seen = Seen(ground, one)
    unread = [_unread(ground, row) for row in one.rows]
    every = frozenset[str]().union(*unread)
    whole = frozenset(_unread_of_record(ground, one))
    rows = [plan.row for plan in one.parts] if ground.part else list(one.rows)
    for place, row in enumerate(rows):
        mine = whole | _unread(ground, row)
        for each in ground.one.row_checks:
            if mine.isdisjoint(_words(each)) and _fails(each, seen.row(place)):
                row.findings.append(_told(ground, each, row))
    for each in ground.one.checks:
        if every.isdisjoint(_words(each)) and _fails(each, seen.scope):
            for row in _where(ground, each, seen, rows):
                row.findings.append(_told(ground, each, row))


def _where(
    ground: Ground, each: ImportCheck, seen: Seen, rows: Sequence[Row]
) -> Sequence[Row]:
    """Return the rows that a check of the whole record is told at."""
    if each.rows is None or ground.part is None:
        return rows[:1]
    formula = each.rows
    found = [
        row
        for place, row in enumerate(rows)
        if formula.evaluate(cast("dict[str, object]", seen.row(place))) is True
    ]
    return found or rows[:1]


def _fails(each: ImportCheck, scope: Scope) -> bool:
    return each.that.evaluate(cast("dict[str, object]", scope)) is False


def _told(ground: Ground, each: ImportCheck, row: Row) -> Finding:
    places = [ground.place(name) for name in each.fields]
    return Finding(
        rule=each.source or each.id,
        say=each.say,
        severity=each.severity,
        row=row.number,
        place=next((place for place in places if place >= 0), -1),
    )


@lru_cache(maxsize=1000)
def _words_in(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _words(each: ImportCheck) -> frozenset[str]:
    return _words_in(each.that.text)


def _unread(ground: Ground, row: Row) -> frozenset[str]:
    """Return the words by which checks would see the cells that could not be read."""
    names: set[str] = set()
    for found in row.findings:
        column = ground.layout.columns.get(found.place)
        if found.severity == "error" and found.code and column and column.to:
            names |= _names(ground, column.to)
    return frozenset(names)


def _unread_of_record(ground: Ground, one: Judged) -> Iterator[str]:
    for row in one.rows:
        for found in row.findings:
            column = ground.layout.columns.get(found.place)
            unread = found.severity == "error" and found.code
            if unread and column and column.to and not ground.in_row(column.to):
                yield from _names(ground, column.to)


def _names(ground: Ground, field: str) -> set[str]:
    of = ground.field(field)
    derived = ground.around.kind(of).derived
    return {of.id, *(f"{of.id}_{name}" for name in derived)}
