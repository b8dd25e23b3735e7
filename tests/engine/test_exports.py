"""Exports opened again: what is in them, what is masked, and what is on record."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from gridflow.engine import export_files
from gridflow.engine.errors import ReasonMissingError
from gridflow.engine.export_files import write_export
from gridflow.engine.exports import (
    DIRECT_AT_MOST,
    WHOLE_AT_MOST,
    Export,
    order_export,
    send_export,
)
from gridflow.engine.people_admin import end_post
from gridflow.engine.record_lists import ListFilters
from gridflow.errors import DeniedError
from gridflow.store import audit, jobs, logs
from tests.engine.conftest import TODAY, add_house

EVIL = '=HYPERLINK("http://x","y")'


@pytest.fixture
def houses(engine):
    add_house(engine, "10010101", "王一", "H1", water="well", wage=1200, address=EVIL)
    add_house(
        engine, "10010102", "李四", "H2", counted_from="2023-01-01", address="＋7号"
    )
    add_house(engine, "10020101", "赵五", "H3")


def export(engine, actor, *, key="e", progress=None, **how):
    how = {
        "format": "xlsx",
        "whole": True,
        "full": False,
        "filters": ListFilters(),
    } | how
    wanted = order_export(engine, actor, Export(path="houses", **how), key=key)
    file = BytesIO()
    write_export(engine, actor, wanted, file, *([progress] if progress else []))
    return wanted, file.getvalue()


def sheets(data):
    book = load_workbook(BytesIO(data))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }, book


def table(rows):
    first, *others = rows
    return [dict(zip(first, row, strict=True)) for row in others]


def test_a_workbook_holds_records_and_parts_masked_and_as_they_are(
    engine, cast, houses
):
    wanted, data = export(engine, cast.monitor)
    found, _ = sheets(data)
    assert wanted.count == 2
    assert list(found) == ["户", "人", "导出说明"]
    li, wang = table(found["户"])
    assert (wang["户主"], wang["编号"], wang["饮水"]) == ("王一", "H1", "水井")
    assert (wang["工资"], wang["电话"]) == (1200, "138****5678")
    assert li["核算期起"].date() == date(2023, 1, 1)
    assert li["饮水"] is None
    people = table(found["人"])
    assert [one["姓名"] for one in people] == ["李四", "李四小", "王一", "王一小"]
    assert {one["户"] for one in people} == {"李四", "王一"}
    assert {one["健康"] for one in people} == {"****"}
    assert people[0]["档案码"] == li["档案码"]
    assert "13812345678" not in str(found)
    about = dict(found["导出说明"])
    assert about["敏感内容"] == "已遮盖"
    assert about["条数"] == 2


def test_nothing_in_a_workbook_is_a_formula(engine, cast, houses):
    _, data = export(engine, cast.monitor)
    found, book = sheets(data)
    addresses = [one["地址"] for one in table(found["户"])]
    assert addresses == ["'＋7号", f"'{EVIL}"]
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds


def test_a_table_of_commas_has_a_mark_and_the_same_values(engine, cast, houses):
    _, data = export(engine, cast.monitor, format="csv", whole=False)
    assert data.startswith("\ufeff".encode())
    rows = table(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert [one["户主"] for one in rows] == ["李四", "王一"]
    assert [one["电话"] for one in rows] == ["138****5678"] * 2
    assert [one["工资"] for one in rows] == ["", "1200"]
    assert "地址" not in rows[0]
    _, whole = export(engine, cast.monitor, format="csv", key="e2")
    rows = table(csv.reader(StringIO(whole.decode("utf-8-sig"), newline="")))
    assert rows[1]["地址"] == f"'{EVIL}"


def test_what_is_filtered_is_what_is_exported(engine, cast, houses):
    filters = ListFilters(fields={"water": "well"})
    wanted, data = export(engine, cast.monitor, filters=filters)
    assert wanted.count == 1
    assert [one["户主"] for one in table(sheets(data)[0]["户"])] == ["王一"]


def test_pages_are_written_one_after_the_other(engine, cast, monkeypatch):
    for number in range(7):
        add_house(engine, "10010101", f"王{number}", f"H{number}")
    monkeypatch.setattr(export_files, "AT_ONCE", 3)
    told = []

    def progress(done, total=None, said=""):
        told.append((done, total))

    _, data = export(engine, cast.monitor, progress=progress)
    assert [one["编号"] for one in table(sheets(data)[0]["户"])] == [
        f"H{number}" for number in range(7)
    ]
    assert told == [(0, 7), (3, 7), (6, 7), (7, 7)]


def test_full_values_want_a_reason_and_are_one_look(engine, cast, houses):
    with pytest.raises(ReasonMissingError):
        export(engine, cast.monitor, full=True, reason=" ")
    wanted, data = export(engine, cast.monitor, full=True, reason="电话核查", key="f")
    found, _ = sheets(data)
    assert {one["电话"] for one in table(found["户"])} == {"13812345678"}
    assert {one["健康"] for one in table(found["人"])} == {"健康"}
    assert dict(found["导出说明"])["用途"] == "电话核查"
    with engine.store.reading() as session:
        (entry,) = exported(session, cast)
        (look,) = logs.looks_at(session, entry.command)
    assert (look.field, look.reason) == ("export house 2", "电话核查")
    assert (look.person, look.post) == (cast.monitor.person, cast.monitor.post)
    assert wanted.reason == "电话核查"


def exported(session, cast):
    found = audit.entries(session, cast.administrator.area)
    return [one for one in found if one.action == "export"]


def test_an_export_is_on_record_with_filter_and_count_but_no_value(
    engine, cast, houses
):
    filters = ListFilters(search="13812345678", fields={"water": "well"})
    export(engine, cast.monitor, filters=filters)
    with engine.store.reading() as session:
        (entry,) = exported(session, cast)
        assert logs.looks_at(session, entry.command) == ()
    assert entry.entry["count"] == 1
    assert entry.entry["fields"] == {"water": "well"}
    assert "13812345678" not in json.dumps(dict(entry.entry), default=str)
    assert entry.entry["search"]


@pytest.mark.parametrize("name", ["walker", "boss"])
def test_an_export_wants_the_right(engine, cast, houses, name):
    with pytest.raises(DeniedError):
        export(engine, getattr(cast, name))


def test_full_values_want_the_right_to_reveal(engine, cast, houses):
    with pytest.raises(DeniedError):
        export(engine, cast.clerk, full=True, reason="核查")
    _, data = export(engine, cast.clerk, key="c")
    # and parts go only to who may see them
    assert list(sheets(data)[0]) == ["户", "导出说明"]


def test_a_job_writes_what_was_decided_and_asks_the_rights_again(
    engine, cast, houses, clock
):
    wanted, _ = export(engine, cast.monitor)
    rung = []
    code = send_export(
        engine, cast.monitor, wanted, key="k", ring=lambda: rung.append(1)
    )
    assert rung == [1]
    with engine.store.reading() as session:
        (job,) = jobs.latest_jobs(session, (jobs.QUEUED,))
    assert job.code == code
    assert Export.of_arguments(job.args) == wanted
    end_post(engine, cast.administrator, cast.monitor.post, TODAY, key="end")
    clock.forward(days=1)
    with pytest.raises(DeniedError):
        write_export(engine, cast.monitor, wanted, BytesIO())


@pytest.mark.parametrize(
    ("form", "whole", "count", "direct"),
    [
        pytest.param("csv", True, DIRECT_AT_MOST, True, id="many-lines"),
        pytest.param("csv", True, DIRECT_AT_MOST + 1, False, id="too-many-lines"),
        pytest.param("xlsx", True, WHOLE_AT_MOST, True, id="a-group"),
        pytest.param("xlsx", True, WHOLE_AT_MOST + 1, False, id="a-village"),
        pytest.param("xlsx", False, DIRECT_AT_MOST, True, id="few-columns"),
    ],
)
def test_what_takes_long_is_left_to_a_worker(form, whole, count, direct):
    made = Export("houses", ListFilters(), form, whole, full=False, count=count)
    assert made.direct is direct
