"""The workbook that comes back: headings and wrong rows, each cell with what to do.

It can be corrected and imported again. What looked like a formula stays a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string

from gridflow.engine.importing.ground import Ground
from gridflow.spec.wording import Wording
from gridflow.store.import_reports import ImportReport, Told
from gridflow.store.staging import Group, Staging

# comments are held in memory until the file is written
COMMENTS_AT_MOST = 10_000
COMMENT_AT_MOST = 1_000
_ROWS_AT_ONCE = 50
_RED = PatternFill("solid", start_color="FFC7CE")
_YELLOW = PatternFill("solid", start_color="FFEB9C")
_AUTHOR = "gridflow"


def write_wrong_rows(
    path: Path,
    ground: Ground,
    staging: Staging,
    report: ImportReport,
    wording: Wording,
) -> None:
    """Write the rows of every record that has something to correct."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ground.layout.sheet)
    sheet.freeze_panes = "A2"
    sheet.append(list(_headings(sheet, ground)))
    pages = _Pages(sheet, wording)
    for groups in _wrong_groups(staging, report):
        for group in groups:
            told = report.told_of(group.place)
            for row in group.rows:
                sheet.append(pages.row(row.number, row.body, told))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _headings(sheet: Any, ground: Ground) -> Iterator[Any]:  # noqa: ANN401 - openpyxl
    for heading in ground.layout.headings:
        cell = WriteOnlyCell(sheet, heading)
        cell.font = Font(bold=True)
        yield cell


def _wrong_groups(staging: Staging, report: ImportReport) -> Iterator[Sequence[Group]]:
    """Yield the groups of wrong records, some at a time."""
    places: list[int] = []
    for place in report.wrong_places():
        places.append(place)
        if len(places) == _ROWS_AT_ONCE:
            yield [one for each in places for one in staging.groups(each, each)]
            places = []
    yield [one for each in places for one in staging.groups(each, each)]


class _Pages:
    """Makes the cells of rows."""

    def __init__(self, sheet: Any, wording: Wording) -> None:  # noqa: ANN401 - openpyxl
        self._sheet = sheet
        self._wording = wording
        self._comments = 0

    def row(self, number: int, texts: Sequence[str], told: Sequence[Told]) -> list[Any]:
        """Return the cells of a row; its first also tells what is told of it all."""
        by_place: dict[int, list[Told]] = {}
        for one in told:
            if one.row == number:
                column = one.column
                place = column_index_from_string(column) - 1 if column else 0
                by_place.setdefault(place, []).append(one)
        width = max([len(texts), *(place + 1 for place in by_place)])
        return [
            self._cell(texts[place] if place < len(texts) else "", by_place.get(place))
            for place in range(width)
        ]

    def _cell(self, text: str, told: Sequence[Told] | None) -> Any:  # noqa: ANN401
        cell = WriteOnlyCell(self._sheet)
        if text:
            # set as a text whatever it begins with: no spreadsheet computes it
            cell.value = text
            cell.data_type = "s"
            if text.startswith(("=", "+", "-", "@")):
                cell.quotePrefix = True
        if told:
            wrong = any(one.severity == "error" for one in told)
            cell.fill = _RED if wrong else _YELLOW
            if self._comments < COMMENTS_AT_MOST:
                self._comments += 1
                said = "\n".join(sentence(one, self._wording) for one in told)
                cell.comment = Comment(said[:COMMENT_AT_MOST], _AUTHOR)
        return cell


def sentence(told: Told, wording: Wording) -> str:
    """Return what is said about a finding, with what may stand there."""
    facts: Mapping[str, Any] = told.facts
    parts = [told.say] if told.say else []
    if told.code:
        parts.append(wording.say(told.code, **facts))
    if told.allowed:
        parts.append(wording.say("import_allowed", allowed=told.allowed))
    return " ".join(parts)
