"""Imports: what the columns of a workbook mean, and what its rows keep to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from gridflow.spec.forms import CheckSeverity
from gridflow.spec.formula import Formula
from gridflow.spec.place import NOWHERE, Place

Brings = Literal["records", "parts"]
Missing = Literal["report", "end"]
CrossRule = Literal["unique", "one_record", "not_elsewhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the sheet.

    Attributes:
        also: other headings that mean the same.
        to: the field it fills, such as `house.phone`; "" for none.
        area: the level of area that it names, by name or code; "" for none.
        required: no cell of it may be empty.
        optional: the column may be missing; then its field stays as it is.
        formats: how days or months are written, such as `YYYYMMDD`.
        words: what stands in a cell -> what is read instead of it.
        separator: what parts the choices of a cell.
    """

    heading: str
    also: tuple[str, ...] = ()
    to: str = ""
    area: str = ""
    required: bool = False
    optional: bool = False
    formats: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    separator: str = ""
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the record that a row is about is found.

    Attributes:
        by: the field of the record, or of a part of it, that is compared.
        from_: the field of the row whose value it is compared with.
        within: only in the area that the row names.
    """

    by: str
    from_: str
    within: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A field that no column fills: its value is worked out from the others."""

    to: str
    value: Formula
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCheck:
    """A relation between values: `that` is true or undecided where all is well.

    Attributes:
        fields: whose cells it is told at.
        rows: of a check of whole records: at which rows it is told, as true or not;
            without it at the record's first row.
    """

    id: str
    that: Formula
    say: str
    severity: CheckSeverity = "error"
    fields: tuple[str, ...] = ()
    rows: Formula | None = None
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """A rule over the whole file, by name.

    Attributes:
        rule: `unique`: no two rows share the value; `one_record`: no two records do;
            `not_elsewhere`: no other record than this one has it in the register.
    """

    id: str
    rule: CrossRule
    field: str
    say: str
    severity: CheckSeverity = "error"
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A kind of workbook.

    Attributes:
        about: the kind of record that it is about.
        part: the part of the record that each row is; "" where a row is a record.
        sheet: the name of the sheet; "" for the first one.
        brings: `records` says what there is, `parts` adds rows to what there is.
        record_key: the fields that tell which rows are of one record.
        part_key: the fields that tell a part from the others of its record.
        find: how the record of a row is found where the file brings parts.
        missing_parts: what is done to parts that the file does not have.
        empty: what stands in a cell that is meant to be empty.
        formats: how days and months are written, besides the usual ways.
        yes: the words for yes besides the usual ones; `no` those for no.
    """

    id: str
    label: str
    about: str
    part: str = ""
    hint: str = ""
    sheet: str = ""
    brings: Brings = "records"
    record_key: tuple[str, ...] = ()
    part_key: tuple[str, ...] = ()
    find: tuple[Way, ...] = ()
    missing_parts: Missing = "report"
    empty: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    values: tuple[Worked, ...] = ()
    row_checks: tuple[ImportCheck, ...] = ()
    checks: tuple[ImportCheck, ...] = ()
    across: tuple[CrossCheck, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def columns_to(self) -> Mapping[str, Column]:
        """Return the columns that fill a field, by the field."""
        return {one.to: one for one in self.columns if one.to}

    def fields(self) -> tuple[str, ...]:
        """Return every field that the file says, by column or worked out."""
        return (*self.columns_to(), *(one.to for one in self.values))
