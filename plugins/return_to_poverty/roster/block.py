"""The rows of one household in a workbook, before and after something is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from plugins.return_to_poverty.id_number import age_on
from plugins.return_to_poverty.roster.columns import AREA, Column, Words

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a sheet and how its cells are written."""

    sheet: str
    columns: tuple[Column, ...]
    words: Words

    @property
    def headings(self) -> list[str]:
        """The first row of the sheet."""
        return [column.heading for column in self.columns]

    def place(self, record: str, name: str) -> int:
        """Return where a field's column stands, from 0; ValueError for none."""
        keys = [(column.record, column.field) for column in self.columns]
        return keys.index((record, name))

    def row(self, values: Mapping[str, Values]) -> list[object]:
        """Return the cells of a row from the values of each kind of record."""
        return [
            self.words.cell(one, values[one.record].get(one.field))
            for one in self.columns
        ]


@dataclass(slots=True)
class Block:
    """A household's rows: one a member, what concerns the household in each.

    Attributes:
        first: the number of the first row in the sheet.
        told: the cells that an import has to report, as (row from 0, column from 0).
        told_before: such cells of earlier rows: the row's number in the sheet, the
            column from 0, and the value.
    """

    layout: Layout
    household: Values
    day: date
    rows: list[list[object]]
    told: list[tuple[int, int]] = field(default_factory=list)
    first: int = 0
    told_before: list[tuple[int, int, object]] = field(default_factory=list)

    @property
    def members(self) -> Sequence[dict[str, object]]:
        """The members behind the rows, in their order."""
        found = self.household["member"]
        return found if isinstance(found, list) else []

    def age(self, nth: int) -> int:
        """Return the completed years of a member."""
        return int(age_on(self.members[nth]["birth_date"], self.day) or 0)

    def write(self, nth: int, values: Values, record: str = "member") -> None:
        """Change cells of one row; a value of a code becomes its label."""
        for name, value in values.items():
            self._write(self.rows[nth : nth + 1], record, name, value)

    def write_all(
        self, values: Mapping[str, object], record: str = "household"
    ) -> None:
        """Change cells that concern the household, in each of its rows."""
        for name, value in values.items():
            self._write(self.rows, record, name, value)

    def _write(
        self, rows: Sequence[list[object]], record: str, name: str, value: object
    ) -> None:
        place = self.layout.place(record, name)
        cell = self.layout.words.cell(self.layout.columns[place], value)
        for row in rows:
            row[place] = cell

    def tell(self, record: str, name: str, nth: int = 0) -> None:
        """Note that a cell has to be reported: of a member's row, or of the first."""
        self.told.append((nth, self.layout.place(record, name)))

    def tell_before(self, row: int, record: str, name: str, value: object) -> None:
        """Note that a cell of an earlier row of the sheet has to be reported."""
        self.told_before.append((row, self.layout.place(record, name), value))

    def cells(self) -> list[tuple[int, str, str, object]]:
        """Return what has to be reported: row, column letter, heading, value."""
        here = [(self.first + n, at, self.rows[n][at]) for n, at in self.told]
        return [
            (row, get_column_letter(at + 1), self.layout.columns[at].heading, value)
            for row, at, value in (*self.told_before, *here)
        ]


def block_of(
    layout: Layout, household: Values, names: Mapping[str, str], day: date
) -> Block:
    """Return the rows of a household that lives in a group of these names."""
    block = Block(layout, household, day, [])
    block.rows = [
        layout.row({AREA: names, "household": household, "member": member})
        for member in block.members
    ]
    return block
