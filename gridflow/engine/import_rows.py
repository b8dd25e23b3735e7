"""Rows of a workbook of people: headings found, every cell read or told wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from gridflow.engine.access import covers
from gridflow.engine.accounts import normal_login
from gridflow.engine.faults import Fault
from gridflow.engine.reading import READERS
from gridflow.engine.surroundings import Surroundings
from gridflow.engine.workbook import Cell, Sheet, looks_like_formula
from gridflow.spec.records import RecordField
from gridflow.spec.roles import Role
from gridflow.store import Session, areas
from gridflow.store.areas import Area

if TYPE_CHECKING:
    from gridflow.engine import Actor, Engine

COLUMNS = ("name", "phone", "login", "role", "area", "from", "to")
REQUIRED = ("name", "role", "area")
_SEPARATORS = "/>\u203a\u00b7\\"
_PHONE = RecordField(id="phone", label="", type="phone")
_DAY = RecordField(id="day", label="", type="date")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A wrong cell: sheet, row (from 1), column letter and heading, what stands there.

    A fault of the whole file has row 0 and an empty column.
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One good row: a person with a post; `cells` are for what shows later."""

    number: int
    name: str
    phone: str
    login: str
    role: Role
    area: Area
    first_day: date | None
    last_day: date | None
    cells: Mapping[str, Cell]


@dataclass(slots=True)
class Reading:
    """The sheets of one file while they are read; faults gather here."""

    engine: Engine
    session: Session
    actor: Actor | None
    around: Surroundings
    faults: list[CellFault] = field(default_factory=list)
    rows: list[PersonRow] = field(default_factory=list)
    by_label: dict[str, list[Area]] = field(default_factory=dict)
    places: dict[str, Area | None] = field(default_factory=dict)

    def tell(self, cell: Cell, heading: str, code: str, /, **facts: object) -> None:
        """Note a wrong cell."""
        fault = Fault(heading, code, facts)
        self.faults.append(
            CellFault(cell.sheet, cell.row, cell.column, heading, cell.text, fault)
        )


def read_rows(reading: Reading, sheets: Sequence[Sheet]) -> None:
    """Read all sheets that have headings; what is wrong is in `reading.faults`."""
    filled = [sheet for sheet in sheets if sheet.headings]
    if not filled:
        nowhere = CellFault("", 0, "", "", "", Fault("", "sheet_empty"))
        reading.faults.append(nowhere)
    for sheet in filled:
        columns = _columns(reading, sheet)
        if columns is None:
            continue
        for cells in sheet.rows:
            by_name = {
                name: cells[place]
                for name, place in columns.items()
                if place < len(cells)
            }
            _row(reading, by_name)


def headings(around: Surroundings) -> dict[str, str]:
    """Return the words that may stand over a column, each with its name."""
    say = around.procedure.wording.say
    words: dict[str, str] = {}
    for name in COLUMNS:
        for language in ("zh", "en"):
            words[say(f"import_{name}", language).casefold()] = name
    return words


def _columns(reading: Reading, sheet: Sheet) -> dict[str, int] | None:
    words = headings(reading.around)
    say = reading.around.procedure.wording.say
    allowed = [say(f"import_{name}") for name in COLUMNS]
    found: dict[str, int] = {}
    before = len(reading.faults)
    for place, cell in enumerate(sheet.headings):
        if not cell.text:
            continue
        name = words.get("".join(cell.text.split()).casefold())
        if name is None:
            reading.tell(
                cell, cell.text, "column_unknown", heading=cell.text, allowed=allowed
            )
        elif name in found:
            reading.tell(cell, cell.text, "column_twice", heading=cell.text)
        else:
            found[name] = place
    for name in REQUIRED:
        if name not in found:
            word = say(f"import_{name}")
            top = Cell(sheet.name, sheet.headings[0].row, "", "")
            reading.tell(top, word, "column_missing", heading=word)
    return found if len(reading.faults) == before else None


def _row(reading: Reading, cells: Mapping[str, Cell]) -> None:
    say = reading.around.procedure.wording.say
    before = len(reading.faults)

    def told(name: str, code: str, **facts: object) -> None:
        reading.tell(cells[name], say(f"import_{name}"), code, **facts)

    for name, cell in cells.items():
        if name in REQUIRED and not cell.text:
            told(name, "cell_required")
        elif looks_like_formula(cell.text) and name != "phone":
            told(name, "cell_formula")
    area = _area(reading, cells["area"].text, told) if cells["area"].text else None
    role = None
    if area is not None and cells["role"].text:
        role = _role(reading, cells["role"].text, area, told)
    phone = _value(reading, cells, "phone", _PHONE, told)
    first_day = _value(reading, cells, "from", _DAY, told)
    last_day = _value(reading, cells, "to", _DAY, told)
    if _before(last_day, first_day):
        told("to", "cell_dates")
    if len(reading.faults) > before or area is None or role is None:
        return
    reading.rows.append(
        PersonRow(
            number=cells["name"].row,
            name="".join(cells["name"].text.split()),
            phone=str(phone or ""),
            login=normal_login(cells["login"].text) if "login" in cells else "",
            role=role,
            area=area,
            first_day=first_day if isinstance(first_day, date) else None,
            last_day=last_day if isinstance(last_day, date) else None,
            cells=cells,
        )
    )


def _before(one: object, other: object) -> bool:
    return isinstance(one, date) and isinstance(other, date) and one < other


def _value(
    reading: Reading,
    cells: Mapping[str, Cell],
    name: str,
    of: RecordField,
    told: Callable[..., None],
) -> object:
    cell = cells.get(name)
    if cell is None or not cell.text:
        return None
    value, code, facts = READERS[of.type](of, cell.text, reading.around)
    if code:
        told(name, code, **facts)
    return value


def _area(reading: Reading, text: str, told: Callable[..., None]) -> Area | None:
    if text not in reading.places:
        reading.places[text] = _find(reading, text, told)
    elif reading.places[text] is None:
        told("area", "cell_no_area")
    return reading.places[text]


def _find(reading: Reading, text: str, told: Callable[..., None]) -> Area | None:
    day = reading.around.day
    session = reading.session
    found = areas.area_by_code(session, text, day)
    if found is None:
        named = _by_path(reading, text)
        if len(named) != 1:
            code = "cell_area_unclear" if named else "cell_no_area"
            told("area", code, count=len(named))
            return None
        found = named[0]
    actor = reading.actor
    if actor is not None and not covers(session, actor, found.id, day):
        told("area", "cell_area_foreign")
        return None
    return found


def _by_path(reading: Reading, text: str) -> list[Area]:
    """Return the areas of a name, or of names from above down to one."""
    for sign in _SEPARATORS:
        text = text.replace(sign, " ")
    labels = text.split()
    day, session = reading.around.day, reading.session
    if not labels:
        return []
    if not reading.by_label:
        for root in areas.roots(session, day):
            for one in areas.descendants(session, root.id, day):
                reading.by_label.setdefault(one.label, []).append(one)
    found: list[Area] = []
    for one in reading.by_label.get(labels[-1], []):
        above = [place.label for place in areas.ancestors(session, one.id, day)][1:]
        if all(label in above for label in labels[:-1]):
            found.append(one)
    return found


def _role(
    reading: Reading, text: str, area: Area, told: Callable[..., None]
) -> Role | None:
    site = reading.engine.library.active()
    above = areas.ancestors(reading.session, area.id, reading.around.day)
    procedure = site.procedure_for([one.code for one in above])
    named = [one for one in procedure.roles.values() if text in {one.id, one.label}]
    for one in named:
        if one.level == area.level:
            return one
    if named:
        levels = {one.id: one.label for one in procedure.levels}
        level = levels.get(named[0].level, named[0].level)
        told("role", "cell_role_level", role=named[0].label, level=level)
    else:
        here = [
            one.label for one in procedure.roles.values() if one.level == area.level
        ]
        told("role", "cell_no_role", allowed=here)
    return None
