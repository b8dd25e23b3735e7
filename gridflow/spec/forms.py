"""Forms: sections and repeats of fields, checks over them, signatures under them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gridflow.spec.codes import Option
from gridflow.spec.formula import Formula, UnaryFormula
from gridflow.spec.place import NOWHERE, Place

Sensitive = Literal["", "masked", "sealed"]
CheckSeverity = Literal["error", "warning", "info"]
SignatureWay = Literal["drawn", "photo"]
Layout = Literal["page", "ledger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """How many characters of a masked value stay readable at each end."""

    first: int = 0
    last: int = 0
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value to fill in.

    Attributes:
        options: choices written in the form itself; else `codes` names a list.
        from_: the record's value shown at first, such as `household.phone`.
        write: the submitted value is written back to `from_`.
        at_most: the most choices or uploads.
    """

    id: str
    label: str
    type: str
    hint: str = ""
    unit: str = ""
    decimals: int | None = None
    required: bool | Formula = False
    relevant: Formula | None = None
    constraint: UnaryFormula | None = None
    constraint_message: str = ""
    calculation: Formula | None = None
    default: Formula | None = None
    options: tuple[Option, ...] = ()
    codes: str | None = None
    read_only: bool = False
    index: bool = False
    from_: str | None = None
    write: bool = False
    sensitive: Sensitive = ""
    mask: Mask | None = None
    at_most: int | None = None
    appearance: str = ""
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A relation between values: `that` is true or undecided where all is well."""

    id: str
    that: Formula
    say: str
    severity: CheckSeverity = "error"
    fields: tuple[str, ...] = ()
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields under one heading."""

    id: str
    label: str
    note: str = ""
    relevant: Formula | None = None
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Rows of the same fields, one for each part of the record where one is named."""

    id: str
    label: str
    note: str = ""
    relevant: Formula | None = None
    record: str | None = None
    row_title: str = ""
    at_least: int = 0
    at_most: int | None = None
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    source: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlace:
    """Where somebody signs, and how many do."""

    id: str
    who: str
    label: str
    people: int = 1
    relevant: Formula | None = None
    required: bool = False
    ways: tuple[SignatureWay, ...] = ("drawn", "photo")
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form about a record.

    Attributes:
        layout: a ledger can be filled as rows, one for each record, besides its page.
        order: paths of all fields (`wage`, `members.income`), each after those on
            which its calculation and its relevance depend.
        calculations: those of `order` that are computed.
    """

    id: str
    label: str
    about: str
    sections: tuple[Section | Repeat, ...] = ()
    checks: tuple[Check, ...] = ()
    signatures: tuple[SignaturePlace, ...] = ()
    printable: str | None = None
    layout: Layout = "page"
    order: tuple[str, ...] = ()
    calculations: tuple[str, ...] = ()
    source: str = ""
    place: Place = NOWHERE

    def plain_fields(self) -> Iterator[Field]:
        """Yield the fields of every plain section in order."""
        for section in self.sections:
            if isinstance(section, Section):
                yield from section.fields

    def repeats(self) -> Iterator[Repeat]:
        """Yield the repeats in order."""
        for section in self.sections:
            if isinstance(section, Repeat):
                yield section
