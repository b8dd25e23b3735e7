"""From the engine's view of a filling to the sheet that a template gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from gridflow.clock import LEGAL_ZONE
from gridflow.printing import cells, grid
from gridflow.printing.cells import Setting
from gridflow.printing.sheet import (
    Cell,
    Column,
    PaperRow,
    Part,
    Person,
    Remark,
    Sheet,
    Signing,
    Spot,
)
from gridflow.spec.forms import Repeat
from gridflow.spec.wording import Wording

if TYPE_CHECKING:
    from gridflow.engine.filled import (
        Answer,
        FilledSection,
        Row,
        SignatureAnswer,
    )
    from gridflow.engine.printing_data import PrintView

BLANK_ROWS = 6
SPARE_ROWS = 2
SERIAL_UNITS = 3

_Item = TypeVar("_Item")


def sheet_of(view: PrintView, wording: Wording) -> Sheet:
    """Return a filling, or an empty form, as it stands on paper."""
    filled = view.filled
    by_hand = view.blank or view.submission is None
    pictures = frozenset(view.signature_images)
    setting = Setting(wording, view.blank, by_hand, pictures)
    parts = tuple(_part(one, setting) for one in filled.sections)
    return Sheet(
        title=view.form.label,
        number="" if view.number is None else str(view.number),
        procedure=view.procedure_label,
        blank=view.blank,
        by_hand=by_hand,
        subject=view.title,
        record_number=view.record_number,
        area_path=view.area_path,
        areas=view.areas,
        task=view.task,
        submission="" if view.submission is None else str(view.submission),
        replaces="" if view.replaces is None else str(view.replaces),
        filled_on="" if view.filled_on is None else view.filled_on.isoformat(),
        received_at=_instant(view.received_at),
        digest=view.form_digest,
        parts=parts,
        cells={one.id: one for part in parts for one in part.cells},
        signatures=tuple(
            _signing(one, by_hand=view.blank) for one in filled.signatures
        ),
        people=tuple(
            Person(one.name, one.role_label, one.state, _instant(one.at))
            for one in view.visitors
        ),
        remarks=tuple(
            Remark(one.check.say, one.reason) for one in filled.checks if one.reason
        ),
        extra=view.extra,
    )


def _part(filled: FilledSection, setting: Setting) -> Part:
    section = filled.section
    repeat = isinstance(section, Repeat)
    part = Part(
        id=section.id,
        label=section.label,
        note=section.note,
        struck=_struck(filled, setting),
        repeat=repeat,
        cells=_cells(filled.answers, filled, setting, in_row=False),
        columns=(),
        rows=(),
    )
    return _table(part, filled, setting) if repeat else part


def _struck(filled: FilledSection, setting: Setting) -> bool:
    return not filled.relevant and not setting.by_hand


def _cells(
    answers: tuple[Answer, ...],
    filled: FilledSection,
    setting: Setting,
    *,
    in_row: bool,
) -> tuple[Cell, ...]:
    struck = _struck(filled, setting)
    return tuple(
        cells.cell_of(one, setting, in_row=in_row, struck=struck) for one in answers
    )


def _table(part: Part, filled: FilledSection, setting: Setting) -> Part:
    pattern = filled.blank_row or next(iter(filled.rows), None)
    if pattern is None:
        return part
    options = [cells.options_of(one, setting.wording) for one in pattern.answers]
    split = grid.bands(
        [
            cells.column_ems(one.field, choices)
            for one, choices in zip(pattern.answers, options, strict=True)
        ],
        SERIAL_UNITS,
    )
    units = [one for band in split for one in band]
    columns = [
        _column(answer, unit, cells.legend_of(answer, choices))
        for answer, choices, unit in zip(pattern.answers, options, units, strict=True)
    ]
    sizes = [len(band) for band in split]

    def on_paper(row: Row, how: Setting) -> PaperRow:
        made = _cells(row.answers, filled, how, in_row=True)
        return PaperRow(row.title, _cut(made, sizes))

    rows = [] if setting.blank else [on_paper(row, setting) for row in filled.rows]
    empty = on_paper(pattern, replace(setting, blank=True, by_hand=True))
    rows += [empty] * _empty_rows(filled, setting, len(rows))
    return replace(part, columns=_cut(columns, sizes), rows=tuple(rows))


def _column(answer: Answer, units: int, choices: tuple[str, ...]) -> Column:
    field = answer.field
    return Column(field.id, field.label, cells.unit_of(field), units, choices)


def _empty_rows(filled: FilledSection, setting: Setting, rows: int) -> int:
    """Return how many rows to add: a table by hand has room, no table is without."""
    section = filled.section
    if not isinstance(section, Repeat) or not setting.by_hand:
        return 0 if rows else 1
    wanted = max(section.at_least, BLANK_ROWS, rows + SPARE_ROWS) - rows
    most = wanted if section.at_most is None else section.at_most - rows
    return max(min(wanted, most), 0)


def _cut(items: Sequence[_Item], sizes: Sequence[int]) -> tuple[tuple[_Item, ...], ...]:
    found: list[tuple[_Item, ...]] = []
    at = 0
    for size in sizes:
        found.append(tuple(items[at : at + size]))
        at += size
    return tuple(found)


def _signing(answer: SignatureAnswer, *, by_hand: bool) -> Signing:
    place = answer.place
    images = [f"upload:{one.id}" for one in answer.uploads]
    count = max(place.people, len(images))
    images += [""] * (count - len(images))
    return Signing(
        id=place.id,
        who=place.who,
        label=place.label,
        people=place.people,
        required=place.required,
        struck=not answer.relevant and not by_hand,
        spots=tuple(Spot(image) for image in images),
    )


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(LEGAL_ZONE).isoformat(timespec="seconds")
