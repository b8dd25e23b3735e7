"""Cells as spreadsheets write them: the text that a person reads, whatever the type."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from gridflow.engine.importing.cells import pattern_of
from gridflow.engine.importing.sheet import open_sheet

NOON = datetime(2023, 5, 1, 12)  # noqa: DTZ001 - cells have no zone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("  甲乙 ", "甲乙", id="text"),
        pytest.param(12, "12", id="a whole number"),
        pytest.param(12.50, "12.5", id="a fraction"),
        pytest.param(0.1 + 0.2, "0.3", id="a fraction that is not exact"),
        pytest.param(
            512022197001011234, "512022197001011300", id="more figures than are kept"
        ),
        pytest.param(True, "true", id="a flag"),
        pytest.param(date(2023, 5, 1), "2023-05-01", id="a day"),
        pytest.param(NOON, "2023-05-01", id="an instant"),
        pytest.param(time(8, 30), "08:30:00", id="a time"),
        pytest.param("=1+1", "=1+1", id="a formula"),
        pytest.param("#REF!", "#REF!", id="an error"),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(tmp_path, value, text):
    made = Workbook()
    made.active.append(["x", value, "y"])
    made.save(tmp_path / "cell.xlsx")
    with open_sheet(tmp_path / "cell.xlsx", "") as sheet:
        ((number, texts),) = sheet.rows
    assert (number, texts) == (1, ["x", text, "y"])


def test_gaps_between_cells_and_rows_keep_their_places(tmp_path):
    made = Workbook()
    made.active["C2"] = "c"
    made.active["A5"] = "a"
    made.save(tmp_path / "gaps.xlsx")
    with open_sheet(tmp_path / "gaps.xlsx", "") as sheet:
        assert list(sheet.rows) == [(2, ["", "", "c"]), (5, ["a"])]


def test_texts_that_cells_share_are_found_by_their_number(tmp_path):
    texts = [f"文本{number}" for number in range(300)]
    made = Workbook()
    for text in texts:
        made.active.append([text, texts[0]])
    made.save(tmp_path / "shared.xlsx")
    with open_sheet(tmp_path / "shared.xlsx", "") as sheet:
        assert [row for _, row in sheet.rows] == [[one, texts[0]] for one in texts]


@pytest.mark.parametrize(
    ("written", "text", "said"),
    [
        pytest.param("YYYYMMDD", "20230501", ("2023", "05", "01"), id="together"),
        pytest.param("YYYY/M/D", "2023/5/1", ("2023", "5", "1"), id="short"),
        pytest.param("YYYY年M月", "2023年5月", ("2023", "5", None), id="a month"),
        pytest.param("YYYY-MM", "2023-5", None, id="not as written"),
        pytest.param("YYYY", "2023", None, id="a year is no day"),
    ],
)
def test_ways_to_write_days_are_patterns(written, text, said):
    found = pattern_of(written).fullmatch(text)
    got = None
    if found is not None:
        groups = found.groupdict()
        got = (groups["y"], groups["m"], groups.get("d"))
    assert got == said
