"""Whether a file may be opened as a workbook at all: looked at before any parser is."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from gridflow.engine.errors import BrokenFileError

BYTES_AT_MOST = 100 * 1024 * 1024
UNPACKED_AT_MOST = 3 * 1024 * 1024 * 1024
WORDS_AT_MOST = 128 * 1024 * 1024
RATIO_AT_MOST = 200
SMALL = 1024 * 1024
_HEAD = 4096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_WORDS = "xl/sharedStrings.xml"


def refuse_file(path: Path) -> None:
    """Raise BrokenFileError with the reason where a file is no plain workbook."""
    if path.stat().st_size > BYTES_AT_MOST:
        raise BrokenFileError(why="import_too_large")
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head == _OLE:
        # old .xls, or an .xlsx under a password: both are wrapped in the old format
        raise BrokenFileError(why="file_locked_or_old")
    if not head:
        raise BrokenFileError(why="file_empty")
    if not head.startswith(_ZIP):
        raise BrokenFileError(why=_what(path))
    try:
        with ZipFile(path) as archive:
            _refuse_parts(archive)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        # the last two: unknown compression, and a part under a password
        raise BrokenFileError(why="file_not_workbook") from error


def _what(path: Path) -> str:
    """Tell a table of plain text under the name of a workbook from mere rubbish."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    plain = b"\x00" not in head and (b"," in head or b"\t" in head or b";" in head)
    return "file_is_csv" if plain and b"\n" in head else "file_not_workbook"


def _refuse_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
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
        if part.filename == _WORDS and part.file_size > WORDS_AT_MOST:
            raise BrokenFileError(why="file_bomb")
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                # a workbook needs no entities; who declares some has bad intentions
                if b"<!DOCTYPE" in stream.read(_HEAD):
                    raise BrokenFileError(why="file_not_workbook")
