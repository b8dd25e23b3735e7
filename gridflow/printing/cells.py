"""From an answer to a cell on paper: its kind, its text, its boxes, its width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import category

from gridflow.printing.grid import Shape, ems
from gridflow.printing.sheet import Box, Cell, CellKind
from gridflow.spec.codes import Option
from gridflow.spec.forms import Field
from gridflow.spec.wording import Wording

if TYPE_CHECKING:
    from gridflow.engine.filled import Answer

_KINDS: dict[str, CellKind] = {
    "note": "long",
    "integer": "number",
    "number": "number",
    "money": "money",
    "date": "date",
    "month": "month",
    "yes_no": "boxes",
    "upload": "images",
}
_VALUE_EMS = {
    "integer": 4.0,
    "number": 5.0,
    "money": 6.0,
    "date": 6.6,
    "month": 5.0,
    "phone": 6.0,
    "text": 9.0,
    "area": 9.0,
}
_UNKNOWN_TYPE_EMS = 9.5
_BOX_EMS = 1.9
_MOST_BOXES = 12
_MOST_BOXES_EMS = 110.0
_COLUMN_EMS = {"text": 4.2, "yes_no": 2.2, "date": 5.6, "month": 4.2, "integer": 2.4}
_WIDE_COLUMN_EMS = 8.0
_MOST_LEGEND = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every cell of a sheet.

    Attributes:
        wording: the words that paper needs.
        blank: an empty form, without a value.
        by_hand: not handed in yet, so it is filled in by hand and asks everything.
        pictures: ids of the uploads whose pictures are at hand.
    """

    wording: Wording
    blank: bool
    by_hand: bool
    pictures: frozenset[str]


def cell_of(answer: Answer, setting: Setting, *, in_row: bool, struck: bool) -> Cell:
    """Return the cell of an answer; in a row a choice is its text, without boxes."""
    field = answer.field
    options = options_of(answer, setting.wording)
    struck = (struck or not answer.relevant) and not setting.by_hand
    # a default behind a question that is not asked yet says nothing by hand
    waits = setting.by_hand and not answer.relevant
    empty = struck or waits or not _said(answer, setting)
    kind = kind_of(field, options, in_row=in_row)
    if kind == "boxes" and not empty and answer.value is None:
        kind = "text"  # a masked choice: its boxes would tell what it is not
    boxes = _boxes(answer, options, empty=empty) if kind == "boxes" else ()
    pictures = [one.id for one in answer.uploads if one.id in setting.pictures]
    return Cell(
        id=field.id,
        label=field.label,
        unit=unit_of(field),
        kind=kind,
        text="" if empty else _text(answer, setting.wording),
        raw="" if empty else _raw(answer.value),
        boxes=boxes,
        images=() if struck else tuple(f"upload:{one}" for one in pictures),
        struck=struck,
        hint=field.hint,
        shape=_shape(field, kind, boxes),
    )


def _said(answer: Answer, setting: Setting) -> bool:
    """An empty form keeps what is computed for everybody, and no default value."""
    if setting.blank:
        field = answer.field
        return field.type == "text" and field.calculation is not None
    return bool(answer.shown or answer.uploads)


def unit_of(field: Field) -> str:
    """Return the unit, "" where the label names it in brackets at its end."""
    bracketed = category(field.label[-1:] or " ") == "Pe"
    named = bracketed and field.label[:-1].endswith(field.unit)
    return "" if named else field.unit


def kind_of(field: Field, options: tuple[Option, ...], *, in_row: bool) -> CellKind:
    """Return how a field is set on paper."""
    if field.type == "yes_no" or field.type in ("choice", "choices"):
        return "boxes" if not in_row and _boxes_fit(options) else "text"
    return _KINDS.get(field.type, "text")


def options_of(answer: Answer, wording: Wording) -> tuple[Option, ...]:
    """Return the choices of a field; of a flag its two words."""
    if answer.field.type != "yes_no":
        return answer.options
    return (
        Option(id="true", label=wording.say("print_yes")),
        Option(id="false", label=wording.say("print_no")),
    )


def column_ems(field: Field, options: tuple[Option, ...]) -> float:
    """Return the width that a column of a wide table asks for."""
    widest = _WIDE_COLUMN_EMS
    if options and field.type != "yes_no":
        width = min(max(ems(one.label) for one in options), widest - 2)
    elif field.type == "note":
        width = widest
    else:
        width = _COLUMN_EMS.get(
            field.type, _VALUE_EMS.get(field.type, _UNKNOWN_TYPE_EMS)
        )
    return max(width, ems(field.label) / 2.5) + 0.8


def legend_of(answer: Answer, options: tuple[Option, ...]) -> tuple[str, ...]:
    """Return the choices to explain below a blank table; none for very many."""
    if answer.field.type == "yes_no" or len(options) > _MOST_LEGEND:
        return ()
    return tuple(one.label for one in options)


def _boxes_fit(options: tuple[Option, ...]) -> bool:
    width = sum(ems(one.label) + _BOX_EMS for one in options)
    return 0 < len(options) <= _MOST_BOXES and width <= _MOST_BOXES_EMS


def _shape(field: Field, kind: CellKind, boxes: tuple[Box, ...]) -> Shape:
    label = ems(field.label)
    if kind == "boxes":
        return Shape(label, sum(ems(box.label) + _BOX_EMS for box in boxes))
    width = _VALUE_EMS.get(field.type, _UNKNOWN_TYPE_EMS) + ems(field.unit) / 2
    beside = kind == "long" and field.relevant is not None
    return Shape(label, width, long=kind in ("long", "images"), beside=beside)


def _boxes(
    answer: Answer, options: tuple[Option, ...], *, empty: bool
) -> tuple[Box, ...]:
    value = answer.value
    if empty:
        chosen: set[str] = set()
    elif isinstance(value, bool):
        chosen = {"true" if value else "false"}
    else:
        ids = value if isinstance(value, (list, tuple)) else (value,)
        chosen = {str(one) for one in ids}
    return tuple(Box(one.id, one.label, one.id in chosen) for one in options)


def _text(answer: Answer, wording: Wording) -> str:
    if answer.uploads:
        names = tuple(one.filename for one in answer.uploads)
        return wording.say("print_files", count=len(names), names=names)
    return answer.shown


def _raw(value: object) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return ""
