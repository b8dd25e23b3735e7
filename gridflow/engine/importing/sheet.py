"""The rows of a sheet as text, one after the other, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gridflow.engine.errors import BrokenFileError
from gridflow.engine.importing.archive import merged_cells, refuse_file

ROWS_AT_MOST = 300_000
COLUMNS_AT_MOST = 400
CELL_AT_MOST = 5_000
FORMULA = "="


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was opened, with its rows still to be read.

    Attributes:
        merged: the first range of merged cells, "" for none.
        rows: number and texts of each row that is not empty; ends of rows are cut.
    """

    name: str
    merged: str
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def open_sheet(path: Path, wanted: str) -> Iterator[Sheet]:
    """Open the sheet of a name, "" for the first one, of a workbook.

    Raises BrokenFileError with the reason where that cannot be done; so does reading
    its rows.
    """
    refuse_file(path)
    try:
        # formulas stay to be seen as such; their results are not trusted
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except _BROKEN as error:
        raise BrokenFileError(why="file_not_workbook") from error
    try:
        sheet = _chosen(book, wanted)
        merged = merged_cells(path, _part(sheet))
        # what a file says about its size is no reason to believe it
        sheet.reset_dimensions()
        yield Sheet(str(sheet.title), merged, _rows(sheet))
    finally:
        book.close()


# what openpyxl raises for a zip that is no workbook
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    SyntaxError,
)


def _chosen(book: Any, wanted: str) -> Any:  # noqa: ANN401 - openpyxl's sheet
    sheets = book.worksheets
    if not sheets:
        raise BrokenFileError(why="file_no_sheet")
    if not wanted:
        return sheets[0]
    for one in sheets:
        if "".join(one.title.split()) == wanted:
            return one
    if len(sheets) == 1:
        return sheets[0]
    raise BrokenFileError(why="file_no_such_sheet", sheet=wanted)


def _part(sheet: Any) -> str:  # noqa: ANN401 - openpyxl's sheet
    """Return the name of a sheet's part in the archive."""
    return str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001 - there is no other way


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl's sheet
    found = sheet.iter_rows(
        max_row=ROWS_AT_MOST + 1, max_col=COLUMNS_AT_MOST, values_only=True
    )
    number = 0
    try:
        for number, values in enumerate(found, 1):
            texts = [cell_text(value) for value in values]
            while texts and not texts[-1]:
                texts.pop()
            if texts and number <= ROWS_AT_MOST:
                yield number, texts
    except _BROKEN as error:
        raise BrokenFileError(why="file_not_workbook") from error
    if number > ROWS_AT_MOST:
        raise BrokenFileError(why="file_too_many_rows")


def cell_text(value: object) -> str:
    """Return a cell's value as text; what is computed begins with `=`."""
    if value is None:
        return ""
    writer = _WRITERS.get(type(value))
    # formulas over several cells come as objects
    return writer(value) if writer else FORMULA


def _decimal(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.15g}"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: lambda value: value.strip()[:CELL_AT_MOST],
    bool: lambda value: "true" if value else "false",
    datetime: lambda value: value.date().isoformat(),
    date: date.isoformat,
    time: time.isoformat,
    float: _decimal,
    int: str,
}
