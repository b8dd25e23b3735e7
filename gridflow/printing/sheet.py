"""A form as it stands on paper: what a template gets, as plain values.

Everything is text, numbers, flags, lists and mappings; no object of the engine, of
the definitions or of the database reaches a template.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gridflow.printing.grid import Shape

CellKind = Literal[
    "text", "long", "number", "money", "date", "month", "boxes", "images"
]


@dataclass(frozen=True, slots=True)
class Box:
    """A choice with its box, ticked or not."""

    id: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One field on paper.

    Attributes:
        id: the field's id.
        label: what the field is called.
        unit: written behind the label.
        kind: how it is set.
        text: the value for people; "" is a blank to write in.
        raw: ISO text of a date, plain digits of a number, "" otherwise.
        boxes: the choices where all of them are printed.
        images: addresses of photos, as the template writes them into `src`.
        struck: the field is not asked here: the cell is struck out.
        hint: how to fill it in by hand.
        shape: what the layout of a line needs to know.
    """

    id: str
    label: str
    unit: str
    kind: CellKind
    text: str
    raw: str
    boxes: tuple[Box, ...]
    images: tuple[str, ...]
    struck: bool
    hint: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a wide table; `choices` explains it below a blank table."""

    id: str
    label: str
    unit: str
    units: int
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a repeat: its cells, band by band."""

    title: str
    bands: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section: cells, or a table of rows with its columns in bands.

    Attributes:
        struck: the section is not asked here.
        repeat: it is a table of rows.
    """

    id: str
    label: str
    note: str
    struck: bool
    repeat: bool
    cells: tuple[Cell, ...]
    columns: tuple[tuple[Column, ...], ...]
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one person signs: the address of an image, or "" for an empty place."""

    image: str


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature place with room for each person; struck where nobody can sign."""

    id: str
    who: str
    label: str
    people: int
    required: bool
    struck: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part; `at` is ISO text in the legal zone, "" for never."""

    name: str
    role_label: str
    state: str
    at: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A check that did not hold and the reason given for it."""

    say: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form on paper.

    Attributes:
        number: the place's official number of the form, "" for none.
        blank: an empty form.
        by_hand: not handed in yet: a blank form, or one with what is known before.
        subject: who it is about, "" on a blank form.
        filled_on: ISO day of the filling, "".
        received_at: ISO instant of receipt in the legal zone, "".
        digest: of the definitions it was filled with.
        cells: the cells of all plain sections by their field's id.
        extra: what plugins add.
    """

    title: str
    number: str
    procedure: str
    blank: bool
    by_hand: bool
    subject: str
    record_number: str
    area_path: tuple[str, ...]
    areas: Mapping[str, str]
    task: str
    submission: str
    replaces: str
    filled_on: str
    received_at: str
    digest: str
    parts: tuple[Part, ...]
    cells: Mapping[str, Cell]
    signatures: tuple[Signing, ...]
    people: tuple[Person, ...]
    remarks: tuple[Remark, ...]
    extra: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of an area as rows of one table, each a sheet of its own."""

    area_path: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def plain(value: object) -> object:
    """Return a value as mappings, lists, text, numbers and flags only.

    What is none of these becomes its text.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    return str(value)
