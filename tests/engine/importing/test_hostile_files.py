"""Files that are no plain workbook, and sheets that nobody can read: one sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from gridflow.engine.importing import archive
from gridflow.engine.importing.orders import UPLOAD_AT_MOST
from gridflow.engine.upload_folder import UploadFolder
from tests.engine.importing.conftest import (
    HEADINGS,
    PERSON,
    book,
    house,
    houses,
    person,
    report_of,
)

GOOD = [*house("H1", "王一"), *person("王一", "A1")]
ALL = (*HEADINGS, *PERSON)


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a good workbook with its parts changed."""
    good = book(path.with_name("good.xlsx"), [GOOD])
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return path


def with_part(path: Path, name: str, data: bytes) -> Path:
    rewritten(path, lambda _, body: body)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def sheet_xml(rows: bytes, behind: bytes = b"") -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        b'<worksheet xmlns="' + main + b'"><sheetData>' + rows + b"</sheetData>"
        b"" + behind + b"</worksheet>"
    )


def with_sheet(path: Path, xml: bytes) -> Path:
    name = "xl/worksheets/sheet1.xml"
    return rewritten(path, lambda part, body: xml if part == name else body)


def merged(path: Path) -> Path:
    made = Workbook()
    page = made.active
    page.title = "名册"
    page.append(list(ALL))
    page.append(GOOD)
    page.append(GOOD)
    page.merge_cells("A2:A3")
    made.save(path)
    return path


def no_sheet(path: Path) -> Path:
    def change(name: str, body: bytes) -> bytes:
        if name == "xl/workbook.xml":
            start, end = body.index(b"<sheets>"), body.index(b"</sheets>")
            return body[:start] + b"<sheets>" + body[end:]
        return body

    return rewritten(path, change)


def other_sheets(path: Path) -> Path:
    made = Workbook()
    made.create_sheet("另一张")
    made.save(path)
    return path


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (lambda path: written(path, b""), "file_empty"),
    "rubbish": (lambda path: written(path, b"\x00\x01" * 99), "file_not_workbook"),
    "cut off": (
        lambda path: written(path, book(path, [GOOD]).read_bytes()[:-300]),
        "file_not_workbook",
    ),
    "a zip of something else": (
        lambda path: zipped(path, "a.txt"),
        "file_not_workbook",
    ),
    "a CSV under another name": (
        lambda path: written(path, "村,组,编号\n一村,一组,H1\n".encode()),
        "file_is_csv",
    ),
    "a CSV of Chinese Windows": (
        lambda path: written(path, "村\t组\n一村\t一组\n".encode("gb18030")),
        "file_is_csv",
    ),
    "an old .xls, or one under a password": (
        lambda path: written(path, bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096),
        "file_locked_or_old",
    ),
    "with macros": (
        lambda path: with_part(path, "xl/vbaProject.bin", b"x"),
        "file_has_macros",
    ),
    "a bomb": (
        lambda path: with_part(path, "xl/more.xml", b"0" * 5_000_000),
        "file_bomb",
    ),
    "entities": (
        lambda path: with_sheet(path, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        "file_not_workbook",
    ),
    "XML that breaks off": (
        lambda path: with_sheet(path, sheet_xml(b"<row><c>")),
        "file_not_workbook",
    ),
    "a shared text that there is not": (
        lambda path: with_sheet(
            path, sheet_xml(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')
        ),
        "file_not_workbook",
    ),
    "without a sheet": (no_sheet, "file_no_sheet"),
    "with other sheets": (other_sheets, "file_no_such_sheet"),
    "an empty sheet": (lambda path: book(path, [], headings=()), "import_sheet_empty"),
    "without headings": (
        lambda path: book(path, [GOOD], headings=("甲", "乙")),
        "import_no_heading",
    ),
    "headings only": (lambda path: book(path, []), "import_no_rows"),
    "a column missing": (
        lambda path: book(path, [GOOD[1:]], headings=ALL[:6] + ALL[7:]),
        "import_column_missing",
    ),
    "an unknown column": (
        lambda path: book(path, [GOOD], headings=(*ALL, "星座")),
        "import_column_unknown",
    ),
    "a column twice": (
        lambda path: book(path, [GOOD], headings=(*ALL, "村民小组")),
        "import_column_twice",
    ),
    "merged cells": (merged, "import_merged"),
    "a cell at the far end": (
        lambda path: with_sheet(
            path,
            sheet_xml(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        ),
        "import_sheet_empty",
    ),
}


def zipped(path: Path, name: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    return path


@pytest.mark.parametrize(("make", "code"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_taken_is_told_in_one_sentence(
    site, bring, tmp_path, make, code
):
    done, order = bring(make(tmp_path / "file.xlsx"))
    assert not done.sound
    assert houses(site) == {}
    with report_of(order) as report:
        found = report.told()
    assert [one.code for _, one in found] == [code]
    wording = site.library.active().wording
    assert wording.say(code, **found[0][1].facts)


def test_a_file_of_200_megabytes_is_refused_by_its_size(bring, tmp_path):
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 1024 * 1024)
    _, order = bring(path)
    with report_of(order) as report:
        ((_, one),) = report.told()
    assert one.code == "import_too_large"


def test_an_upload_is_given_up_as_soon_as_it_is_too_large(tmp_path):
    class Endless(BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            Endless.taken += size or 0
            return b"x" * (size or 0)

    folder = UploadFolder(tmp_path)
    assert folder.take(Endless(), UPLOAD_AT_MOST) is None
    assert Endless.taken <= UPLOAD_AT_MOST + 2 * 1024 * 1024
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_an_upload_lies_under_its_digest(tmp_path):
    folder = UploadFolder(tmp_path)
    digest = folder.take(BytesIO(b"rows"), 100)
    assert digest is not None
    assert folder.path(digest).read_bytes() == b"rows" == folder.read(digest)


def test_too_many_rows_are_refused(bring, tmp_path, monkeypatch):
    from gridflow.engine.importing import sheet

    monkeypatch.setattr(sheet, "ROWS_AT_MOST", 3)
    _, order = bring(book(tmp_path / "long.xlsx", [GOOD] * 5))
    with report_of(order) as report:
        assert [one.code for _, one in report.told()] == ["file_too_many_rows"]


def test_what_a_workbook_may_hold_is_bounded():
    assert archive.BYTES_AT_MOST <= 200 * 1024 * 1024
    assert archive.RATIO_AT_MOST <= 200
