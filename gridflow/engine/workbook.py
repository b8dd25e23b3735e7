"""A workbook from outside: read safely, or refused with the reason."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from gridflow.engine.errors import BrokenFileError

BYTES_AT_MOST = 10 * 1024 * 1024
UNPACKED_AT_MOST = 100 * 1024 * 1024
RATIO_AT_MOST = 200
SMALL = 1024 * 1024
ROWS_AT_MOST = 20_000
COLUMNS_AT_MOST = 60
CELL_AT_MOST = 1000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# in full width too: Excel in Chinese takes those for the same
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text, with where it stands."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's first row as headings, and the rows below that are not empty."""

    name: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx file; BrokenFileError says why it is refused."""
    _refuse(data)
    try:
        # formulas stay to be seen as such and are told; their results are not trusted
        book = load_workbook(BytesIO(data), read_only=True, data_only=False)
        try:
            return tuple(_sheet(one.title, one.iter_rows()) for one in book.worksheets)
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        # what openpyxl raises for a zip that is no workbook
        raise BrokenFileError(why="file_not_workbook") from error


def _refuse(data: bytes) -> None:
    if len(data) > BYTES_AT_MOST:
        raise BrokenFileError(why="file_too_large")
    if data.startswith(_OLE):
        # old .xls, or an .xlsx under a password: both are wrapped in the old format
        raise BrokenFileError(why="file_locked_or_old")
    try:
        with ZipFile(BytesIO(data)) as archive:
            _refuse_parts(archive.infolist())
    except (BadZipFile, EOFError) as error:
        raise BrokenFileError(why="file_not_workbook") from error


def _refuse_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BrokenFileError(why="file_has_macros")
    if "xl/workbook.xml" not in names:
        raise BrokenFileError(why="file_not_workbook")
    if sum(part.file_size for part in parts) > UNPACKED_AT_MOST:
        raise BrokenFileError(why="file_bomb")
    for part in parts:
        packed = max(part.compress_size, 1)
        if part.file_size > SMALL and part.file_size / packed > RATIO_AT_MOST:
            raise BrokenFileError(why="file_bomb")


def _sheet(name: str, found: Iterator[tuple[object, ...]]) -> Sheet:
    headings: tuple[Cell, ...] = ()
    rows: list[tuple[Cell, ...]] = []
    for number, cells in enumerate(found, 1):
        if number > ROWS_AT_MOST:
            raise BrokenFileError(why="file_too_many_rows")
        row = tuple(
            Cell(name, number, get_column_letter(place), cell_text(cell))
            for place, cell in enumerate(cells[:COLUMNS_AT_MOST], 1)
        )
        if not any(cell.text for cell in row):
            continue
        if headings:
            rows.append(row)
        else:
            headings = row
    return Sheet(name, headings, tuple(rows))


def cell_text(cell: object) -> str:
    """Return what stands in a cell as a person reads it; never a formula."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:CELL_AT_MOST]


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run the text if it were written to a cell."""
    return text.startswith(_FORMULA)


def as_cell(text: str) -> str:
    """Return a text for a cell of a file that goes out, so that it stays a text."""
    return f"'{text}" if looks_like_formula(text) else text
