"""From the text of a cell to the value of a field, as the definition writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gridflow.engine.faults import Fault
from gridflow.engine.importing.cellstream import FORMULA
from gridflow.engine.reading import plain_digits
from gridflow.engine.surroundings import AnyField, Surroundings
from gridflow.engine.values import parse, show, to_text
from gridflow.spec.imports import Column, Import
from gridflow.spec.records import RecordField

KEPT_AT_MOST = 1_000
ALLOWED_AT_MOST = 40
_DATED = ("date", "month")
_PARTS = {"YYYY": r"(?P<y>\d{4})", "MM": r"(?P<m>\d{2})", "DD": r"(?P<d>\d{2})"}
_SHORT = {"M": r"(?P<m>\d{1,2})", "D": r"(?P<d>\d{1,2})"}
_WORD = re.compile(r"YYYY|MM|DD|M|D")
_WHOLE_DAY = re.compile(r"(\d{4}-\d{2})-\d{2}")

Read = tuple[object, Fault | None]


@dataclass(slots=True)
class FieldReader:
    """Reads the cells of one column; what was read before is not read again."""

    of: RecordField
    around: Surroundings
    column: Column
    empty: frozenset[str]
    flags: Mapping[str, str]
    formats: tuple[re.Pattern[str], ...]
    kept: dict[str, Read] = field(default_factory=dict)

    def read(self, text: str) -> Read:
        """Return the value of a cell, or None and what is wrong with it."""
        found = self.kept.get(text)
        if found is None:
            if len(self.kept) >= KEPT_AT_MOST:
                self.kept.clear()
            found = self.kept[text] = self._read(text)
        return found

    def _read(self, text: str) -> Read:
        if text.startswith(FORMULA):
            return None, Fault(self.column.to, "cell_formula")
        text = self.column.words.get(text, text)
        if text in self.empty:
            return None, None
        kind = self.of.type
        if kind in _DATED:
            text = self._day(text)
        elif kind == "yes_no":
            text = self.flags.get(text, text)
        parts = [text]
        if kind == "choices" and self.column.separator:
            parts = [
                self.column.words.get(one.strip(), one.strip())
                for one in text.split(self.column.separator)
            ]
        return parse(self.of, parts, self.around, self.column.to)

    def _day(self, text: str) -> str:
        """Return a day or month in one of the definition's ways as everybody's."""
        for pattern in self.formats:
            found = pattern.fullmatch(plain_digits(text))
            if found is None:
                continue
            said = found.groupdict()
            month = f"{said['y']}-{int(said['m']):02}"
            if self.of.type == "month":
                return month
            if said.get("d"):
                return f"{month}-{int(said['d']):02}"
        whole = _WHOLE_DAY.fullmatch(text)
        return whole[1] if whole and self.of.type == "month" else text

    def allowed(self) -> tuple[str, ...]:
        """Return the labels of a choice's options, none where they are many."""
        if self.of.type not in ("choice", "choices"):
            return ()
        labels = [one.label for one in self.around.all_options(self.of)]
        return tuple(labels) if len(labels) <= ALLOWED_AT_MOST else ()


def readers_of(one: Import, around: Surroundings) -> dict[str, FieldReader]:
    """Return what reads each column that fills a field, by the field."""
    return {
        name: _reader(one, column, around) for name, column in one.columns_to().items()
    }


def _reader(one: Import, column: Column, around: Surroundings) -> FieldReader:
    record, _, name = column.to.partition(".")
    of = around.procedure.records[record].field(name)
    if of is None:
        raise KeyError(column.to)
    flags = dict.fromkeys(one.yes, "yes") | dict.fromkeys(one.no, "no")
    formats = tuple(map(pattern_of, (*column.formats, *one.formats)))
    return FieldReader(of, around, column, frozenset(one.empty), flags, formats)


def pattern_of(written: str) -> re.Pattern[str]:
    """Return the pattern of a way to write days, such as `YYYY/M/D`."""
    known = _PARTS | _SHORT
    made, end = "", 0
    plain = "".join(written.split())
    for found in _WORD.finditer(plain):
        made += re.escape(plain[end : found.start()]) + known[found[0]]
        end = found.end()
    made += re.escape(plain[end:])
    # a way without a month names no month, so it reads nothing
    return re.compile(made if "(?P<m>" in made else r"(?!)")


def shown_by(around: Surroundings) -> Callable[[AnyField, object], str]:
    """Return how values are shown; one that no longer fits is shown as it is."""

    def shown(of: AnyField, value: object) -> str:
        text = show(of, value, around)
        return text or to_text(value)

    return shown
