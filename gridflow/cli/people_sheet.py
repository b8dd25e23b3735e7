"""A workbook of people as `gridflow import people` reads it, made from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO

from openpyxl import Workbook

from gridflow.spec.wording import Wording

COLUMNS = ("name", "phone", "login", "role", "area", "from")


def people_workbook(wording: Wording, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the bytes of an .xlsx file, a row for each post; columns as COLUMNS."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.append([wording.say(f"import_{name}") for name in COLUMNS])
    for row in rows:
        sheet.append([row.get(name, "") for name in COLUMNS])
    data = BytesIO()
    book.save(data)
    return data.getvalue()
