"""The columns of a workbook: whose value stands in them, under which heading, how."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from gridflow.api import Definitions, FieldInfo

AREA = "area"
_MONTH_LENGTH = len("2023-05")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `record` is a kind of record or `area`, `labels` those of its codes."""

    record: str
    field: str
    heading: str
    type: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """How a workbook writes yes, no, and several choices in one cell."""

    yes: str
    no: str
    between: str

    def cell(self, column: Column, value: object) -> object:
        """Return what the cell of a value shows; None for no value."""
        if value is None or isinstance(value, Decimal):
            return _number(value)
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, list | tuple):
            return self.between.join(column.labels[str(one)] for one in value)
        return _text(column, value)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _text(column: Column, value: object) -> str:
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    text = str(value)
    if column.type == "month" and len(text) == _MONTH_LENGTH:
        return text.replace("-", "")
    return column.labels.get(text, text)


def words_of(definitions: Definitions) -> Words:
    """Return how the site's workbooks write what is no code."""
    say = definitions.say
    return Words(say("roster_yes"), say("roster_no"), say("roster_between"))


def columns_of(definitions: Definitions, table: str) -> tuple[Column, ...]:
    """Return the columns that a table beside this module lists, in its order."""
    known: dict[str, Mapping[str, FieldInfo]] = {}
    found = []
    for row in _rows(table):
        record, name = row["record"], row["field"]
        if record == AREA:
            found.append(Column(AREA, name, row["heading"], "text", {}))
            continue
        if record not in known:
            known[record] = {one.id: one for one in definitions.fields(record)}
        field = known[record][name]
        heading = row["heading"] or field.label
        labels = {one.id: one.label for one in field.options}
        found.append(Column(record, name, heading, field.type, labels))
    return tuple(found)


@cache
def _rows(table: str) -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
