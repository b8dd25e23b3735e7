"""Workbooks written row by row, so that a whole county fits into little memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from plugins.return_to_poverty.roster.planting import Planted

_BOLD = Font(bold=True)
_AREA_COLUMNS = ("code", "name", "level", "parent")


class SheetFile:
    """A workbook of one sheet that grows row by row; `row` is the last one's number."""

    def __init__(self, path: Path, title: str, headings: Sequence[str]) -> None:
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        cells = [WriteOnlyCell(self._sheet, value=one) for one in headings]
        for cell in cells:
            cell.font = _BOLD
        self._sheet.append(cells)
        self.row = 1

    def add(self, row: Sequence[object]) -> None:
        """Append a row; a text that looks like a formula is written as one."""
        self._sheet.append(row)
        self.row += 1

    def save(self) -> None:
        """Write the file; nothing can be added after it."""
        self._book.save(self._path)


def write_planted(path: Path, planted: Iterable[Planted]) -> None:
    """Write the list of planted faults as CSV with a byte-order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [one.name for one in fields(Planted)])
        writer.writeheader()
        writer.writerows(map(asdict, planted))


def write_areas(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows of an area table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _AREA_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
