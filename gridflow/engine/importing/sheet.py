"""A workbook opened far enough to read the rows of one sheet, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.exceptions import InvalidFileException

from gridflow.engine.errors import BrokenFileError
from gridflow.engine.importing.archive import refuse_file
from gridflow.engine.importing.cellstream import CellStream, Row, Styles
from gridflow.engine.importing.words import SharedTexts

ROWS_AT_MOST = 300_000
_WORDS = "xl/sharedStrings.xml"
# what openpyxl, expat and zipfile raise for a zip that is no workbook
_BROKEN = (
    BadZipFile,
    ExpatError,
    InvalidFileException,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    SyntaxError,
)


class Sheet:
    """A sheet that was opened, with its rows still to be read."""

    def __init__(self, name: str, stream: CellStream, rows: Iterator[Row]) -> None:
        self.name = name
        self._stream = stream
        self.rows = _refusing(rows)

    @property
    def merged(self) -> str:
        """Return the first range of merged cells, "" for none; after the last row."""
        return self._stream.merged


@contextmanager
def open_sheet(path: Path, wanted: str) -> Iterator[Sheet]:
    """Open the sheet of a name, "" for the first one, of a workbook.

    Raises BrokenFileError with the reason where that cannot be done; so does reading
    its rows.
    """
    refuse_file(path)
    with ZipFile(path) as archive:
        name, part, styles = _opened(path, wanted)
        texts = _texts(archive)
        try:
            stream = CellStream(texts.__getitem__, styles)
            with archive.open(part) as unpacked:
                yield Sheet(name, stream, stream.rows(unpacked))  # type: ignore[arg-type]  # reads bytes
        finally:
            texts.close()


def _opened(path: Path, wanted: str) -> tuple[str, str, Styles]:
    """Return the name and the part of the archive of a sheet, and what styles mean."""
    try:
        # an open file: of a path it would ask for a name that ends in .xlsx
        with path.open("rb") as file:
            reader: Any = ExcelReader(file, read_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            sheets = [
                (str(sheet.name), str(rel.target))
                for sheet, rel in reader.parser.find_sheets()
                if "chartsheet" not in rel.Type and rel.target in reader.valid_files
            ]
            dated = frozenset(reader.wb._date_formats)  # noqa: SLF001 - no other way
            styles = Styles(dated, reader.wb.epoch)
            reader.archive.close()
    except _BROKEN as error:
        raise BrokenFileError(why="file_not_workbook") from error
    name, part = _chosen(sheets, wanted)
    return name, part, styles


def _chosen(sheets: list[tuple[str, str]], wanted: str) -> tuple[str, str]:
    if not sheets:
        raise BrokenFileError(why="file_no_sheet")
    for name, part in sheets:
        if not wanted or "".join(name.split()) == wanted:
            return name, part
    if len(sheets) == 1:
        return sheets[0]
    raise BrokenFileError(why="file_no_such_sheet", sheet=wanted)


def _texts(archive: ZipFile) -> SharedTexts:
    try:
        if _WORDS not in archive.namelist():
            return SharedTexts(None)
        with archive.open(_WORDS) as stream:
            return SharedTexts(stream)  # type: ignore[arg-type]  # reads bytes
    except _BROKEN as error:
        raise BrokenFileError(why="file_not_workbook") from error


def _refusing(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows, refusing what is no sheet after all and what has too many."""
    count = 0
    try:
        for number, texts in rows:
            count += 1
            if count > ROWS_AT_MOST:
                break
            yield number, texts
    except _BROKEN as error:
        raise BrokenFileError(why="file_not_workbook") from error
    if count > ROWS_AT_MOST:
        raise BrokenFileError(why="file_too_many_rows")
